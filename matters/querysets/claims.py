"""Reads of claims."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from matters.choices import ClaimState
from registry.querysets import ScopedQuerySet


class ClaimQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "region__path"

    def visible_to(self, user: Any) -> Self:
        """Return all claims to whoever may see any: who exercises what is public."""
        return self if user.has_perm("matters.view_claim") else self.none()

    def in_force(self, day: dt.date) -> Self:
        """Return the claims that stand on a legal day, those to be renewed until their last day."""
        return self.filter(
            Q(state=ClaimState.CLAIMED) | Q(state=ClaimState.RECLAIM_REQUIRED, reclaim_by__gte=day),
            valid__contains=day,
        )
