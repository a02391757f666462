"""Who and where: regions, departments, officers, roles and their scopes, supervised subjects."""

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import Permission
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.fields import PlanePoint
from common.models import Named, Row, User
from registry.choices import Level, SubjectKind, SubjectLabel, SubjectState
from registry.querysets import (
    DepartmentQuerySet,
    GrantQuerySet,
    OfficerQuerySet,
    RegionQuerySet,
    SubjectQuerySet,
)


def path_index(name: str) -> models.Index:
    """Return the index that answers "everything below this path" in any collation."""
    return models.Index(OpClass("path", "text_pattern_ops"), name=name)


class Line(Named):
    """A line of business (业务条线) such as construction or drainage."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)

    class Meta:
        verbose_name = _("line of business")
        verbose_name_plural = _("lines of business")
        ordering: ClassVar = ["code"]


class Region(Row, Named):
    """A place in the GB/T 2260 tree, from the province down to the village.

    ``path`` is the codes from the root, each ended by a slash: ``330000/330100/330106/``.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(_("path"), max_length=80, unique=True)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    boundary = models.JSONField(_("boundary (GeoJSON)"), null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes: ClassVar = [path_index("region_path")]


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


class Role(Named):
    """A named set of permissions; the shipped ones come from ``registry.roles``."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    permissions = models.ManyToManyField(Permission, verbose_name=_("permissions"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar = ["code"]


class Grant(Row):
    """A role given to a person over a subtree of departments and regions (none = the whole)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("user"))
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department subtree")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region subtree")
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    granted_by = models.UUIDField(_("granted by"), null=True, editable=False)
    revoked_at = models.DateTimeField(pgettext_lazy("time", "revoked"), null=True, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "department", "region"],
                name="grant_once",
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Subject(Row, Named):
    """Somebody or something that is supervised: a firm, a person, a site, a vehicle, a gauge.

    ``lon``/``lat`` are WGS-84 degrees, ``xy`` the same place in metres (``registry.places.plane``).
    A merged subject keeps its row and points to its ``canonical`` one.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=SubjectKind.choices)
    code = models.CharField(_("code"), max_length=60)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("English address"), max_length=300, blank=True)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    xy = PlanePoint(_("place in metres"), null=True, editable=False)
    labels = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("labels")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=SubjectState.choices, default=SubjectState.ACTIVE
    )
    canonical = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("canonical record")
    )
    credit_class = models.CharField(_("credit class"), max_length=2, blank=True)
    risk_class = models.CharField(_("risk class"), max_length=2, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="subject_code"),
            models.CheckConstraint(
                condition=models.Q(kind__in=SubjectKind.values), name="subject_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SubjectState.values), name="subject_state"
            ),
        ]
        indexes: ClassVar = [
            GistIndex(fields=["xy"], name="subject_xy"),
            GinIndex(fields=["labels"], name="subject_labels"),
            models.Index(fields=["code"], name="subject_by_code"),
            models.Index(fields=["uscc"], name="subject_uscc", condition=~models.Q(uscc="")),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="subject_name"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("registry:subject", args=[self.pk])

    @property
    def located(self) -> str:
        """Return the address in the reader's language."""
        in_english = self.address_en and (get_language() or "").startswith("en")
        return self.address_en if in_english else self.address

    @property
    def named_labels(self) -> list[str]:
        """Return the labels in the reader's language; one without a name stands as it is."""
        names = dict(SubjectLabel.choices)
        return [str(names.get(label, label)) for label in self.labels]

    @property
    def place_text(self) -> str:
        """Return longitude and latitude as one copies them into a map."""
        return "" if self.lon is None else f"{self.lon:.5f}, {self.lat:.5f}"


class Link(Row):
    """A directed relation between two subjects, such as gauge ``drained_by`` operator."""

    source = models.ForeignKey(
        Subject, models.PROTECT, related_name="links_out", verbose_name=_("from")
    )
    target = models.ForeignKey(
        Subject, models.PROTECT, related_name="links_in", verbose_name=_("to")
    )
    kind = models.CharField(_("kind"), max_length=40)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="link_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"
