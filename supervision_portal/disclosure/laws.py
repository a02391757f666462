"""Laws as anybody may read them: every text that was published, as it stood on any day.

What is shown of a text is named here, field by field (``Said``): drafts, who worked on them and
what rests on an article stay inside.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString

from common import workdays
from common.lists.keyset import Order
from common.search import EXCERPT, highlight
from matters import lawbook, services
from matters.choices import LawState
from matters.filters import LawFilter
from matters.forms import DayForm
from matters.models import Article, Law, LawVersion
from supervision_portal.disclosure.pages import page_of, public_page

BY_TITLE = Order("key", "key")
PAGE_SIZE = 20
FOUND = 10


class PublicLawFilter(LawFilter):
    """Laws by title, issuer, kind and validity; what cites them is the staff's."""

    cited = None


@dataclass(frozen=True)
class Said:
    """A text of a law in the words of the public page: these facts and no others."""

    number: int
    first_day: dt.date | None
    last_day: dt.date | None
    adopted_on: dt.date | None
    document_no: str
    preamble: str
    is_in_force: bool

    @classmethod
    def of(cls, row: LawVersion) -> "Said":
        return cls(
            row.number,
            row.first_day,
            row.last_day,
            row.adopted_on,
            row.document_no,
            row.preamble,
            row.is_in_force,
        )


@dataclass(frozen=True)
class Hit:
    """An article that a search found, with its place marked."""

    title: str
    excerpt: SafeString
    url: str


def published(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the versions of laws that were published."""
    return rows.exclude(state=LawState.DRAFT)


@public_page
def law_list(request: HttpRequest) -> HttpResponse:
    """List the laws with a published text; with words, also the articles that hold them."""
    with_text = published(LawVersion.objects.all()).values("law")
    rows = Law.objects.filter(pk__in=with_text).with_version(workdays.today())
    asked = PublicLawFilter(request.GET, rows, request=request)
    words = asked.form.cleaned_data.get("q", "").strip() if asked.is_valid() else ""
    context = {
        "form": asked.form,
        "page": page_of(request, asked.qs, BY_TITLE, PAGE_SIZE),
        "is_narrowed": any(asked.data.get(each.name) for each in asked.form.visible_fields()[1:]),
        "hits": list(_hits(words)) if words and "cursor" not in request.GET else [],
        "words": words,
    }
    return render(request, "public/law_list.html", context)


def _hits(words: str) -> Iterable[Hit]:
    rows = services.find_articles(Article.objects.visible_text(), words, workdays.today())
    for row in rows[:FOUND]:
        url = reverse("public:law-article", args=[row.version.law_id, row.place])
        yield Hit(row.named, highlight(row.text, words, around=EXCERPT), url)


@public_page
def law_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a law as it stands on a day: today unless another is asked for."""
    law, versions, form = _law(request, pk)
    version = _on(versions, form.asked())
    if version is None and not request.GET.get("day"):
        version = versions[0]
    passages = lawbook.text_of(version) if version else []
    context = {
        "law": law,
        "said": Said.of(version) if version else None,
        "versions": [Said.of(each) for each in versions],
        "passages": passages,
        "day": request.GET.get("day", "") if form.is_valid() else "",
        "day_form": form,
    }
    return render(request, "public/law_detail.html", context)


@public_page
def law_article(request: HttpRequest, pk: uuid.UUID, place: str) -> HttpResponse:
    """Show one article with the words it had on a day, and on which days it said something else."""
    law, versions, form = _law(request, pk)
    rows = Article.objects.filter(version__in=versions).whole().filter(locator=place)
    texts = {row.version_id: row for row in rows}
    if not texts:
        raise Http404
    version = _on(versions, form.asked())
    if version is None and not request.GET.get("day"):
        version = next(each for each in versions if each.pk in texts)
    article = texts.get(version.pk) if version else None
    pieces = version.articles.filter(locator__startswith=f"{place}.") if version else []
    context = {
        "law": law,
        "said": Said.of(version) if version else None,
        "label": next(iter(texts.values())).label,
        "passage": lawbook.passages([article, *pieces])[0] if article else None,
        "texts": [
            (Said.of(each), texts[each.pk].text == article.text if article else False)
            for each in versions
            if each.pk in texts
        ],
        "day_form": form,
    }
    return render(request, "public/law_article.html", context)


def _law(request: HttpRequest, pk: uuid.UUID) -> tuple[Law, list[LawVersion], DayForm]:
    """Return a law with its published texts, the newest first; 404 where it has none."""
    law = get_object_or_404(Law, pk=pk)
    versions = list(published(LawVersion.objects.filter(law=law)).order_by("-number"))
    if not versions:
        raise Http404
    for each in versions:
        each.law = law
    return law, versions, DayForm(request.GET)


def _on(versions: list[LawVersion], day: dt.date) -> LawVersion | None:
    return next((each for each in versions if each.valid and day in each.valid), None)
