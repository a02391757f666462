"""What departments ask to be changed on the list."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.attachments import Attachment
from common.models import Row
from common.pieces import address
from matters.choices import ADJUSTMENT_FLOW, AdjustmentKind, AdjustmentState
from matters.models.matters import Matter, MatterVersion
from matters.models.succession import Reform
from matters.querysets.adjustments import AdjustmentQuerySet
from registry.models import Department


class Adjustment(Row):
    """A request from below to change the list (动态调整申请): from whom, for what, and its answer.

    ``addressee`` answers it: the department responsible for the matter, or for a new one the
    department asked to take it up. ``version`` or ``reform`` is what was made from it.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="adjustments", verbose_name=_("asked by")
    )
    addressee = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AdjustmentKind.choices)
    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        related_name="adjustments",
        verbose_name=_("matter"),
    )
    title = models.CharField(_("what it is about"), max_length=300)
    proposal = models.TextField(_("proposal"))
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=AdjustmentState.choices,
        default=AdjustmentState.RECEIVED,
    )
    answer = models.TextField(_("answer"), blank=True)
    asked_by = models.UUIDField(_("written by"), null=True, editable=False)
    answered_by = models.UUIDField(_("decided by"), null=True, editable=False)
    version = models.ForeignKey(
        MatterVersion,
        models.PROTECT,
        null=True,
        related_name="adjustments",
        verbose_name=_("version made from it"),
    )
    reform = models.ForeignKey(
        Reform,
        models.PROTECT,
        null=True,
        related_name="adjustments",
        verbose_name=_("reform made from it"),
    )
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = ADJUSTMENT_FLOW
    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment request")
        verbose_name_plural = _("adjustment requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=AdjustmentState.values), name="adjustment_state"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=AdjustmentKind.values), name="adjustment_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=AdjustmentKind.ADD) | models.Q(matter__isnull=False),
                name="adjustment_has_matter",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AdjustmentState.DECLINED) | ~models.Q(answer=""),
                name="adjustment_declined_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="adjustment_by_state")]
        permissions: ClassVar = [("decide_adjustment", "Can decide on requests to adjust the list")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("matters:adjustment-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class AdjustmentFile(Attachment):
    """A file that came with a request; its bytes stand once in the house's store."""

    adjustment = models.ForeignKey(
        Adjustment, models.PROTECT, related_name="files", verbose_name=_("adjustment request")
    )

    class Meta:
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adjustment", "sha256"], name="adjustment_file_once")
        ]
