"""Regions: their days, names, successors and outlines; zones on the map."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import PlainPolygon, always
from common.models import Named, Row
from common.pieces import address
from registry.choices import AliasKind, Level, SuccessionKind, ZoneKind
from registry.models.indexes import path_index
from registry.querysets import BoundaryQuerySet, RegionQuerySet, ZoneQuerySet


class Region(Row, Named):
    """A place in the GB/T 2260 tree, from the province down to the village.

    ``path`` is the codes from the root, each ended by a slash: ``330000/330100/330106/``. A code
    that was abolished keeps its row; ``valid`` are the days on which it stood. ``reach`` are paths
    outside its own that a scope over it covers too: what it took over, and its heir once it ended
    (``registry.services.redivide`` writes it).
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(_("path"), max_length=80, unique=True)
    valid = DateRangeField(_("validity"), default=always)
    reach = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, editable=False,
        verbose_name=_("paths taken over"),
    )  # fmt: skip
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        permissions: ClassVar = [("redivide_region", "Can enter a re-division of regions")]
        indexes: ClassVar = [
            path_index("region_path"),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="region_name"),
        ]

    def get_absolute_url(self) -> str:
        return address("registry:region", self.pk)

    @property
    def paths(self) -> list[str]:
        """Return the paths whose records belong to this region: its own and what it took over."""
        return [self.path, *self.reach]

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day on which the region stood; None while it has no end."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)

    def is_in_force(self, day: dt.date) -> bool:
        return day in self.valid


class RegionAlias(Row):
    """Another name of a region: an old one, a short or colloquial one, one in another language."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="aliases", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=AliasKind.choices)
    valid = DateRangeField(_("validity"), default=always)

    class Meta:
        verbose_name = _("alias of a region")
        verbose_name_plural = _("aliases of regions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "name", "kind"], name="region_alias_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=AliasKind.values), name="region_alias_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name"], name="region_alias_exact"),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="region_alias_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionSuccession(Row):
    """What became of a region on a day: the whole or most of it, or a part, went to another one.

    At most one successor is the ``heir``: old records and scopes go to it.
    """

    old = models.ForeignKey(
        Region, models.PROTECT, related_name="successors", verbose_name=_("earlier region")
    )
    new = models.ForeignKey(
        Region, models.PROTECT, related_name="predecessors", verbose_name=_("successor")
    )
    day = models.DateField(_("from"))
    kind = models.CharField(_("what passed over"), max_length=10, choices=SuccessionKind.choices)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    by = models.UUIDField(_("entered by"), null=True, editable=False)

    class Meta:
        verbose_name = _("succession of regions")
        verbose_name_plural = _("successions of regions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new", "day"], name="succession_once"),
            models.UniqueConstraint(
                fields=["old"],
                name="succession_one_heir",
                condition=models.Q(kind__in=[SuccessionKind.WHOLE, SuccessionKind.MAIN]),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SuccessionKind.values), name="succession_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")), name="succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Boundary(Row):
    """The outline of a region over some days, as GeoJSON; its rings answer ``locate``."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="boundaries", verbose_name=_("region")
    )
    shape = models.JSONField(_("outline (GeoJSON)"))
    valid = DateRangeField(_("validity"), default=always)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="boundary_no_overlap",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.valid}"


class Zone(Row, Named):
    """An area on the map that is no division: where lorries may not drive, water gathers, …"""

    kind = models.CharField(_("kind"), max_length=20, choices=ZoneKind.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="zones", verbose_name=_("region")
    )
    shape = models.JSONField(_("outline (GeoJSON)"))
    valid = DateRangeField(_("validity"), default=always)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=ZoneKind.values), name="zone_kind")
        ]

    def get_absolute_url(self) -> str:
        return address("registry:zone", self.pk)

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day of the zone; None while it has no end."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)

    def is_in_force(self, day: dt.date) -> bool:
        return day in self.valid


class Ring(models.Model):
    """One ring of an outline. A point lies inside where an odd number of rings goes round it.

    So holes are out, islands and islands in holes are in, and one index answers for all.
    """

    id = models.BigAutoField(primary_key=True)
    boundary = models.ForeignKey(
        Boundary, models.PROTECT, null=True, related_name="rings", verbose_name=_("boundary")
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, related_name="rings", verbose_name=_("zone")
    )
    line = PlainPolygon(_("points"))

    class Meta:
        verbose_name = _("ring")
        verbose_name_plural = _("rings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(boundary=None) ^ models.Q(zone=None), name="ring_of_one"
            )
        ]
        # the operators of polygons know no points, those of their boxes do
        indexes: ClassVar = [
            GistIndex(models.Func("line", function="box"), name="ring_box"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
