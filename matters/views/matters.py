"""Pages of supervision matters: the list, a version, its writing, its way to publication."""

import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, in_reader_language, reference
from common.panels import panels_of
from common.search import highlight
from matters import legal_basis
from matters.choices import IN_WORK, VersionState
from matters.facets import facets_of
from matters.filters import MatterFilter
from matters.forms import ClaimForm
from matters.models import ChecklistVersion, Claim, MatterVersion
from matters.record import SEARCHED, coverage_of, passage
from matters.steps import STEPS, offers, require, take
from matters.views.fetching import allowed, visible
from matters.words import changes, frequency_in_words, methods_in_words, ratio_in_words
from registry.models import Department, Line

MATTERS = ListDesk(
    key="matters.versions",
    title=_("Supervision matters"),
    lead=_("Nothing is supervised outside this list: published first, claimed, then done."),
    filterset=MatterFilter,
    columns=[
        Column("item", _("Matter"), "name", value=lambda row: row.title, sort="item"),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("type", _("Type"), "badge", value="administrative_type"),
        Column("department", _("Responsible"), "named"),
        Column("levels", _("Levels"), value="words_of_levels"),
        Column(
            "object", _("Object"), value=lambda row: in_reader_language(row, "object"), shown=False
        ),
        Column("ratio", _("Ratio"), shown=False),
        Column("frequency", _("Frequency"), shown=False),
        Column("claim_count", _("Claims"), "number"),
        Column("state", _("State"), "badge"),
        Column("number", _("Version"), "number", shown=False),
        Column("since", _("In force from"), "when", value="first_day", shown=False),
        Column("list", pgettext_lazy("matters", "List"), "code", "matter.list_code", shown=False),
    ],
    default_ordering="code",
    empty=Empty(
        _("No matters"),
        _(
            "Here stands what may be supervised: by which department, at which levels, on what "
            "basis. Import a list or draft a matter; your filters may also leave none."
        ),
        icon="list-details",
    ),
    export_name="matters",
    template="matters/list.html",
)
# What the columns read; a version holds three times as many, some of them long texts.
READ = (
    "number", "state", "valid", "item", "item_en", "sub_item", "sub_item_en",
    "administrative_type", "levels", "object", "object_en", "ratio", "frequency",
    "matter__code", "matter__list_code", "department__name", "department__name_en",
)  # fmt: skip


def found_desk(text: str) -> ListDesk:
    """Return the list as a search shows it: what was searched for is marked, with its place."""
    if not text.strip():
        return MATTERS
    title, *others = MATTERS.columns
    where = Column("found", _("Found in"), value=lambda row: passage(row, text))
    marked = replace(title, value=lambda row: highlight(row.title, text))
    return replace(MATTERS, columns=[marked, where, *others])


@permission_required("matters.view_matterversion", raise_exception=True)
def matter_list(request: HttpRequest) -> HttpResponseBase:
    """List the matters: everybody's published ones, drafts inside the person's grants."""
    rows = MatterVersion.objects.visible_to(request.user).with_claim_count()
    text = request.GET.get("q", "") if "export" not in request.GET else ""
    return list_page(
        request,
        found_desk(text),
        rows.select_related("matter", "department").only(*READ, *(SEARCHED if text else ())),
        context={"sheet_query": request.GET.urlencode()},
    )


@require_safe
@permission_required("matters.view_matterversion", raise_exception=True)
def matter_facets(request: HttpRequest) -> HttpResponse:
    """Count the list by department, level, region and so on, under the filters of the address."""
    rows = MatterVersion.objects.visible_to(request.user)
    context = {"facets": facets_of(request, rows), "query": request.GET.urlencode()}
    template = "matters/_facets.html" if getattr(request, "htmx", None) else "matters/facets.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@permission_required("matters.view_matterversion", raise_exception=True)
def matter_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version of a matter: what it says, its forms, its claims, its life."""
    return show(request, visible(request, pk))


@require_POST
def matter_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a matter's life: submit, pass, return, publish, refuse or revoke."""
    perm = require(request, STEPS[step], MatterVersion)
    version = allowed(request, pk, perm)
    return take(request, STEPS[step], version, show)


def claimants(request: HttpRequest, version: MatterVersion) -> QuerySet[Department]:
    """Return the departments for which the person may claim this matter."""
    rows = Department.objects.allowed(request.user, "matters.add_claim")
    rows = rows.filter(level__in=version.levels).exclude(
        pk__in=version.matter.claims.exclude(state="ended").values("department")
    )
    if version.line:
        rows = rows.filter(lines__contains=[version.line])
    return rows.order_by("path")


def show(
    request: HttpRequest,
    version: MatterVersion,
    *,
    bound: dict[str, forms.Form] | None = None,
    claim_form: ClaimForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the record page, with a form that came back where there is one."""
    user = acting(request)
    versions = list(
        MatterVersion.objects.visible_to(user)
        .filter(matter=version.matter)
        .select_related("department")
        .order_by("-number")
    )
    may_draft = user.has_perm("matters.add_matterversion") and not any(
        each.state in IN_WORK for each in versions
    )
    is_in_force = version.is_in_force(workdays.today())
    if claim_form is None and is_in_force and user.has_perm("matters.add_claim"):
        departments = claimants(request, version)
        claim_form = ClaimForm(departments=departments) if departments.exists() else None
    before = next((each for each in versions if each.number < version.number), None)
    context: dict[str, Any] = {
        "version": version,
        "before": before,
        "changes": changes(before, version) if before else [],
        "line": Line.objects.filter(code=version.line).first() if version.line else None,
        "ratio": ratio_in_words(version),
        "frequency": frequency_in_words(version),
        "methods": methods_in_words(version.methods),
        "siblings": _siblings(request, version),
        "ground_panel": legal_basis.of_matter(version, user),
        "coverage": coverage_of(version),
        "checklists": ChecklistVersion.objects.of_matter(version.matter),
        "claims": _claims(request, version),
        "may_change_claims": user.has_perm("matters.change_claim"),
        "claim_form": claim_form,
        "versions": versions,
        "offers": list(offers(version, user, bound or {})),
        "may_edit": version.state == VersionState.DRAFT
        and user.has_perm("matters.change_matterversion"),
        "may_draft": may_draft,
        "panels": panels_of(version, user),
        "history": timeline.entries(
            Event.objects.about(version).reverse()[: timeline.SHOWN], here=reference(version)
        ),
    }
    return render(request, "matters/matter.html", context, status=status)


def _siblings(request: HttpRequest, version: MatterVersion) -> list[MatterVersion]:
    """Return the latest versions of the other sub items of the same main item."""
    if not version.matter.code:
        return []
    rows = MatterVersion.objects.visible_to(request.user).exclude(matter=version.matter)
    rows = rows.filter(matter__list_code=version.matter.list_code, matter__code=version.matter.code)
    return list(rows.order_by("matter", "-number").distinct("matter")[:50])


def _claims(request: HttpRequest, version: MatterVersion) -> QuerySet[Claim]:
    rows = Claim.objects.visible_to(request.user).filter(matter=version.matter)
    return (
        rows.exclude(state="ended")
        .select_related("department", "region")
        .order_by("department__path")
    )
