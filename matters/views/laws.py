"""Pages of the law library: the list, a law as it stands on a day, an article, a comparison."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from matters import lawbook, rules, services
from matters.choices import LawState, MatchKind
from matters.filters import LawFilter
from matters.forms import DayForm, LawDayForm, RepealForm
from matters.models import Article, ArticleMatch, Law, LawVersion

LAWS = ListDesk(
    key="matters.laws",
    title=_("Law library"),
    lead=_("What matters and checklists rest on, each text with the days it is in force."),
    filterset=LawFilter,
    columns=[
        Column("name", _("Title"), "name", value=lambda row: row.named, sort="key"),
        Column("kind", _("Kind"), "badge"),
        Column("issuer", _("Issued by"), value="issued_by"),
        Column("since", _("In force from"), "when", value="in_force_from"),
        Column("citations", _("Citations"), "number", value="citation_count"),
        Column(
            "coming",
            _("New text coming"),
            value=lambda row: _("yes") if row.is_coming else "",
            shown=False,
        ),
    ],
    default_ordering="name",
    empty=Empty(
        _("No laws"),
        _(
            "Here stand the laws, regulations, rules and standards that matters rest on, with "
            "every text that was in force. Enter one, or import them; your filters may also "
            "leave none."
        ),
        icon="book-2",
    ),
    export_name="laws",
    template="laws/list.html",
)


@permission_required("matters.view_law", raise_exception=True)
def law_list(request: HttpRequest) -> HttpResponseBase:
    """List the laws."""
    rows = Law.objects.visible_to(request.user).with_version(workdays.today())
    return list_page(request, LAWS, rows.with_citation_count())


@require_safe
@permission_required("matters.view_law", raise_exception=True)
def law_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a law with the text in force on a day: today unless another is asked for."""
    law = get_object_or_404(Law.objects.visible_to(request.user), pk=pk)
    form = DayForm(request.GET)
    day = form.asked()
    versions = LawVersion.objects.visible_to(request.user).filter(law=law)
    version = versions.in_force(day).first()
    if version is None and not request.GET.get("day"):
        version = versions.order_by("-number").first()
    return show(request, law, version, day_form=form)


@require_safe
@permission_required("matters.view_law", raise_exception=True)
def law_version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version of a law."""
    version = visible(request, pk)
    return show(request, version.law, version)


def visible(request: HttpRequest, pk: uuid.UUID) -> LawVersion:
    """Fetch a version that the person may see, or answer 404."""
    rows = LawVersion.objects.visible_to(request.user).select_related("law")
    return get_object_or_404(rows, pk=pk)


def show(
    request: HttpRequest,
    law: Law,
    version: LawVersion | None,
    *,
    day_form: DayForm | None = None,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a law's page, with a form that came back where there is one."""
    user, given = acting(request), bound or {}
    versions = list(LawVersion.objects.visible_to(user).filter(law=law).order_by("-number"))
    for each in versions:
        each.law = law
    if version is not None:
        version.law = law
    before = next((v for v in versions if version and v.number < version.number), None)
    is_draft = version is not None and version.state == LawState.DRAFT
    may_write, may_publish = user.has_perm("matters.add_law"), user.has_perm("matters.publish_law")
    passages = lawbook.text_of(version) if version else []
    about = reference(version) if version else reference(law)
    context: dict[str, Any] = {
        "law": law,
        "version": version,
        "before": before,
        "versions": versions,
        "passages": passages,
        "article_count": sum(each.is_article for each in passages),
        "contents": [each for each in passages if not each.is_article],
        "day_form": day_form or DayForm(),
        "may_write": may_write,
        "may_draft": may_write and not any(v.state == LawState.DRAFT for v in versions),
        "may_edit": may_write and is_draft,
        "may_map": may_publish and is_draft and before is not None,
        "fates": _fates(version) if is_draft and before and version else [],
        "publish_form": None,
        "repeal_form": None,
        "had_part": is_draft and version is not None and version.drafted_by == user.pk,
        "panels": panels_of(version or law, user),
        "history": timeline.entries(
            Event.objects.about(version or law).reverse()[: timeline.SHOWN], here=about
        ),
    }
    if is_draft and may_publish and not context["had_part"]:
        context["publish_form"] = given.get("publish") or LawDayForm(
            prefix="publish", initial={"from_day": _day_read(passages)}
        )
    is_open = version is not None and version.state == LawState.PUBLISHED
    if is_open and version and version.last_day is None and may_publish:
        context["repeal_form"] = given.get("repeal") or RepealForm(prefix="repeal")
    return render(request, "laws/law.html", context, status=status)


def _day_read(passages: list[lawbook.Passage]) -> Any:
    """Return the day that the text itself says it comes into force."""
    tail = [each for each in passages if each.is_article][-2:]
    text = "\n".join(f"{each.row.label}　{each.row.text}" for each in tail)
    return rules.day_of_force(text)


def _fates(version: LawVersion) -> list[tuple[str, int]]:
    counts = services.mapping_counts(version)
    return [(str(MatchKind(kind).label), count) for kind, count in counts.items()]


@require_safe
@permission_required("matters.view_law", raise_exception=True)
def law_compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a version beside another one of its law, article by article."""
    version = visible(request, pk)
    rows = LawVersion.objects.visible_to(request.user).filter(law=version.law_id)
    versions = list(rows.exclude(pk=version.pk).order_by("-number"))
    for each in versions:
        each.law = version.law
    asked = request.GET.get("with", "")
    other = next((each for each in versions if str(each.pk) == asked), None)
    other = other or next((each for each in versions if each.number < version.number), None)
    if other and other.number > version.number:
        version, other = other, version
    pairs = lawbook.beside(lawbook.matches_between(other, version)) if other else []
    context = {
        "law": version.law,
        "version": version,
        "other": other,
        "versions": versions,
        "changed": [pair for pair in pairs if not pair.is_same],
        "same_count": sum(pair.is_same for pair in pairs),
    }
    return render(request, "laws/compare.html", context)


@require_safe
@permission_required("matters.view_law", raise_exception=True)
def article_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an article: its words, what it was and became, everything that rests on it."""
    rows = Article.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("version__law"), pk=pk)
    place = row.locator.split(".")[0]
    article = row if row.locator == place else rows.get(version=row.version_id, locator=place)
    article.version = row.version
    family = [article, *rows.filter(version=row.version_id, locator__startswith=f"{place}.")]
    around = list(
        rows.filter(version=row.version_id, kind=article.kind, order__lt=article.order).order_by(
            "-order"
        )[:1]
    ) + list(
        rows.filter(version=row.version_id, kind=article.kind, order__gt=article.order).order_by(
            "order"
        )[:1]
    )
    context = {
        "article": article,
        "piece": row if row.pk != article.pk else None,
        "version": row.version,
        "law": row.version.law,
        "passage": lawbook.passages(family)[0],
        "before": next((each for each in around if each.order < article.order), None),
        "after": next((each for each in around if each.order > article.order), None),
        "came_from": _ends(article.came_from.all(), request),
        "became": _ends(article.became.all(), request),
        "impact": services.impact_of(article),
    }
    return render(request, "laws/article.html", context)


def _ends(matches: Any, request: HttpRequest) -> list[ArticleMatch]:
    """Return the matches of one article with both ends, those of drafts to who may see them."""
    versions = LawVersion.objects.visible_to(request.user)
    rows = lawbook.with_ends(matches.filter(version__in=versions.values("pk")))
    return list(rows.select_related("old__version__law", "new__version__law", "version"))
