"""Who exercises a matter where, who says why not, and powers handed down to townships."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from matters.choices import (
    CLAIM_FLOW,
    ClaimState,
    RefusalReason,
)
from matters.models.matters import Matter
from matters.querysets import ClaimQuerySet, RefusalQuerySet, TallyQuerySet, TransferQuerySet
from registry.choices import Level
from registry.models import Department, Region


class PowerTransfer(Row):
    """A power handed down for a time: from the body that claimed it to one of a township (赋权).

    While it is in force the receiving body acts in ``region``, and the giving one does not.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="transfers", verbose_name=_("matter")
    )
    from_department = models.ForeignKey(
        Department, models.PROTECT, related_name="powers_given", verbose_name=_("handed down by")
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="powers_taken", verbose_name=_("handed down to")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    valid = DateRangeField(pgettext_lazy("period", "in force"))
    basis = models.TextField(_("document that hands the power down"))

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of a power")
        verbose_name_plural = _("transfers of powers")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(from_department=models.F("to_department")),
                name="transfer_between_two",
            ),
            ExclusionConstraint(
                name="transfer_one_in_force",
                expressions=[
                    ("matter", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_department} → {self.to_department}: {self.matter}"


class Claim(Row):
    """A department exercises a matter in a region (认领); acts point here.

    The level is that of the department; the matter's version must list it, or a ``transfer`` has
    handed the power down. When a new version changes the substance (``changed`` says in what), the
    claim is to be renewed by ``reclaim_by``. A late one is escalated, and carries no more acts only
    where it ``lapses``: its basis or its power has ended.
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
    changed = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("changed"))
    lapses = models.BooleanField(_("stops when it is not renewed in time"), default=False)
    escalated_on = models.DateField(_("escalated on"), null=True)
    transfer = models.ForeignKey(
        PowerTransfer,
        models.PROTECT,
        null=True,
        related_name="claims",
        verbose_name=_("by transfer of a power"),
    )
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
        indexes: ClassVar = [
            models.Index(fields=["department", "state"], name="claim_by_department"),
            models.Index(fields=["state", "-id"], name="claim_by_state"),
            models.Index(
                fields=["reclaim_by"],
                name="claim_to_renew",
                condition=models.Q(state="reclaim_required"),
            ),
        ]
        permissions: ClassVar = [
            ("transfer_claim", "Can hand powers down to townships"),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.matter}"

    def get_absolute_url(self) -> str:
        return address("matters:claim-detail", self.pk)

    @property
    def is_standing(self) -> bool:
        return self.state != ClaimState.ENDED

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class Refusal(Row):
    """A department says why it does not claim a matter that is its own by level and line.

    It stands for the days of ``valid``: until the department claims after all, takes it back, or a
    version of other substance opens the question again.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="refusals", verbose_name=_("matter")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="refusals", verbose_name=_("department")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    reason = models.CharField(_("reason"), max_length=20, choices=RefusalReason.choices)
    note = models.TextField(_("explanation"), blank=True)
    valid = DateRangeField(pgettext_lazy("period", "in force"))

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal of a claim")
        verbose_name_plural = _("refusals of claims")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reason__in=RefusalReason.values), name="refusal_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(note=""),
                name="refusal_other_says_why",
            ),
            ExclusionConstraint(
                name="refusal_one_in_force",
                expressions=[
                    ("matter", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.matter}"


class ClaimTally(models.Model):
    """What a department should claim and how far it has come, counted anew whenever that changes.

    ``due`` = ``claimed`` + ``refused`` + ``open``; ``renewing`` and ``late`` are among the claimed.
    """

    department = models.OneToOneField(
        Department,
        models.PROTECT,
        primary_key=True,
        related_name="claim_tally",
        verbose_name=_("department"),
    )
    due = models.PositiveIntegerField(_("should claim"), default=0)
    claimed = models.PositiveIntegerField(_("claimed"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    open = models.PositiveIntegerField(_("open"), default=0)
    renewing = models.PositiveIntegerField(_("to be renewed"), default=0)
    late = models.PositiveIntegerField(_("late"), default=0)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("claims of a department, counted")
        verbose_name_plural = _("claims of departments, counted")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["-open"], name="claim_tally_by_open")]

    def __str__(self) -> str:
        return f"{self.department}: {self.claimed}/{self.due}"

    def get_absolute_url(self) -> str:
        return address("matters:claim-due", self.pk)

    def as_dict(self) -> dict[str, int]:
        """Return what is counted by its name."""
        names = ("due", "claimed", "refused", "open", "renewing", "late")
        return {name: getattr(self, name) for name in names}

    @property
    def rate(self) -> float:
        """Return the share of what is due that is claimed, in percent; 100 where nothing is due."""
        return 100 * self.claimed / self.due if self.due else 100.0

    @property
    def refused_rate(self) -> float:
        """Return the share of what is due that is refused, in percent."""
        return 100 * self.refused / self.due if self.due else 0.0
