"""Departments, their lines of business, their officers and turns of duty."""

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
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import Named, Row, User
from registry.choices import Level
from registry.models.indexes import path_index
from registry.models.places import Region
from registry.querysets import (
    DepartmentQuerySet,
    OfficerQuerySet,
)


class Line(Named):
    """A line of business (业务条线) such as construction or drainage."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)

    class Meta:
        verbose_name = _("line of business")
        verbose_name_plural = _("lines of business")
        ordering: ClassVar = ["code"]


class Department(Row, Named):
    """A body with powers of supervision, in the tree of its line of business."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(_("path"), max_length=200, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    lines = ArrayField(
        models.CharField(max_length=40), default=list, verbose_name=_("lines of business")
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        indexes: ClassVar = [path_index("department_path")]

    def get_absolute_url(self) -> str:
        return reverse("registry:department", args=[self.pk])

    def named_lines(self) -> list[str]:
        """Return the names of the lines of business in the reader's language."""
        found = {line.code: line.named for line in Line.objects.filter(code__in=self.lines)}
        return [found.get(code, code) for code in self.lines]


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
