"""Pages of check forms: the list, a version with its lines, its way to publication."""

import uuid

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from matters.choices import IN_WORK, VersionState
from matters.filters import ChecklistFilter
from matters.models import ChecklistVersion, MatterVersion
from matters.reasons import verdict_in_words
from matters.steps import STEPS, offers, require, take
from matters.views.building import BUILDING

CHECKLISTS = ListDesk(
    key="matters.checklists",
    title=_("Checklists"),
    lead=_("What is looked at on the spot, line by line; every answer points to its line."),
    filterset=ChecklistFilter,
    columns=[
        Column("name", _("Checklist"), "name", value="checklist", sort="checklist__name"),
        Column("code", _("Code"), "code", value="checklist.code", sort="checklist__code"),
        Column("line_count", _("Lines"), "number"),
        Column("matter_count", _("Matters"), "number"),
        Column("state", _("State"), "badge"),
        Column("number", _("Version"), "number"),
        Column(
            "list", pgettext_lazy("matters", "List"), "code", "checklist.list_code", shown=False
        ),
    ],
    default_ordering="code",
    empty=Empty(
        _("No checklists"),
        _("Build a form, import the forms of the office, or merge those of several matters."),
        icon="checklist",
    ),
    export_name="checklists",
    template="matters/checklists.html",
)


@permission_required("matters.view_checklist", raise_exception=True)
def checklist_list(request: HttpRequest) -> HttpResponseBase:
    """List the check forms."""
    rows = ChecklistVersion.objects.visible_to(request.user).with_counts()
    return list_page(request, CHECKLISTS, rows.select_related("checklist"))


@require_safe
@permission_required("matters.view_checklist", raise_exception=True)
def checklist_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version of a form with its lines and the matters that use it."""
    rows = ChecklistVersion.objects.visible_to(request.user).select_related("checklist")
    return _show(request, get_object_or_404(rows, pk=pk))


@require_POST
def checklist_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a form's life: submit, pass, return, publish, refuse or revoke."""
    perm = require(request, STEPS[step], ChecklistVersion)
    rows = ChecklistVersion.objects.allowed(request.user, perm).select_related("checklist")
    version = get_object_or_404(rows, pk=pk)
    return take(request, STEPS[step], version, _show)


def _show(
    request: HttpRequest,
    version: ChecklistVersion,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    context = {
        "version": version,
        "items": version.items.all(),
        "matters": MatterVersion.objects.visible_to(user).used_by(version.checklist),
        "versions": version.siblings.order_by("-number"),
        "verdict": verdict_in_words(version.ruling),
        "served": version.served(),
        "may_build": version.state == VersionState.DRAFT and user.has_perm(BUILDING),
        "may_draft": user.has_perm(BUILDING)
        and not version.siblings.filter(state__in=IN_WORK).exists(),
        "offers": list(offers(version, user, bound or {})),
        "panels": panels_of(version, user),
        "history": timeline.entries(
            Event.objects.about(version).reverse()[: timeline.SHOWN], here=reference(version)
        ),
    }
    return render(request, "matters/checklist.html", context, status=status)
