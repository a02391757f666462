"""Reads of transfers to other bodies."""

import datetime as dt
from typing import Self

from enforcement.choices.outside import OutsideState
from registry.querysets import ScopedQuerySet


class OutsideTransferQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def standing(self) -> Self:
        """Return those that were not sent back."""
        return self.exclude(state=OutsideState.RETURNED)

    def unreceived(self, day: dt.date) -> Self:
        """Return those whose receipt is missing after its last day."""
        return self.filter(state=OutsideState.SENT, receipt_due_on__lt=day)
