"""Reads of the list: matters, versions, claims, checklists."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet


class VersionQuerySet(ScopedQuerySet):
    """Versions of something published by departments."""

    department_path = "department__path"
    region_path = "department__region__path"

    def in_force(self, day: dt.date) -> Self:
        """Return the published versions in force on a legal day."""
        return self.filter(state="published", valid__contains=day)

    def visible_to(self, user: Any) -> Self:
        """Return what is or was published, and drafts inside the user's grants."""
        perm = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        if not user.has_perm(perm):
            return self.none()
        drafts = scope_filter(user, perm, department=self.department_path, region=self.region_path)
        return self.filter(Q(state__in=["published", "superseded", "revoked"]) | drafts)


class ClaimQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "region__path"

    def in_force(self, day: dt.date) -> Self:
        """Return the claims that stand on a legal day."""
        return self.filter(state="claimed", valid__contains=day)
