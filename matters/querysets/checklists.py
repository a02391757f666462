"""Reads of check forms."""

import datetime as dt
from typing import Any, Self

from django.db import models

from matters.choices import VersionState


class ChecklistVersionQuerySet(models.QuerySet[Any]):
    """Versions of forms; they belong to no department."""

    def in_force(self, day: dt.date) -> Self:
        """Return the published versions in force on a legal day."""
        return self.filter(state=VersionState.PUBLISHED, valid__contains=day)

    def of_matter(self, matter: Any) -> Self:
        """Return one version of each form of a matter: the one in force, or the latest."""
        rank = models.Case(models.When(state=VersionState.PUBLISHED, then=0), default=1)
        rows = self.filter(checklist__matters=matter).annotate(rank=rank)
        rows = rows.order_by("checklist__code", "checklist", "rank", "-number")
        rows = rows.distinct("checklist__code", "checklist")
        return rows.select_related("checklist").prefetch_related("items")

    def without_merged(self) -> Self:
        """Leave out forms that were merged from others."""
        return self.exclude(items__sources__isnull=False)

    def with_counts(self) -> Self:
        """Annotate ``line_count`` and ``matter_count``."""
        return self.annotate(
            line_count=models.Count("items", distinct=True),
            matter_count=models.Count("checklist__matters", distinct=True),
        )

    def allowed(self, user: Any, perm: str) -> Self:
        return self if user.has_perm(perm) else self.none()

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "matters.view_checklist")
