"""Handing what a visit found to another body, from the task's page; the list of all that went."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.requests import StaffRequest
from enforcement.filters.outside import OutsideTransferFilter
from enforcement.forms.outside import OutsideAnswerForm, OutsideForm
from enforcement.models import OutsideTransfer, Task
from enforcement.services import outside

VIEW = "enforcement.view_outsidetransfer"
DISPATCH = "enforcement.dispatch_task"

OUTSIDE = ListDesk(
    key="enforcement.outside",
    title=_("Transfers to other bodies"),
    lead=_(
        "What visits found that is another body's business: who has it, and what that one said."
    ),
    filterset=OutsideTransferFilter,
    columns=[
        Column("task", pgettext_lazy("task", "Object"), "name", value="task"),
        Column("state", _("State"), "badge"),
        Column("body", _("Receiving body")),
        Column("ground", _("Ground"), "badge"),
        Column("created_at", pgettext_lazy("outside transfer", "Handed over"), "when"),
        Column("receipt_due_on", _("Receipt due"), "when", sort="receipt_due_on"),
        Column("receipt_no", _("Number of the receipt"), shown=False),
        Column("answered_on", pgettext_lazy("time", "Answered"), "when"),
    ],
    empty=Empty(
        _("Nothing went to another body"),
        _("A visit that ends with a transfer offers it on the page of its task."),
        icon="building-bank",
    ),
    export_name="outside-transfers",
)


@permission_required(VIEW, raise_exception=True)
def outside_list(request: StaffRequest) -> HttpResponseBase:
    """List what went to other bodies."""
    rows = OutsideTransfer.objects.visible_to(request.user)
    return list_page(request, OUTSIDE, rows.select_related("task__subject", "task__department"))


@form_page
@permission_required(DISPATCH, raise_exception=True)
def outside_send(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that the papers of a task went to another body."""
    rows = Task.objects.allowed(request.user, DISPATCH).select_related("subject", "department")
    task = get_object_or_404(rows, pk=pk)
    form = OutsideForm(request.POST or None)
    if form.is_valid():
        try:
            outside.send(task, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _now("Noted. Its receipt is awaited."))
            return redirect(task)
    context = {"form": form, "task": task, "word": _now("Hand it to another body")}
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/outside.html", context, status=status)


@form_page
@permission_required(DISPATCH, raise_exception=True)
def outside_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Note what the other body said."""
    rows = OutsideTransfer.objects.allowed(request.user, DISPATCH)
    row = get_object_or_404(rows.select_related("task__subject"), pk=pk)
    form = OutsideAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            outside.note(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _now("Noted."))
            return redirect(row)
    context = {"form": form, "task": row.task, "row": row, "word": _now("Note its answer")}
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/outside.html", context, status=status)
