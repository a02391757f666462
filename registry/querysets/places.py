"""Reads of regions, their outlines and zones."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db.models import Q

from registry.querysets.scoped import ScopedQuerySet, below


class RegionQuerySet(ScopedQuerySet):
    region_path = "path"

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)

    def below_any(self, paths: Iterable[str]) -> Self:
        """Return the subtrees below several paths."""
        return self.filter(below("path", paths))

    def in_force(self, day: dt.date) -> Self:
        """Return the regions that stood on a day."""
        return self.filter(valid__contains=day)

    def called(self, text: str) -> Self:
        """Return the regions with this name or alias, exactly as it is written."""
        return self.filter(Q(name=text) | Q(name_en__iexact=text) | Q(aliases__name__iexact=text))


class BoundaryQuerySet(ScopedQuerySet):
    region_path = "region__path"

    def in_force(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day)


class ZoneQuerySet(ScopedQuerySet):
    region_path = "region__path"

    def in_force(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day)

    def around(self, ids: Iterable[Any]) -> Self:
        return self.filter(pk__in=ids)
