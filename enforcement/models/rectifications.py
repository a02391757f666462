"""Orders to correct: what is to be put right until when, the proof, the recheck, the chain."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import Row
from enforcement.choices.rectifications import (
    RECTIFICATION_FLOW,
    STANDING,
    RectificationState,
)
from enforcement.models.firm_pages import (  # migration 0014 finds new_token here
    FirmPage,
    new_token,
)
from enforcement.models.tasks import Answer, Blob, Inspection, Task
from enforcement.querysets.rectifications import RectificationQuerySet
from enforcement.rules.rectifications import RECHECK_WORKDAYS

__all__ = ["Proof", "Rectification", "RectificationLine", "new_token"]


class Rectification(FirmPage):
    """An order to correct by a day (责令改正), as an inspection gave it.

    ``token`` opens its page to the object without an account. ``extended_from`` is the first last
    day where it was extended, once. ``recheck`` is the task that looks again; where that finds it
    not corrected, a new order follows whose ``previous`` this is.
    """

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="rectification", verbose_name=_("inspection")
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=RectificationState.choices,
        default=RectificationState.OPEN,
    )
    report = models.TextField(_("what was done"), blank=True)
    reported_at = models.DateTimeField(pgettext_lazy("time", "reported"), null=True)
    recheck = models.ForeignKey(
        Task, models.PROTECT, null=True, related_name="rechecks", verbose_name=_("recheck")
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="next", verbose_name=_("order before")
    )

    FLOW = RECTIFICATION_FLOW
    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("order to correct")
        verbose_name_plural = _("orders to correct")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RectificationState.values), name="rectification_state"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_from=None)
                | models.Q(due_on__gt=models.F("extended_from")),
                name="rectification_extended_to_later",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="rectification_standing",
                condition=models.Q(state__in=STANDING),
            )
        ]
        permissions: ClassVar = [
            ("extend_rectification", "Can give more time for a correction"),
            ("verify_rectification", "Can accept the proof of a correction"),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    def get_absolute_url(self) -> str:
        return reverse("enforcement:rectification-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def task(self) -> Task:
        return self.inspection.task

    @property
    def subject(self) -> models.Model:
        return self.inspection.task.subject

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    @property
    def is_late(self) -> bool:
        """Tell whether the last day is over and nobody has found it corrected."""
        return self.is_standing and self.is_over

    @property
    def recheck_due_at(self) -> dt.datetime:
        """Return until when the place is to be looked at again."""
        day = workdays.add(self.due_on, RECHECK_WORKDAYS)
        return workdays.end_of(day)


class RectificationLine(models.Model):
    """One answered line of the checklist that the order is about."""

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="lines", verbose_name=_("order to correct")
    )
    answer = models.OneToOneField(
        Answer, models.PROTECT, related_name="ordered", verbose_name=_("answer")
    )

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        ordering: ClassVar = ["answer__item__order", "answer__round"]

    def __str__(self) -> str:
        return str(self.answer)


class Proof(Row):
    """A photo by which the object shows that a line, or the whole, was put right; kept for good."""

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="proofs", verbose_name=_("order to correct")
    )
    line = models.ForeignKey(
        RectificationLine,
        models.PROTECT,
        null=True,
        related_name="proofs",
        verbose_name=_("line of an order"),
    )
    blob = models.ForeignKey(Blob, models.PROTECT, verbose_name=_("file"))
    file_name = models.CharField(_("file name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proof of a correction")
        verbose_name_plural = _("proofs of corrections")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rectification", "line", "blob"],
                name="proof_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.file_name or self.blob_id
