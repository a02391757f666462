"""Pages of handing tasks to another department."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from common.errors import RuleError
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.requests import StaffRequest
from enforcement.filters.transfers import TaskTransferFilter
from enforcement.forms.transfers import TransferForm
from enforcement.models import Task, TaskTransfer
from enforcement.services import transfers
from registry.models import Department

DISPATCH = "enforcement.dispatch_task"

TRANSFERS = ListDesk(
    key="enforcement.transfers",
    title=_("Transferred tasks"),
    lead=_(
        "What departments hand to each other. The receiver takes it over or refuses with a reason; "
        "silence goes to the superior after one workday."
    ),
    filterset=TaskTransferFilter,
    columns=[
        Column("task", pgettext_lazy("task", "Object"), "name", value="task"),
        Column("state", _("State"), "badge"),
        Column("from_department", _("Giving department"), "named", value="task.department"),
        Column("to_department", _("Receiving department"), "named"),
        Column("reason", _("Reason")),
        Column("due_at", _("Receipt due"), "when", sort="due_at"),
        Column("escalated_at", _("Taken to the superior"), "when", shown=False),
        Column("answer", _("Reply")),
        Column("answered_at", _("Replied"), "when", shown=False),
    ],
    empty=Empty(
        _("Nothing was transferred"),
        _("A task that is another department's business is offered to it from the task's page."),
        icon="arrow-right",
    ),
    actions=[
        BulkAction(
            "accept",
            _("Take over"),
            DISPATCH,
            transfers.accept,
            _("The tasks are yours from now on; inspections wait for your own approval."),
            icon="check",
            needs_reason=False,
        ),
        BulkAction(
            "refuse",
            _("Refuse"),
            DISPATCH,
            transfers.refuse,
            _("The tasks go back to the desks they came from, with your reason."),
            icon="arrow-back-up",
        ),
    ],
    export_name="transfers",
)


@permission_required("enforcement.view_tasktransfer", raise_exception=True)
def transfer_list(request: StaffRequest) -> HttpResponseBase:
    """List what was handed to and fro; the receiver answers here."""
    rows = TaskTransfer.objects.visible_to(request.user)
    related = ("task__subject", "task__department", "to_department", "made")
    return list_page(request, TRANSFERS, rows.select_related(*related))


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def offer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer a task to another department."""
    row = get_object_or_404(Task.objects.allowed(request.user, DISPATCH), pk=pk)
    form = TransferForm(request.POST, departments=Department.objects.visible_to(request.user))
    if not form.is_valid():
        messages.error(request, _now("Choose the department and say why."))
        return redirect(row)
    try:
        transfers.offer(row, **form.cleaned_data, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _now("Offered. The other department is told."))
    return redirect(row)
