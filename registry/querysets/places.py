"""Reads of regions."""

from typing import Self

from registry.querysets.scoped import ScopedQuerySet


class RegionQuerySet(ScopedQuerySet):
    region_path = "path"

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)
