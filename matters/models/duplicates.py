"""Matters of different departments that look like the same thing."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from matters.models.matters import Matter, MatterVersion
from matters.querysets.duplicates import DuplicateQuerySet


class Duplicate(Row):
    """Two matters in force of different departments that say much the same.

    Rows are written by one statement alone (``matters.services.duplicates.find``). Dismissing
    notes the versions that a person looked at: the pair is open again when one of them changes.
    A ``score`` of 0 says that they are alike no longer, or that one is in force no more.
    """

    left = models.ForeignKey(Matter, models.PROTECT, related_name="+", verbose_name=_("one matter"))
    right = models.ForeignKey(
        Matter, models.PROTECT, related_name="+", verbose_name=_("other matter")
    )
    left_version = models.ForeignKey(
        MatterVersion, models.PROTECT, related_name="+", verbose_name=_("version of the one")
    )
    right_version = models.ForeignKey(
        MatterVersion, models.PROTECT, related_name="+", verbose_name=_("version of the other")
    )
    score = models.FloatField(_("likeness"))
    item_score = models.FloatField(_("likeness of the names"))
    object_score = models.FloatField(_("likeness of the objects"))
    basis_score = models.FloatField(_("likeness of the bases"))
    dismissed_left = models.UUIDField(_("version seen of the one"), null=True, editable=False)
    dismissed_right = models.UUIDField(_("version seen of the other"), null=True, editable=False)
    dismissed_at = models.DateTimeField(pgettext_lazy("time", "dismissed"), null=True)
    dismissed_by = models.UUIDField(_("dismissed by"), null=True, editable=False)
    dismissed_reason = models.TextField(_("reason"), blank=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], name="duplicate_pair"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="duplicate_ordered"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-score"], name="duplicate_by_score")]

    def __str__(self) -> str:
        return f"{self.left_version} / {self.right_version}"

    def get_absolute_url(self) -> str:
        return address("matters:duplicate-detail", self.pk)

    @property
    def is_dismissed(self) -> bool:
        """Tell whether a person set this pair aside as it stands today."""
        seen = self.dismissed_left, self.dismissed_right
        return seen == (self.left_version_id, self.right_version_id)

    @property
    def percent(self) -> int:
        """Return the likeness in per cent."""
        return round(self.score * 100)
