"""Handing what a visit found to another body: sent, received, accepted or sent back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.flow import move
from common.models import User
from enforcement.choices import Outcome, TaskState
from enforcement.choices.outside import OUTSIDE_RECEIPT_DAYS, OutsideState
from enforcement.models import OutsideTransfer, Task
from enforcement.services.steps import tell


def may_send(task: Task) -> bool:
    """Tell whether a visit ended with a transfer that no body has got yet."""
    inspection = task.inspection
    ended = task.state == TaskState.CLOSED and inspection is not None
    if not ended or inspection is None or inspection.outcome != Outcome.TRANSFERRED:
        return False
    return not OutsideTransfer.objects.standing().filter(task=task).exists()


@transaction.atomic
def send(
    task: Task, *, body: str, ground: str, reason: str, papers: str, by: User
) -> OutsideTransfer:
    """Note that the papers went to another body.

    Raises RuleError where the visit did not end with a transfer, or a body has them already.
    Emits ``enforcement.task_sent_outside``.
    """
    Task.objects.select_for_update().get(pk=task.pk)
    if not may_send(task):
        raise RuleError(
            "not_to_send",
            _("Only a visit that ended with a transfer is handed over, to one body at a time."),
        )
    row = OutsideTransfer.objects.create(
        task=task,
        body=body,
        ground=ground,
        reason=reason,
        papers=papers,
        sent_by=by.pk,
        receipt_due_on=workdays.add(workdays.today(), OUTSIDE_RECEIPT_DAYS),
    )
    tell(task, "sent_outside", by=by, reason=reason, body=body)
    return row


@transaction.atomic
def note(
    row: OutsideTransfer, *, state: str, day: dt.date, text: str, number: str = "", by: User
) -> OutsideTransfer:
    """Note what the body said, and when: received, accepted, or sent back with its reason.

    Raises RuleError for a day to come, or one sent back without a word. Emits
    ``enforcement.task_outside_<state>``.
    """
    if day > workdays.today() or day < workdays.day_of(row.created_at):
        raise RuleError("day", _("Choose a day between the sending and today."), field="day")
    if state == OutsideState.RETURNED and not text:
        raise RuleError("reason_missing", _("Say why it was sent back."), field="text")
    answered: dict[str, Any] = (
        {} if state == OutsideState.RECEIVED else {"answered_on": day, "answer": text}
    )
    number = number or row.receipt_no
    received = row.received_on or day
    move(row, state, received_on=received, receipt_no=number, **answered)
    tell(row.task, f"outside_{state}", by=by, reason=text, body=row.body)
    return row


def remind() -> int:
    """Remind once of receipts that are missing; return how many.

    Emits ``enforcement.task_outside_silent``.
    """
    today, count = workdays.today(), 0
    rows = OutsideTransfer.objects.unreceived(today).filter(reminded_on=None)
    for row in rows.select_related("task"):
        with transaction.atomic():
            fresh = OutsideTransfer.objects.unreceived(today).filter(pk=row.pk, reminded_on=None)
            if fresh.update(reminded_on=today):
                tell(row.task, "outside_silent", body=row.body)
                count += 1
    return count
