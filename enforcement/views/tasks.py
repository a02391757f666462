"""Tasks on the desk: the list, the dispatcher's desk, one task with everything about it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.errors import RuleError
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of, panels_on
from common.requests import StaffRequest
from enforcement import services
from enforcement.choices import (
    BEFORE_DISPATCH,
    COMING_STATES,
    DESK_ADVICE,
    Finding,
    Lateness,
    Outcome,
    TaskState,
)
from enforcement.filters import DeskFilter, TaskFilter
from enforcement.forms import ApprovalForm, DispatchForm, ReasonForm
from enforcement.forms.correcting import CorrectionForm
from enforcement.forms.transfers import TransferForm
from enforcement.models import Collaboration, Incident, ShiftHandover, Task
from enforcement.services import correcting, incidents, transfers, urging
from enforcement.services import desk as desk_services
from enforcement.services.explaining import explain
from enforcement.services.listing import whom_to_ask
from enforcement.services.officers import on_duty
from registry.models import Department, Officer

SHOWN_ON_DUTY = 60
"""Officers on duty whom the desk shows, the least busy first."""

SHOWN_UNAPPROVED = 20
"""Inspections begun before their approval that the desk shows, the most urgent first."""

SHOWN_REQUESTS = 10
"""Requests of other departments that the desk shows, the first due first."""

NEAR_SHOWN = 10
"""Tasks that may be about the same thing, as the page of one shows them."""

RELATIONS = (
    "subject__region",
    "department__parent",
    "region",
    "matter_version",
    "claim",
    "checklist_version__checklist",
    "approval__matter",
    "entry_code",
)

_CANCEL = BulkAction(
    "cancel",
    _("Cancel"),
    "enforcement.dispatch_task",
    services.cancel,
    _("The tasks end without an answer. Their officers are told."),
    icon="ban",
)
_SEND = BulkAction(
    "send",
    _("Send out by the rules"),
    "enforcement.dispatch_task",
    desk_services.send_by_rules,
    _("Each goes to the officers whom the dispatch rules name, or to the least busy who fit."),
    icon="send",
    needs_reason=False,
)
_URGE = BulkAction(
    "urge",
    _("Urge"),
    "enforcement.dispatch_task",
    urging.urge,
    _("The officers who have the tasks are told to go on, three times a day at most."),
    icon="bell",
    needs_reason=False,
)
_ESCALATE = BulkAction(
    "escalate",
    _("Escalate"),
    "enforcement.dispatch_task",
    urging.escalate,
    _("The superior departments are told, with the reason."),
    icon="arrow-up",
)
_SUBJECT = Column("subject", pgettext_lazy("task", "Object"), "name")
_KIND = Column("kind", _("Kind"), "badge")
_DUE = Column("due_at", _("Due"), "when", sort="due_at")
_LATENESS = Column(
    "lateness",
    _("In time?"),
    "badge",
    value=lambda row: Lateness(row.lateness) if row.lateness else "",
)

TASKS = ListDesk(
    key="enforcement.tasks",
    title=_("Tasks"),
    lead=_("Inspections, fact checks and other work: who does what, where, until when."),
    filterset=TaskFilter,
    columns=[
        _SUBJECT,
        _KIND,
        Column("state", _("State"), "badge", sort="state"),
        _DUE,
        _LATENESS,
        Column(
            "outcome",
            _("Outcome"),
            "badge",
            value=lambda row: Outcome(row.outcome) if row.outcome else "",
        ),
        Column(
            "finding",
            _("The clue"),
            "badge",
            value=lambda row: Finding(row.finding) if row.finding else "",
        ),
        Column("source", _("Called for by"), "badge", shown=False),
        Column("approval_due_at", _("Approval missing, due"), "when", shown=False),
        Column("department", _("Department"), "named"),
        Column("region", _("Region"), "named"),
        Column("matter", _("Matter"), "named", value="matter_version", shown=False),
        Column("desk_reason", _("Waits because"), "badge", shown=False),
        Column("created_at", _("Made"), "when", shown=False),
    ],
    empty=Empty(
        _("No tasks"),
        _(
            "A task appears here when a warning calls for a check. Nothing does at the moment, or "
            "your filters leave none."
        ),
        icon="clipboard-check",
    ),
    actions=[_URGE, _ESCALATE, _CANCEL],
    export_name="tasks",
)

DESK = ListDesk(
    key="enforcement.desk",
    title=_("Dispatch desk"),
    lead=_("What could not go out by itself, and why. Open one to see who fits and send it out."),
    filterset=DeskFilter,
    columns=[
        _SUBJECT,
        _KIND,
        Column("source", _("Called for by"), "badge"),
        Column("desk_reason", _("Waits because"), "badge"),
        Column(
            "desk_fault",
            _("What is wrong with the list"),
            value="get_desk_fault_display",
            shown=False,
        ),
        _DUE,
        _LATENESS,
        Column("department", _("Department"), "named"),
        Column("region", _("Region"), "named"),
        Column("state", _("State"), "badge"),
        Column("changed_at", _("Waits since"), "when", sort="changed_at"),
    ],
    default_ordering="due_at",
    empty=Empty(
        _("Everything has gone out"),
        _(
            "A task waits here when too few officers on duty fit, when it needs an approval, when "
            "its officers hand it back, or when an inspection would be outside the list."
        ),
        icon="route",
    ),
    actions=[_SEND, _ESCALATE, _CANCEL],
    export_name="desk",
    template="enforcement/desk.html",
    live_seconds=5,
)


@permission_required("enforcement.view_task", raise_exception=True)
def task_list(request: StaffRequest) -> HttpResponseBase:
    """List the tasks in the person's scope."""
    rows = Task.objects.visible_to(request.user).with_answer()
    return list_page(
        request, TASKS, rows.select_related("subject", "department", "region", "matter_version")
    )


