"""Reads of transfers of tasks."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from enforcement.choices.transfers import TransferState
from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet


class TaskTransferQuerySet(ScopedQuerySet):
    """A transfer is answered by the receiver; both departments see it."""

    department_path = "to_department__path"
    region_path = "to_department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return what lies inside the grants by the giver or by the receiver."""
        perm = "enforcement.view_tasktransfer"
        given = scope_filter(
            user, perm, department="task__department__path", region="task__region__path"
        )
        received = self.allowed(user, perm).values("pk")
        return self.filter(given | Q(pk__in=received))

    def waiting(self) -> Self:
        return self.filter(state=TransferState.WAITING)

    def silent(self, at: dt.datetime) -> Self:
        """Return those past their time that nobody has answered or escalated."""
        return self.waiting().filter(due_at__lt=at, escalated_at=None)
