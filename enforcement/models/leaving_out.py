"""What is left out of an answer and stays in custody."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.models.tasks import Evidence
from registry.models import Officer


class LeftOut(Row):
    """A photo that an officer left out of the answer, and why; ended when it is taken in again."""

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="left_outs", verbose_name=_("evidence")
    )
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("left out by"))
    reason = models.CharField(_("reason"), max_length=500)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True)

    class Meta:
        verbose_name = _("photo left out")
        verbose_name_plural = _("photos left out")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence"], name="left_out_once", condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="left_out_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.reason}"
