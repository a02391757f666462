"""Pages of adjustment requests: the list, a new one, a request on its way."""

import uuid

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import attachments, timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.refusing import refusals_on
from matters import services
from matters.filters import responsible_departments
from matters.filters.upkeep import AdjustmentFilter
from matters.forms.upkeep import AdjustmentForm, handle
from matters.models import Adjustment, MatterVersion
from matters.steps import require, take
from matters.upkeep import ADJUSTMENT_STEPS, DECIDE, offers_of
from registry.models import Department

ADJUSTMENTS = ListDesk(
    key="matters.adjustments",
    title=_("Adjustment requests"),
    lead=_("What departments ask to be added, changed, merged or taken off the list."),
    filterset=AdjustmentFilter,
    columns=[
        Column("title", _("Request"), "name", sort="title"),
        Column("kind", _("Kind"), "badge"),
        Column("code", _("Code"), "code", value="matter.code"),
        Column("department", _("Asked by"), "named"),
        Column("addressee", _("Answered by"), "named"),
        Column("state", _("State"), "badge"),
        Column("asked", _("Received"), "when", value="created_at"),
    ],
    empty=Empty(
        _("No requests"),
        _("A department that misses a matter or finds one wrong asks here for the change."),
        icon="inbox",
    ),
    export_name="adjustments",
    template="matters/adjustments.html",
)


@permission_required("matters.view_adjustment", raise_exception=True)
def adjustment_list(request: HttpRequest) -> HttpResponseBase:
    """List the requests that the person's departments made or are to answer."""
    rows = Adjustment.objects.visible_to(request.user)
    return list_page(request, ADJUSTMENTS, rows.select_related("matter", "department", "addressee"))


@form_page
@permission_required("matters.add_adjustment", raise_exception=True)
def adjustment_new(request: HttpRequest) -> HttpResponse:
    """Ask for a change of the list; ``?matter=`` and ``?kind=`` fill the form in."""
    form = AdjustmentForm(
        request.POST or None,
        request.FILES or None,
        initial={name: request.GET.get(name, "") for name in ("matter", "kind")},
        departments=Department.objects.allowed(request.user, "matters.add_adjustment").order_by(
            "path"
        ),
        addressees=responsible_departments(request),
        matters=MatterVersion.objects.visible_to(request.user).in_force(workdays.today()),
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        upload = fields.pop("file")
        with refusals_on(form), transaction.atomic():
            made = services.ask_adjustment(fields.pop("kind"), **fields, by=acting(request))
            if upload:
                services.attach_to_adjustment(made, upload=upload, by=acting(request))
            return redirect(made)
    status = 422 if form.is_bound else 200
    return render(request, "matters/adjustment_new.html", {"form": form}, status=status)


@require_safe
@permission_required("matters.view_adjustment", raise_exception=True)
def adjustment_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a request, its answer and what was made from it."""
    return _show(request, _visible(request, pk))


@require_POST
def adjustment_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take a request up, accept or decline it."""
    perm = require(request, ADJUSTMENT_STEPS[step], MatterVersion)
    rows = Adjustment.objects.allowed(request.user, perm)
    row = get_object_or_404(rows.select_related("matter", "department", "addressee"), pk=pk)
    return take(request, ADJUSTMENT_STEPS[step], row, _show)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def adjustment_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Carry an accepted request out: open the draft made from it."""
    rows = Adjustment.objects.allowed(request.user, DECIDE)
    row = get_object_or_404(rows.select_related("matter", "department"), pk=pk)
    return redirect(services.draft_for(row, by=acting(request)))


@require_safe
@permission_required("matters.view_adjustment", raise_exception=True)
def adjustment_file(request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Hand out a file of a request."""
    found = get_object_or_404(_visible(request, pk).files, pk=file)
    return attachments.hand_out(found)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Adjustment:
    rows = Adjustment.objects.visible_to(request.user)
    found: Adjustment = get_object_or_404(
        rows.select_related("matter", "department", "addressee", "version", "reform"), pk=pk
    )
    return found


def _show(
    request: HttpRequest,
    row: Adjustment,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    rows = MatterVersion.objects.visible_to(user).filter(matter=row.matter)
    may_decide = Adjustment.objects.allowed(user, DECIDE).filter(pk=row.pk).exists()
    may_carry_out = may_decide and row.state == "accepted"
    context = {
        "row": row,
        "matter": rows.order_by("-number").first() if row.matter else None,
        "handle": handle(row.matter) if row.matter else "",
        "may_draft": may_carry_out and row.kind in services.ADJUSTED_BY_DRAFT,
        "may_reform": may_carry_out
        and row.kind in services.ADJUSTED_BY_REFORM
        and user.has_perm("matters.add_reform"),
        "may_add": may_carry_out
        and row.kind == "add"
        and user.has_perm("matters.add_matterversion"),
        "files": row.files.order_by("name"),
        "offers": list(offers_of(row, ADJUSTMENT_STEPS, user, bound or {}, "adjustment")),
        "history": timeline.entries(
            Event.objects.about(row).reverse()[: timeline.SHOWN], here=reference(row)
        ),
    }
    return render(request, "matters/adjustment.html", context, status=status)
