"""Reads of matters and their versions."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from common.search import SearchQuerySet
from matters.choices import WAS_PUBLISHED, ClaimState, VersionState
from registry.grants import scope_filter, scopes
from registry.querysets import ScopedQuerySet


class VersionQuerySet(SearchQuerySet, ScopedQuerySet):  # type: ignore[override]
    """Versions of something published by departments."""

    department_path = "department__path"
    region_path = "department__region__path"

    def in_force(self, day: dt.date) -> Self:
        """Return the published versions in force on a legal day."""
        return self.filter(state=VersionState.PUBLISHED, valid__contains=day)

    def allowed(self, user: Any, perm: str) -> Self:
        """Return the rows for an act; a draft without a department is for those who look across."""
        return self.filter(self._inside(user, perm))

    def _inside(self, user: Any, perm: str) -> Q:
        """Return the condition of ``allowed``; an empty one is every row."""
        inside = scope_filter(user, perm, department=self.department_path, region=self.region_path)
        if inside and self.looks_across(user, perm):
            inside |= Q(department=None)
        return inside

    def looks_across(self, user: Any, perm: str) -> bool:
        """Tell whether a user's grant is over all departments of a region."""
        return any(not scope.department for scope in scopes(user, perm))

    def visible_to(self, user: Any) -> Self:
        """Return what is or was published, and drafts inside the user's grants."""
        perm = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        if not user.has_perm(perm):
            return self.none()
        inside = self._inside(user, perm)
        return self.filter(Q(state__in=WAS_PUBLISHED) | inside) if inside else self

    def named(self, text: str) -> Self:
        """Return the latest versions of matters with a code, or with a name that holds a text."""
        found = Q(matter__code__iexact=text) | Q(matter__national_code=text)
        found |= Q(item__icontains=text) | Q(sub_item__icontains=text)
        found |= Q(item_en__icontains=text) | Q(sub_item_en__icontains=text)
        rank = models.Case(models.When(matter__code__iexact=text, then=0), default=1)
        return self.filter(found).order_by(rank, "matter__code", "matter", "-number")

    def due_for(self, department: Any, day: dt.date) -> Self:
        """Return what a department should claim on a legal day, by level, region and line.

        A matter without a line is for the departments below the responsible one. The counts of
        ``matters.services.tally`` ask the same.
        """
        above = department.region.path.rstrip("/").split("/")
        regions = ["/".join(above[: n + 1]) + "/" for n in range(len(above))]
        tree = department.path.rstrip("/").split("/")
        owners = ["/".join(tree[: n + 1]) + "/" for n in range(len(tree))]
        return self.in_force(day).filter(
            Q(line__in=[each for each in department.lines if each])
            | Q(line="", department__path__in=owners),
            levels__contains=[department.level],
            department__region__path__in=regions,
        )

    def with_claim_of(self, department: Any, day: dt.date) -> Self:
        """Annotate what a department has said: ``claim_state``, ``claim_pk``, ``refusal_pk``."""
        get = self.model._meta.apps.get_model
        claims = get("matters.Claim").objects.standing()
        claims = claims.filter(matter=models.OuterRef("matter"), department=department)
        refusals = get("matters.Refusal").objects.in_force(day)
        refusals = refusals.filter(matter=models.OuterRef("matter"), department=department)
        return self.annotate(
            claim_state=models.Subquery(claims.values("state")[:1]),
            claim_pk=models.Subquery(claims.values("pk")[:1]),
            refusal_pk=models.Subquery(refusals.values("pk")[:1]),
            refusal_reason=models.Subquery(refusals.values("reason")[:1]),
            refusal_note=models.Subquery(refusals.values("note")[:1]),
        )

    def with_claim_count(self) -> Self:
        """Annotate ``claim_count``: how many departments exercise the matter."""
        claims = (
            self.model._meta.apps.get_model("matters.Claim")
            .objects.filter(matter=models.OuterRef("matter"))
            .exclude(state=ClaimState.ENDED)
            .order_by()
        )
        count = claims.values("matter").annotate(n=models.Count("pk")).values("n")
        return self.annotate(claim_count=Coalesce(models.Subquery(count), 0))

    def used_by(self, checklist: Any) -> Self:
        """Return the latest visible version of each matter that uses a form."""
        rows = self.filter(matter__checklists=checklist).select_related("matter")
        return rows.order_by("matter", "-number").distinct("matter")
