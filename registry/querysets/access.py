"""Reads of grants."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from common import workdays


class GrantQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Return grants that are not revoked and not expired."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=workdays.today()), revoked_at=None
        )

    def carrying(self, perm: str) -> Self:
        """Return grants whose role carries ``app.permission``."""
        app_label, _, codename = perm.partition(".")
        return self.filter(
            role__permissions__codename=codename,
            role__permissions__content_type__app_label=app_label,
        )

    def over_region(self, path: str) -> Self:
        """Return grants whose region subtree holds the region of ``path``."""
        return self.alias(place=models.Value(path)).filter(
            Q(region=None) | Q(place__startswith=models.F("region__path"))
        )
