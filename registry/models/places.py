"""Regions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import Named, Row
from registry.choices import Level
from registry.models.indexes import path_index
from registry.querysets import (
    RegionQuerySet,
)


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
