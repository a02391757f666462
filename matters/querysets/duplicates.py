"""Reads of possible duplicates."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from registry.grants import scope_filter


class DuplicateQuerySet(models.QuerySet[Any]):
    def allowed(self, user: Any, perm: str) -> Self:
        """Return the pairs of which one matter lies inside a grant that carries ``perm``."""
        inside = Q()
        for side in ("left_version", "right_version"):
            inside |= scope_filter(
                user,
                perm,
                department=f"{side}__department__path",
                region=f"{side}__department__region__path",
            )
        return self.filter(inside)

    def visible_to(self, user: Any) -> Self:
        """Return all pairs to whoever may see any: both matters are published."""
        return self if user.has_perm("matters.view_duplicate") else self.none()

    def alike(self) -> Self:
        """Return the pairs that are alike today, dismissed or not."""
        return self.filter(score__gt=0)

    def open(self) -> Self:
        """Return the pairs that nobody has dismissed as they stand today."""
        return self.alike().exclude(
            dismissed_left=F("left_version"), dismissed_right=F("right_version")
        )

    def dismissed(self) -> Self:
        return self.alike().filter(
            dismissed_left=F("left_version"), dismissed_right=F("right_version")
        )
