"""Pages of handing the dispatcher's desk over to the next shift."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.filters.handovers import HandoverFilter
from enforcement.forms.handovers import DeskForm, HandoverForm
from enforcement.models import ShiftHandover, Task
from enforcement.services import handovers
from registry.models import Department

DISPATCH = "enforcement.dispatch_task"
VIEW = "enforcement.view_shifthandover"
WATCHED = 50
"""Open tasks that may be ticked for the next shift, the most urgent first."""

HANDOVERS = ListDesk(
    key="enforcement.handovers",
    title=_("Handovers of shifts"),
    lead=_("What each shift at the desk left to the next, and who took it over."),
    filterset=HandoverFilter,
    columns=[
        Column("written", _("Handover"), "name", value=str),
        Column("created_at", pgettext_lazy("time", "Handed over"), "when", sort="created_at"),
        Column("department", _("Department"), "named"),
        Column("late", _("Late tasks"), "number", value=lambda row: row.figures["late"]),
        Column("waiting", _("At the desk"), "number", value=lambda row: row.figures["waiting"]),
        Column("taken_by", _("Taken over by")),
        Column("taken_at", pgettext_lazy("time", "Taken over"), "when"),
    ],
    empty=Empty(
        _("No handover yet"),
        _("At the end of a shift the dispatcher writes one: the desk counts what is open."),
        icon="clipboard-text",
    ),
    export_name="handovers",
)


@permission_required(VIEW, raise_exception=True)
def handover_list(request: StaffRequest) -> HttpResponseBase:
    """List the handovers of the desks in the person's scope."""
    rows = ShiftHandover.objects.visible_to(request.user)
    return list_page(
        request, HANDOVERS, rows.select_related("department", "written_by", "taken_by")
    )


@form_page
@permission_required(DISPATCH, raise_exception=True)
def handover_new(request: StaffRequest) -> HttpResponse:
    """Write a handover; ``?department=…`` says whose desk, the uppermost of one's own if none."""
    own = Department.objects.allowed(request.user, DISPATCH).order_by("path")
    asked = DeskForm(request.GET or None, departments=own)
    department = asked.cleaned_data["department"] if asked.is_valid() else own.first()
    mine = Task.objects.allowed(request.user, DISPATCH).open().select_related("subject")
    if department is not None:
        mine = mine.filter(department__path__startswith=department.path)
    mine = mine.order_by("due_at", "pk")
    form = HandoverForm(request.POST or None, tasks=mine)
    if department is not None and form.is_valid():
        try:
            made = handovers.hand_over(department, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _now("Handed over. Whoever comes next takes it over."))
            return redirect(made)
    ticked = set(request.POST.getlist("tasks"))
    context = {
        "form": form,
        "desk_form": DeskForm(initial={"department": department}, departments=own),
        "department": department,
        "figures": handovers.figures(department) if department else None,
        "rows": [(task, str(task.pk) in ticked) for task in mine[:WATCHED]],
    }
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/handover_new.html", context, status=status)


@require_safe
@permission_required(VIEW, raise_exception=True)
def handover_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one handover; whoever comes takes the desk over here."""
    row = _fetch(request, pk, VIEW)
    may_take = ShiftHandover.objects.allowed(request.user, DISPATCH).filter(pk=pk).exists()
    context = {
        "handover": row,
        "figures": handovers.Figures(**row.figures),
        "tasks": row.tasks.select_related("subject").order_by("due_at", "pk"),
        "can_take": may_take and row.taken_at is None and row.written_by_id != request.user.pk,
        "history": timeline.entries(Event.objects.about(row), here=reference(row)),
    }
    return render(request, "enforcement/handover.html", context)


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def handover_take(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the desk over."""
    row = _fetch(request, pk, DISPATCH)
    try:
        handovers.take_over(row, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _now("The desk is yours."))
    return redirect(row)


def _fetch(request: StaffRequest, pk: uuid.UUID, perm: str) -> ShiftHandover:
    rows = ShiftHandover.objects.allowed(request.user, perm)
    return get_object_or_404(rows.select_related("department", "written_by", "taken_by"), pk=pk)
