"""Vocabularies of handing tasks to another department."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class TransferState(TextChoices):
    """How a department answers to a task that another one offers it."""

    WAITING = "waiting", pgettext_lazy("transfer of a task", "waits for receipt")
    ACCEPTED = "accepted", pgettext_lazy("transfer of a task", "taken over")
    REFUSED = "refused", pgettext_lazy("transfer of a task", "refused")

    ICONS = nonmember({"waiting": "hourglass", "accepted": "check", "refused": "arrow-back-up"})


TRANSFER_FLOW: dict[str, set[str]] = {
    TransferState.WAITING: {TransferState.ACCEPTED, TransferState.REFUSED},
    TransferState.ACCEPTED: set(),
    TransferState.REFUSED: set(),
}

RECEIPT_DAYS = 1
"""Workdays in which a department says whether it takes a task over [D]."""
