"""Reads of claims, refusals, transfers of powers and implementation lists."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from matters.choices import ClaimState, ImplementationState
from registry.querysets import ScopedQuerySet


class ClaimQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "region__path"

    def visible_to(self, user: Any) -> Self:
        """Return all claims to whoever may see any: who exercises what is public."""
        return self if user.has_perm("matters.view_claim") else self.none()

    def in_force(self, day: dt.date) -> Self:
        """Return the claims that carry acts on a legal day.

        One to be renewed still does; where its basis or power has ended, until its last day.
        """
        return self.filter(
            Q(state=ClaimState.CLAIMED)
            | Q(state=ClaimState.RECLAIM_REQUIRED) & (Q(lapses=False) | Q(reclaim_by__gte=day)),
            valid__contains=day,
        )

    def standing(self) -> Self:
        """Return the claims that have not ended, those to be renewed among them."""
        return self.exclude(state=ClaimState.ENDED)

    def late(self, day: dt.date) -> Self:
        """Return the claims that were to be renewed before a legal day and are not."""
        return self.filter(state=ClaimState.RECLAIM_REQUIRED, reclaim_by__lt=day)

    def with_list(self) -> Self:
        """Annotate ``list_code``: the code of the claim's implementation list."""
        lists = self.model._meta.apps.get_model("matters.ImplementationList").objects
        newest = lists.filter(claim=models.OuterRef("pk")).order_by("-number").values("code")[:1]
        return self.annotate(list_code=models.Subquery(newest))


class RefusalQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "region__path"

    def visible_to(self, user: Any) -> Self:
        return self if user.has_perm("matters.view_claim") else self.none()

    def allowed(self, user: Any, perm: str = "matters.add_claim") -> Self:
        return super().allowed(user, perm)

    def in_force(self, day: dt.date) -> Self:
        """Return the refusals that stand on a legal day."""
        return self.filter(valid__contains=day)


class TransferQuerySet(ScopedQuerySet):
    """Transfers belong to who hands the power down."""

    department_path = "from_department__path"
    region_path = "region__path"

    def visible_to(self, user: Any) -> Self:
        return self if user.has_perm("matters.view_claim") else self.none()

    def in_force(self, day: dt.date) -> Self:
        """Return the transfers in force on a legal day."""
        return self.filter(valid__contains=day)

    def coming_or_in_force(self, day: dt.date) -> Self:
        """Return the transfers that are in force on a legal day or will be."""
        return self.filter(
            Q(valid__contains=day) | Q(valid__startswith__gt=day), valid__isempty=False
        )


class TallyQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def visible_to(self, user: Any) -> Self:
        return self if user.has_perm("matters.view_claim") else self.none()

    def sums(self) -> dict[str, int]:
        """Return the totals of what is counted."""
        names = ("due", "claimed", "refused", "open", "renewing", "late")
        found = self.aggregate(**{f"all_{name}": models.Sum(name) for name in names})
        return {name: found[f"all_{name}"] or 0 for name in names}


class ImplementationQuerySet(ScopedQuerySet):
    department_path = "claim__department__path"
    region_path = "claim__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return what was published to whoever may see any, drafts inside the user's grants."""
        if not user.has_perm("matters.view_implementationlist"):
            return self.none()
        inside = self.model._default_manager.allowed(user, "matters.view_implementationlist")
        in_work = (ImplementationState.DRAFT, ImplementationState.REVIEW)
        return self.filter(~Q(state__in=in_work) | Q(pk__in=inside.values("pk")))

    def in_force(self, day: dt.date) -> Self:
        """Return the published lists in force on a legal day."""
        return self.filter(state=ImplementationState.PUBLISHED, valid__contains=day)
