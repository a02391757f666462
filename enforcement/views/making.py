"""Making a task at the desk, and letting an inspection begin before its approval."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import RuleError
from common.methods import form_page
from common.requests import StaffRequest
from enforcement.forms import ApprovalForm, ReasonForm
from enforcement.forms.making import TaskForm
from enforcement.models import Collaboration, Task
from enforcement.services import collaborations, making
from registry.models import Department, Subject

DISPATCH = "enforcement.dispatch_task"
APPROVE = "enforcement.approve_task"
GIVEN = ("kind", "source", "subject", "claim", "checklist", "wanted")


@form_page
@permission_required(DISPATCH, raise_exception=True)
def task_new(request: StaffRequest) -> HttpResponse:
    """Make a task; the address may fill the form in (``?subject=…&kind=…``)."""
    form = TaskForm(
        request.POST or None,
        initial={name: request.GET.get(name, "") for name in GIVEN},
        departments=Department.objects.allowed(request.user, DISPATCH),
        subjects=Subject.objects.visible_to(request.user),
    )
    if form.is_valid():
        try:
            made = making.make(_of_request(request, form.order()), by=request.user)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("The task is made."))
            return redirect(made)
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/task_new.html", {"form": form}, status=status)


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def begin_urgently(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Let an inspection go out before the head has approved it."""
    row = get_object_or_404(Task.objects.allowed(request.user, DISPATCH), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it cannot wait for the approval."))
        return redirect(row)
    making.begin_urgently(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("It begins now. The head completes the approval in 24 hours."))
    return redirect(row)


@require_POST
@permission_required(APPROVE, raise_exception=True)
def complete_approval(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Complete the approval of an inspection that had to begin at once."""
    row = get_object_or_404(Task.objects.allowed(request.user, APPROVE), pk=pk)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the inspection was needed."))
        return redirect(row)
    making.complete_approval(row, by=request.user, basis=form.cleaned_data["basis"])
    messages.success(request, _("The approval is complete."))
    return redirect(row)


def _of_request(request: StaffRequest, order: making.Order) -> making.Order:
    """Let an order answer to the request of another department (``?request=…``), if it does."""
    try:
        key = uuid.UUID(request.GET.get("request", ""))
    except ValueError:
        return order
    asked = Collaboration.objects.allowed(request.user, "enforcement.change_collaboration")
    row = asked.awaited().filter(pk=key).first()
    if row is None:
        return order
    return replace(order, **collaborations.as_origin(row))
