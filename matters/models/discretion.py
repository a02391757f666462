"""Discretion benchmarks as data (裁量基准): ground × circumstances → range."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import Row, in_reader_language
from matters.choices import Measure
from matters.models.policies import PolicyVersion
from matters.querysets import DiscretionGroundQuerySet


class DiscretionGround(Row):
    """A violation as a benchmark names it, with the range that the law leaves.

    ``law`` and ``article`` are as written; together they are read as a citation.
    """

    version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="grounds", verbose_name=_("benchmark")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=60)
    law = models.CharField(_("law"), max_length=300)
    article = models.CharField(_("article"), max_length=100, blank=True)
    act = models.TextField(_("violation"))
    act_en = models.TextField(_("violation, in English"), blank=True)
    penalty = models.TextField(_("kind and range of the penalty"))
    measure = models.CharField(_("measured in"), max_length=20, choices=Measure.choices)
    least = models.DecimalField(_("least"), max_digits=14, decimal_places=2, null=True)
    most = models.DecimalField(_("most"), max_digits=14, decimal_places=2, null=True)

    objects = DiscretionGroundQuerySet.as_manager()

    class Meta:
        verbose_name = _("discretion ground")
        verbose_name_plural = _("discretion grounds")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="discretion_ground_once"),
            models.CheckConstraint(
                condition=models.Q(measure__in=Measure.values), name="discretion_ground_measure"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="discretion_ground_code")]

    def __str__(self) -> str:
        return in_reader_language(self, "act")


class DiscretionTier(Row):
    """One rung of the ladder: the circumstances, and the range they lead to.

    ``times_least`` and ``times_most`` are how often the party has been punished for it, this time
    included, where the circumstances say so; the text is what counts.
    """

    ground = models.ForeignKey(
        DiscretionGround, models.PROTECT, related_name="tiers", verbose_name=_("ground")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    level = models.CharField(_("degree"), max_length=100)
    circumstances = models.TextField(_("circumstances"))
    penalty = models.TextField(_("penalty"))
    measure = models.CharField(_("measured in"), max_length=20, choices=Measure.choices)
    least = models.DecimalField(_("least"), max_digits=14, decimal_places=2, null=True)
    most = models.DecimalField(_("most"), max_digits=14, decimal_places=2, null=True)
    times_least = models.PositiveSmallIntegerField(_("punished at least (times)"), null=True)
    times_most = models.PositiveSmallIntegerField(_("punished at most (times)"), null=True)

    class Meta:
        verbose_name = _("discretion tier")
        verbose_name_plural = _("discretion tiers")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ground", "order"], name="discretion_tier_order"),
            models.CheckConstraint(
                condition=models.Q(measure__in=Measure.values), name="discretion_tier_measure"
            ),
            models.CheckConstraint(
                condition=models.Q(least=None) | models.Q(least__lte=models.F("most")),
                name="discretion_tier_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground.code} {self.level}"
