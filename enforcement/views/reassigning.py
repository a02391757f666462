"""The page by which several tasks change hands: of one officer, or of all."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.methods import form_page
from common.requests import StaffRequest
from enforcement.choices import TaskState
from enforcement.forms.reassigning import ReassignForm
from enforcement.models import Task
from enforcement.services import reassigning
from registry.models import Officer

DISPATCH = "enforcement.dispatch_task"
MOST = 100
"""Tasks that the page shows, the most urgent first."""
MOVABLE = (TaskState.DISPATCHED, TaskState.ACCEPTED, TaskState.RETURNED, TaskState.APPROVED)
"""States in which a task can change hands without work at the object being lost."""


@form_page
@permission_required(DISPATCH, raise_exception=True)
def reassign(request: StaffRequest) -> HttpResponse:
    """Give ticked tasks to the officers chosen (``?officer=…`` shows what one officer has)."""
    staff = Officer.objects.allowed(request.user, DISPATCH).select_related("user", "department")
    staff = staff.filter(user__is_active=True).order_by("department__path", "user__name")
    whose = staff.filter(pk=_key(request.GET.get("officer", ""))).first()
    rows = Task.objects.allowed(request.user, DISPATCH).filter(state__in=MOVABLE)
    if whose:
        rows = rows.filter(assignments__officer=whose, assignments__ended_at=None)
    rows = rows.select_related("subject", "department", "region").order_by("due_at", "pk")
    form = ReassignForm(request.POST or None, tasks=rows, officers=staff)
    if form.is_valid():
        return _hand_over(request, form)
    ticked = set(request.POST.getlist("tasks"))
    shown = list(rows[:MOST])
    context = {
        "form": form,
        "rows": [(task, str(task.pk) in ticked) for task in shown],
        "staff": staff,
        "whose": whose,
        "is_cut": len(shown) == MOST,
    }
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/reassign.html", context, status=status)


def _hand_over(request: StaffRequest, form: ReassignForm) -> HttpResponse:
    data: dict[str, Any] = form.cleaned_data
    handed = reassigning.reassign_all(
        data["tasks"],
        lead=data["lead"],
        second=data["second"],
        by=request.user,
        reason=data["reason"],
    )
    done = sum(not each.refused for each in handed)
    if done:
        said = ngettext("%(n)s task changed hands.", "%(n)s tasks changed hands.", done)
        messages.success(request, said % {"n": done})
    for each in handed:
        if each.refused:
            why = {"task": each.task, "why": each.refused}
            messages.error(request, _("“%(task)s” stays: %(why)s") % why)
    return redirect(request.get_full_path())


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
