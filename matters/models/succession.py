"""Matters that give way to others: the reform that decides it, and who succeeds whom."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from matters.choices import REFORM_FLOW, ReformKind, ReformState
from matters.models.matters import Matter
from matters.querysets.succession import ReformQuerySet, SuccessionQuerySet
from registry.models import Department


class Reform(Row):
    """A merge, split or cancellation of matters, decided by three people like every publication.

    ``olds`` give way on ``day`` to ``news``; a matter in both goes on under its own code. Its
    ``department`` is the one responsible for the first old matter.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ReformKind.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("responsible department")
    )
    olds = models.ManyToManyField(Matter, related_name="reforms_from", verbose_name=_("gives way"))
    news = models.ManyToManyField(Matter, related_name="reforms_to", verbose_name=_("successors"))
    day = models.DateField(_("in force from"))
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=20, choices=ReformState.choices, default=ReformState.DRAFT
    )
    drafted_by = models.UUIDField(_("drafted by"), editable=False)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    approved_by = models.UUIDField(_("approved by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = REFORM_FLOW
    objects = ReformQuerySet.as_manager()

    class Meta:
        verbose_name = _("reform of matters")
        verbose_name_plural = _("reforms of matters")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReformState.values), name="reform_state"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ReformKind.values), name="reform_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(drafted_by=models.F("reviewed_by"))
                & ~models.Q(drafted_by=models.F("approved_by"))
                & ~models.Q(reviewed_by=models.F("approved_by")),
                name="reform_four_eyes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "day"], name="reform_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address("matters:reform-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def codes(self) -> str:
        """Return the matters that give way and those that take their place, by code."""
        olds = ", ".join(str(each) for each in self.olds.all())
        news = ", ".join(str(each) for each in self.news.all())
        return f"{olds} → {news}" if news else olds

    def is_due(self, day: dt.date) -> bool:
        """Tell whether it was approved and its day has come."""
        return self.state == ReformState.APPROVED and self.day <= day


class Succession(Row):
    """On a day one matter took the place of another; the old code leads to the new one for ever."""

    reform = models.ForeignKey(
        Reform, models.PROTECT, related_name="successions", verbose_name=_("reform of matters")
    )
    old = models.ForeignKey(
        Matter, models.PROTECT, related_name="succeeded_by", verbose_name=_("old matter")
    )
    new = models.ForeignKey(
        Matter, models.PROTECT, related_name="succeeds", verbose_name=_("successor")
    )
    day = models.DateField(_("from"))
    kind = models.CharField(_("kind"), max_length=8, choices=ReformKind.choices)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession of matters")
        verbose_name_plural = _("successions of matters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="matter_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")), name="matter_succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
