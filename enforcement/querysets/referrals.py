"""Reads of referrals to a case."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from enforcement.choices.referrals import UNDECIDED, ReferralState
from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet


class CaseReferralQuerySet(ScopedQuerySet):
    """A referral is written by the inspecting department and decided by that of the case."""

    department_path = "to_department__path"
    region_path = "inspection__task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return those of the inspecting department, and those submitted to the reader's own."""
        perm = "enforcement.view_casereferral"
        submitted = self.allowed(user, perm).exclude(state=ReferralState.DRAFTED).values("pk")
        written = self.filter(_written(user, perm)).values("pk")
        return self.filter(Q(pk__in=written) | Q(pk__in=submitted))

    def written_by(self, user: Any) -> Self:
        """Return those of visits of the departments for which a person may write them."""
        return self.filter(_written(user, "enforcement.change_casereferral"))

    def late(self, day: dt.date) -> Self:
        """Return those whose decision is missing after its last day."""
        return self.filter(state__in=UNDECIDED, due_on__lt=day)


def _written(user: Any, perm: str) -> Q:
    return scope_filter(
        user,
        perm,
        department="inspection__task__department__path",
        region="inspection__task__region__path",
    )
