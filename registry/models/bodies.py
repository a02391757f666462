"""Departments, their lines of business, their earlier names and what became of them."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import always
from common.models import Named, Row, in_reader_language
from common.pieces import address
from registry.choices import REORGANISATION_FLOW, Level, ReorganisationKind, ReorganisationState
from registry.models.indexes import path_index
from registry.models.places import Region
from registry.querysets import DepartmentQuerySet, ReorganisationQuerySet


class Line(Named):
    """A line of business (业务条线) such as construction or drainage."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)

    class Meta:
        verbose_name = _("line of business")
        verbose_name_plural = _("lines of business")
        ordering: ClassVar = ["code"]


class Department(Row, Named):
    """A body with powers of supervision, in the tree of its line of business.

    One that was dissolved keeps its row; ``valid`` are the days on which it stood. ``reach`` are
    paths outside its own that a scope over it covers too: bodies that it took over.
    """

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
    phone = models.CharField(_("telephone for the public"), max_length=40, blank=True)
    address = models.CharField(_("address for the public"), max_length=200, blank=True)
    valid = DateRangeField(_("validity"), default=always)
    reach = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, editable=False,
        verbose_name=_("paths taken over"),
    )  # fmt: skip

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        permissions: ClassVar = [("reorganise_department", "Can reorganise departments")]
        indexes: ClassVar = [path_index("department_path")]

    def get_absolute_url(self) -> str:
        return address("registry:department", self.pk)

    def named_lines(self) -> list[str]:
        """Return the names of the lines of business in the reader's language."""
        found = {line.code: line.named for line in Line.objects.filter(code__in=self.lines)}
        return [found.get(code, code) for code in self.lines]

    @property
    def paths(self) -> list[str]:
        """Return the paths whose records belong to this department: its own, what it took over."""
        return [self.path, *self.reach]

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day on which the department stood; None while it has no end."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)

    def is_in_force(self, day: dt.date) -> bool:
        return day in self.valid

    def named_on(self, day: dt.date) -> str:
        """Return the name that the department had on a day, in the reader's language."""
        for former in self.former_names.all():
            if day in former.valid:
                return former.named
        return self.named


class DepartmentName(Row, Named):
    """A name that a department had over some days; acts of those days are shown with it."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="former_names", verbose_name=_("department")
    )
    valid = DateRangeField(_("validity"))

    class Meta:
        verbose_name = _("former name of a department")
        verbose_name_plural = _("former names of departments")
        ordering: ClassVar = ["valid"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="department_name_no_overlap",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Reorganisation(Row):
    """A change of departments on a day: merger, split, change of name, transfer of duties.

    It is planned, previewed and then carried out with everything that hangs on it, at once.
    """

    FLOW = REORGANISATION_FLOW

    kind = models.CharField(_("kind"), max_length=10, choices=ReorganisationKind.choices)
    day = models.DateField(_("from"))
    basis = models.CharField(_("basis"), max_length=300)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReorganisationState.choices,
        default=ReorganisationState.PLANNED,
    )
    planned_by = models.UUIDField(_("planned by"), editable=False)
    counts = models.JSONField(_("what passed over"), default=dict, editable=False)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ReorganisationKind.values), name="reorganisation_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ReorganisationState.values),
                name="reorganisation_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="reorganisation_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address("registry:reorganisation", self.pk)

    def flow(self, column: str) -> Any:
        return self.FLOW


class ReorganisationPart(Row):
    """One department in a reorganisation: to which other one its duties go, or its new name.

    ``lines`` narrow what goes over to some lines of business; none is everything.
    """

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="parts", verbose_name=_("reorganisation")
    )
    old = models.ForeignKey(
        Department, models.PROTECT, related_name="changes", verbose_name=_("department")
    )
    new = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="changes_in",
        verbose_name=_("successor"),
    )  # fmt: skip
    name = models.CharField(_("new name"), max_length=300, blank=True)
    name_en = models.CharField(_("new English name"), max_length=300, blank=True)
    lines = ArrayField(
        models.CharField(max_length=40), default=list, blank=True,
        verbose_name=_("lines of business"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("part of a reorganisation")
        verbose_name_plural = _("parts of a reorganisation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reorganisation", "old", "new"],
                name="reorganisation_part_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(new__isnull=False) | ~models.Q(name=""),
                name="reorganisation_part_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or in_reader_language(self, 'name')}"
