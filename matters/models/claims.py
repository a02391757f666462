"""Who exercises a matter where."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from matters.choices import (
    CLAIM_FLOW,
    ClaimState,
)
from matters.models.matters import Matter
from matters.querysets import ClaimQuerySet
from registry.choices import Level
from registry.models import Department, Region


class Claim(Row):
    """A department exercises a matter in a region (认领); acts point here.

    The level is that of the department; the matter's version must list it. When a new version
    changes the substance, the claim is to be renewed; until ``reclaim_by`` it still carries acts.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="claims", verbose_name=_("matter")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="claims", verbose_name=_("claiming department")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ClaimState.choices, default=ClaimState.CLAIMED
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"))
    reclaim_by = models.DateField(_("to be renewed by"), null=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = CLAIM_FLOW
    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ClaimState.values), name="claim_state"
            ),
            ExclusionConstraint(
                name="claim_one_in_force",
                expressions=[
                    ("matter", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(state="ended"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.matter}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