@permission_required("enforcement.dispatch_task", raise_exception=True)
def desk(request: StaffRequest) -> HttpResponseBase:
    """List what waits for the dispatcher; the list follows by itself."""
    rows = Task.objects.allowed(request.user, "enforcement.dispatch_task").at_desk()
    rows = rows.select_related("subject", "department__parent", "region")
    mine = Officer.objects.allowed(request.user, "enforcement.dispatch_task")
    here = Task.objects.allowed(request.user, "enforcement.dispatch_task")
    context = {
        "on_duty": on_duty(mine, SHOWN_ON_DUTY),
        "handovers": ShiftHandover.objects.allowed(request.user, "enforcement.dispatch_task")
        .open()
        .select_related("department", "written_by"),
        "requests": Collaboration.objects.allowed(request.user, "enforcement.change_collaboration")
        .awaited()
        .select_related("from_department", "to_department")
        .order_by("due_at", "pk")[:SHOWN_REQUESTS],
        "panels": panels_on("enforcement:desk", request.user),
        "unapproved": here.begun_before_approval().select_related("subject")[:SHOWN_UNAPPROVED],
    }
    return list_page(request, DESK, rows, context=context)


@require_safe
def task_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one task: the next step, the facts, the answer line by line, its history."""
    rows = Task.objects.visible_to(request.user).select_related(*RELATIONS)
    return _show(request, get_object_or_404(rows, pk=pk))


@require_POST
@permission_required("enforcement.approve_task", raise_exception=True)
def task_approve(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve an inspection that no standing approval covers."""
    row = _fetch(request, pk, "enforcement.approve_task")
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, approval_form=form, status=422)
    services.approve(row, by=request.user, basis=form.cleaned_data["basis"])
    sent = row.state == TaskState.DISPATCHED
    messages.success(
        request,
        _now("Approved and sent out.") if sent else _now("Approved. Now choose the officers."),
    )
    return _back(request, row)


