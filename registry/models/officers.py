"""Officers: certificates, turns of duty, leave, loans to other bodies, declared interests."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from common.pieces import address
from registry.choices import ConflictKind, LeaveKind
from registry.models.bodies import Department, Line
from registry.models.subjects import Subject
from registry.querysets import OfficerQuerySet, OfOfficerQuerySet, RosterQuerySet


class Officer(Row):
    """Somebody who does tasks. An enforcement officer has a certificate, ``valid`` on these days;
    auxiliary staff and grid members have none and never act on a counterpart (国办发〔2024〕54号).
    """

    user = models.OneToOneField(
        User, models.PROTECT, related_name="officer", verbose_name=_("user")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="officers", verbose_name=_("department")
    )
    certificate_no = models.CharField(
        _("certificate number"), max_length=40, unique=True, null=True, blank=True
    )
    valid = DateRangeField(_("validity of the certificate"), null=True, blank=True)
    lines = ArrayField(
        models.CharField(max_length=40), default=list, verbose_name=_("lines of business")
    )
    expertise = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("expertise")
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(certificate_no=None, valid=None)
                | models.Q(certificate_no__isnull=False, valid__isnull=False),
                name="officer_certificate_has_days",
            )
        ]
        indexes: ClassVar = [GinIndex(fields=["lines"], name="officer_lines")]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return address("registry:officer", self.pk)

    @property
    def named(self) -> str:
        """Return the officer's name in the reader's language."""
        return self.user.named

    def named_lines(self) -> list[str]:
        """Return the names of the lines of business in the reader's language."""
        found = {line.code: line.named for line in Line.objects.filter(code__in=self.lines)}
        return [found.get(code, code) for code in self.lines]

    @property
    def last_valid_day(self) -> dt.date | None:
        """Return the last day of the certificate; None where there is none, or no end."""
        if self.valid is None or self.valid.upper is None:
            return None
        last: dt.date = self.valid.upper - dt.timedelta(days=1)
        return last


class Roster(Row):
    """A turn of duty of one officer; two turns of an officer never overlap."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="roster", verbose_name=_("officer")
    )
    duty = DateTimeRangeField(_("on duty"))

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn of duty")
        verbose_name_plural = _("roster")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="roster_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("duty", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.duty}"


class Spell(Row):
    """Something of an officer that lasts over days and may be taken back."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    valid = DateRangeField(_("days"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.UUIDField(_("entered by"), editable=False)
    withdrawn_at = models.DateTimeField(
        pgettext_lazy("time", "withdrawn"), null=True, editable=False
    )

    objects = OfOfficerQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.officer} {self.valid}"

    @property
    def first_day(self) -> dt.date | None:
        day: dt.date | None = self.valid.lower
        return day

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day; None where it lasts until it is taken back."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)


class Leave(Spell):
    """Days on which an officer is away: no task is given to them."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="leaves", verbose_name=_("officer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LeaveKind.choices)

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="leave_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LeaveKind.values), name="leave_kind"
            ),
        ]


class OfficerLoan(Spell):
    """Days on which an officer works for another body by a recorded cooperation.

    Holders of certificates may join across departments, areas and levels (浙江省综合行政执法条例
    art. 29). On these days the other body chooses them, their own does not.
    """

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="loans", verbose_name=_("officer")
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="borrowed", verbose_name=_("lent to")
    )
    basis = models.CharField(_("basis"), max_length=300)

    class Meta:
        verbose_name = _("loan of an officer")
        verbose_name_plural = _("loans of officers")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="loan_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["to_department"], name="loan_to")]


class ConflictDeclaration(Spell):
    """An interest in a subject: the officer withdraws from acts on it (行政处罚法 art. 43)."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="conflicts", verbose_name=_("officer")
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="conflicts", verbose_name=_("subject")
    )
    kind = models.CharField(_("interest"), max_length=20, choices=ConflictKind.choices)

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer", "subject", "kind"],
                name="conflict_once",
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ConflictKind.values), name="conflict_kind"
            ),
        ]
