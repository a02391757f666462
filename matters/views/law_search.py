"""Search in full text: articles of law and supervision matters on one page."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common import workdays
from common.search import EXCERPT, highlight, holds
from matters import services
from matters.forms import SearchForm
from matters.models import Article, MatterVersion

SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One find: where it leads, its title and an excerpt, both marked."""

    url: str
    title: SafeString
    excerpt: SafeString
    note: str


@require_safe
@permission_required("matters.view_law", raise_exception=True)
def law_search(request: HttpRequest) -> HttpResponse:
    """Find articles in force on a day, and matters, by what they say."""
    form = SearchForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    query, day = said.get("q", "").strip(), said.get("day") or workdays.today()
    articles: list[Hit] = []
    matters: list[Hit] = []
    if query:
        found = Article.objects.visible_to(request.user)
        articles = [
            _article(row, query) for row in services.find_articles(found, query, day)[:SHOWN]
        ]
        rows = MatterVersion.objects.visible_to(request.user)
        matters = [_matter(row, query) for row in services.find_matters(rows, query)[:SHOWN]]
    context = {
        "form": form,
        "query": query,
        "day": day,
        "articles": articles,
        "matters": matters,
        "shown": SHOWN,
    }
    return render(request, "laws/search.html", context)


def _article(row: Article, query: str) -> Hit:
    text = next((each for each in (row.words, row.text, row.text_en) if holds(each, query)), "")
    text = (text or row.words).replace("\n", " ")
    return Hit(
        row.get_absolute_url(),
        highlight(row.named, query),
        highlight(text, query, around=EXCERPT * 2),
        row.heading,
    )


def _matter(row: MatterVersion, query: str) -> Hit:
    text = " · ".join(filter(None, [row.object, row.basis, row.process]))
    return Hit(
        row.get_absolute_url(),
        highlight(row.title, query),
        highlight(text, query, around=EXCERPT * 2),
        row.matter.code,
    )