@require_POST
@permission_required("enforcement.dispatch_task", raise_exception=True)
def task_dispatch(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a task to the officers chosen, or take it from its officers and send it to others."""
    row = _fetch(request, pk, "enforcement.dispatch_task")
    form = DispatchForm(row, request.POST)
    act: Callable[..., Task] = services.reassign if form.is_change else services.dispatch
    if form.is_valid():
        try:
            act(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field or None, str(error))
    if not form.is_valid():
        return _show(request, row, dispatch_form=form, status=422)
    messages.success(request, _now("Sent out. The officers are told."))
    return _back(request, row)


@require_POST
@permission_required("enforcement.dispatch_task", raise_exception=True)
def task_correct(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Mend a task that was handed back, and send it to the officers who had it."""
    row = _fetch(request, pk, "enforcement.dispatch_task")
    form = CorrectionForm(row, request.POST)
    if form.is_valid():
        try:
            correcting.correct(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            row.refresh_from_db(fields=["wanted", "due_at"])
            form.add_error(error.field if error.field in form.fields else None, str(error))
    if not form.is_valid():
        return _show(request, row, correction_form=form, status=422)
    messages.success(request, _now("Mended. Its officers have it again."))
    return _back(request, row)


@require_POST
@permission_required("enforcement.dispatch_task", raise_exception=True)
def task_cancel(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Call a task off."""
    row = _fetch(request, pk, "enforcement.dispatch_task")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, row, cancel_form=form, status=422)
    services.cancel(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _now("Cancelled."))
    return _back(request, row)


@require_POST
@permission_required("enforcement.dispatch_task", raise_exception=True)
def task_retry(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Try an inspection again that was outside the list."""
    made = services.retry(_fetch(request, pk, "enforcement.dispatch_task"), by=request.user)
    messages.success(request, _now("The list is in order: the inspection is made."))
    return redirect(made)


def _fetch(request: StaffRequest, pk: uuid.UUID, perm: str) -> Task:
    rows = Task.objects.allowed(request.user, perm).select_related(*RELATIONS)
    return get_object_or_404(rows, pk=pk)


def _back(request: StaffRequest, row: Task) -> HttpResponse:
    """Lead back to where the form was opened: the desk, a list, or the task's own page."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect(row)


def _show(
    request: StaffRequest, row: Task, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    may_see_answers = request.user.has_perm("enforcement.view_inspection")
    is_mine = row.assignments.filter(ended_at=None, officer__user=request.user).exists()
    inspections = row.inspections.order_by("-submitted_at") if may_see_answers or is_mine else []
    events = list(Event.objects.about(row))
    htmx: Any = getattr(request, "htmx", None)
    context: dict[str, Any] = {
        "task": row,
        "back": htmx.current_url_abs_path if htmx else request.POST.get("next", ""),
        "is_mine": is_mine,
        "answers": [(inspection, explain(inspection)) for inspection in inspections],
        "crew": row.assignments.filter(ended_at=None)
        .select_related("officer__user", "officer__department")
        .order_by("position"),
        "others": Task.objects.visible_to(request.user)
        .filter(subject=row.subject_id)
        .exclude(pk=row.pk)
        .order_by("-pk")[:5],
        "is_approved": any(event.name == "enforcement.task_approved" for event in events),
        "advice": DESK_ADVICE.get(row.desk_reason, ""),
        "ask": whom_to_ask(row),
        "history": timeline.entries(reversed(events), here=reference(row)),
        "first_event": events[0].pk if events else None,
        "panels": panels_of(row, request.user),
        **_next_steps(request, row),
        **given,
    }
    return render(request, "enforcement/task.html", context, status=status)


def _next_steps(request: StaffRequest, row: Task) -> dict[str, Any]:
    """Return the forms of the acts that the flow and the person's grants allow now."""
    after = row.flow("state")[row.state]
    may = {
        perm: Task.objects.allowed(request.user, f"enforcement.{perm}").filter(pk=row.pk).exists()
        for perm in ("approve_task", "dispatch_task")
    }
    found: dict[str, Any] = {}
    if may["approve_task"] and TaskState.APPROVED in after:
        found["approval_form"] = ApprovalForm()
    if may["approve_task"] and row.approval_due_at:
        found["completion_form"] = ApprovalForm()
    if may["dispatch_task"] and row.may_begin_urgently:
        found["urgent_form"] = ReasonForm()
    if may["dispatch_task"]:
        if TaskState.DISPATCHED in after or (
            TaskState.RETURNED in after and row.state not in BEFORE_DISPATCH
        ):
            found["dispatch_form"] = DispatchForm(row)
        if row.state == TaskState.RETURNED and (crew := correcting.last_crew(row)):
            found |= {"correction_form": CorrectionForm(row), "last_crew": crew}
        if TaskState.CANCELLED in after:
            found["cancel_form"] = ReasonForm()
        if row.is_open:
            found["escalation_form"] = ReasonForm()
            found["can_urge"] = row.state in COMING_STATES
        if TaskState.TRANSFERRED in after and not transfers.is_offered(row):
            near = Department.objects.visible_to(request.user).exclude(pk=row.department_id)
            found["transfer_form"] = TransferForm(departments=near)
        found |= _incident(request, row)
        found["can_retry"] = row.can_be_retried
    return found


def _incident(request: StaffRequest, row: Task) -> dict[str, Any]:
    """Return the incident that a task leads, and what else may be about the same thing."""
    incident = Incident.objects.visible_to(request.user).filter(lead=row).first()
    parts = incident.parts.filter(left_at=None).select_related("task__subject") if incident else []
    mine = Task.objects.allowed(request.user, "enforcement.dispatch_task").select_related("subject")
    near = incidents.suggestions(row, mine)[:NEAR_SHOWN] if row.is_open else []
    return {"incident": incident, "incident_parts": parts, "near": near}
