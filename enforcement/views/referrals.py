"""Pages of referrals to a case: edited and submitted by the inspectors, decided by others."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.choices.referrals import UNDECIDED, ReferralState
from enforcement.filters.referrals import CaseReferralFilter
from enforcement.forms import ReasonForm
from enforcement.forms.referrals import DecisionForm, ReferralForm
from enforcement.models import CaseReferral, Evidence
from enforcement.services import referrals
from registry.models import Department

VIEW = "enforcement.view_casereferral"
WRITE = "enforcement.change_casereferral"
DECIDE = "enforcement.decide_casereferral"
RELATIONS = ("inspection__task__subject", "inspection__task__department", "to_department")

REFERRALS = ListDesk(
    key="enforcement.referrals",
    title=_("Referrals to a case"),
    lead=_("What visits hand to those who decide on a case; checked in 15 working days."),
    filterset=CaseReferralFilter,
    columns=[
        Column("title", _("Referral"), "name", value=str),
        Column("state", _("State"), "badge"),
        Column("from", _("Inspecting department"), "named", value="inspection.task.department"),
        Column("to_department", _("Department of the case"), "named"),
        Column("due_on", _("To be decided by"), "when", sort="due_on"),
        Column("action_code", _("Action code"), "code", shown=False),
        Column("submitted_at", pgettext_lazy("time", "Submitted"), "when"),
    ],
    empty=Empty(
        _("No referral"),
        _("A visit that ends with “referred for a case” drafts one by itself."),
        icon="gavel",
    ),
    export_name="referrals",
)


@permission_required(VIEW, raise_exception=True)
def referral_list(request: StaffRequest) -> HttpResponseBase:
    """List the referrals that the person's departments wrote or decide on."""
    rows = CaseReferral.objects.visible_to(request.user)
    return list_page(request, REFERRALS, rows.select_related(*RELATIONS))


@require_safe
@permission_required(VIEW, raise_exception=True)
def referral_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one referral with its lines, articles and evidence, and what may be done."""
    rows = CaseReferral.objects.visible_to(request.user).select_related(*RELATIONS)
    return _show(request, get_object_or_404(rows, pk=pk))


@require_POST
@permission_required(WRITE, raise_exception=True)
def referral_edit(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what was changed in a draft, or keep and submit it."""
    row = _written(request, pk)
    form = _form(row, request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, status=422)
    data = form.cleaned_data
    referrals.edit(
        row,
        facts=data["facts"],
        to_department=data["to_department"],
        findings=form.findings(),
        by=request.user,
    )
    if "submit" in request.POST:
        referrals.submit(row, by=request.user)
        messages.success(request, _now("Submitted. Those who decide are told."))
    else:
        messages.success(request, _now("Kept."))
    return redirect(row)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def referral_receive(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a referral has arrived."""
    row = _decided(request, pk)
    referrals.receive(row, by=request.user)
    messages.success(request, _now("Received. The inspectors are told."))
    return redirect(row)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def referral_decide(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide whether a case is filed."""
    row, form = _decided(request, pk), DecisionForm(request.POST, prefix="decision")
    if form.is_valid():
        try:
            referrals.decide(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
    if not form.is_valid():
        return _show(request, row, decision_form=form, status=422)
    messages.success(request, _now("Decided. The inspectors are told."))
    return redirect(row)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def referral_extend(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the check more time, once."""
    row, form = _decided(request, pk), ReasonForm(request.POST, prefix="extend")
    if form.is_valid():
        try:
            referrals.extend(row, reason=form.cleaned_data["reason"], by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
    if not form.is_valid():
        return _show(request, row, extend_form=form, status=422)
    messages.success(request, _now("More time is given, once."))
    return redirect(row)


def _show(
    request: StaffRequest, row: CaseReferral, *, status: int = 200, **given: Any
) -> HttpResponse:
    is_draft = row.state == ReferralState.DRAFTED
    writes = is_draft and CaseReferral.objects.written_by(request.user).filter(pk=row.pk).exists()
    allowed = CaseReferral.objects.allowed(request.user, DECIDE).filter(pk=row.pk)
    decides = row.state in UNDECIDED and allowed.exists()
    is_received = decides and row.state == ReferralState.RECEIVED
    task = row.inspection.task
    context = {
        "row": row,
        "task": task,
        "lines": row.lines.select_related("answer__item"),
        "evidence": Evidence.objects.visible_to(request.user)
        .filter(task=task)
        .select_related("blob"),
        "form": _form(row) if writes else None,
        "can_receive": decides and not is_received,
        "decision_form": DecisionForm(prefix="decision") if is_received else None,
        "extend_form": ReasonForm(prefix="extend")
        if decides and row.extended_from is None
        else None,
        "history": timeline.entries(Event.objects.about(row), here=reference(row)),
        **given,
    }
    return render(request, "enforcement/referral.html", context, status=status)


def _form(row: CaseReferral, data: Any = None) -> ReferralForm:
    departments = Department.objects.in_force(workdays.today()).order_by("path")
    return ReferralForm(row, data, departments=departments)


def _written(request: StaffRequest, pk: uuid.UUID) -> CaseReferral:
    rows = CaseReferral.objects.written_by(request.user).select_related(*RELATIONS)
    return get_object_or_404(rows, pk=pk)


def _decided(request: StaffRequest, pk: uuid.UUID) -> CaseReferral:
    rows = CaseReferral.objects.allowed(request.user, DECIDE).select_related(*RELATIONS)
    return get_object_or_404(rows.exclude(state=ReferralState.DRAFTED), pk=pk)
