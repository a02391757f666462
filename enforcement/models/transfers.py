"""Handing a task to another department, with receipt and clock."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.choices.transfers import TRANSFER_FLOW, TransferState
from enforcement.models.tasks import Task
from enforcement.querysets import TaskTransferQuerySet
from registry.models import Department


class TaskTransfer(Row):
    """A task that its department offers to another one, and what that one answers.

    Taking it over ends the task as ``transferred``; ``made`` goes on in its place, under the
    receiver's own claim and approval. Silence past ``due_at`` is taken to the superior, once.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="transfers", verbose_name=_("task"))
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("receiving department")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=TransferState.choices, default=TransferState.WAITING
    )
    reason = models.CharField(_("reason"), max_length=500)
    offered_by = models.UUIDField(_("offered by"), editable=False)
    due_at = models.DateTimeField(_("receipt due"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.UUIDField(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(pgettext_lazy("time", "answered"), null=True)
    escalated_at = models.DateTimeField(_("taken to the superior"), null=True, editable=False)
    made = models.OneToOneField(
        Task,
        models.PROTECT,
        null=True,
        related_name="transferred_from",
        verbose_name=_("task of the receiver"),
    )

    FLOW = TRANSFER_FLOW
    objects = TaskTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of a task")
        verbose_name_plural = _("transfers of tasks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=TransferState.values), name="task_transfer_state"
            ),
            models.UniqueConstraint(
                fields=["task"],
                name="task_transfer_one_waits",
                condition=models.Q(state=TransferState.WAITING),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="task_transfer_waiting",
                condition=models.Q(state=TransferState.WAITING),
            )
        ]

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    def __str__(self) -> str:
        return f"{self.task} → {self.to_department.named}"

    def get_absolute_url(self) -> str:
        return (self.made or self.task).get_absolute_url()
