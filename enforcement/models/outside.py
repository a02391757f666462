"""Handing what a visit found to a body outside the portal, with receipt and answer on record."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.choices.outside import OUTSIDE_FLOW, OutsideGround, OutsideState
from enforcement.models.tasks import Task
from enforcement.querysets import OutsideTransferQuerySet


class OutsideTransfer(Row):
    """Papers sent to a competent body, the police or the supervisory commission.

    At once when another body is competent or a crime is suspected (食品生产经营监督检查管理办法
    art. 38). What the body says comes back by letter and is noted here; one that sends it back
    leaves the way open for the next.
    """

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="outside_transfers", verbose_name=_("task")
    )
    body = models.CharField(_("receiving body"), max_length=200)
    ground = models.CharField(_("ground"), max_length=12, choices=OutsideGround.choices)
    reason = models.TextField(_("reason"), max_length=2000)
    papers = models.TextField(_("list of papers"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=OutsideState.choices, default=OutsideState.SENT
    )
    sent_by = models.UUIDField(_("person who sent it"), editable=False)
    receipt_due_on = models.DateField(_("receipt due"))
    receipt_no = models.CharField(_("number of the receipt"), max_length=100, blank=True)
    received_on = models.DateField(pgettext_lazy("time", "received"), null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_on = models.DateField(pgettext_lazy("time", "answered"), null=True)
    reminded_on = models.DateField(_("reminded on"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = OUTSIDE_FLOW
    objects = OutsideTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer to another body")
        verbose_name_plural = _("transfers to other bodies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=OutsideState.values), name="outside_transfer_state"
            ),
            models.UniqueConstraint(
                fields=["task"],
                name="outside_transfer_one_stands",
                condition=~models.Q(state="returned"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["receipt_due_on"],
                name="outside_transfer_unreceived",
                condition=models.Q(state="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.body}"

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
