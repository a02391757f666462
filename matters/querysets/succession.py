"""Reads of reforms and of who succeeded whom."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.db import models

from matters.choices import ReformState
from registry.querysets import ScopedQuerySet

IN_WORK = (
    ReformState.DRAFT,
    ReformState.DEPARTMENT_REVIEW,
    ReformState.LEGAL_REVIEW,
    ReformState.APPROVED,
)


class ReformQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return what was carried out to whoever may see any, the rest inside the grants."""
        if not user.has_perm("matters.view_reform"):
            return self.none()
        inside = self.model._default_manager.allowed(user, "matters.view_reform").values("pk")
        return self.filter(models.Q(state=ReformState.CARRIED_OUT) | models.Q(pk__in=inside))

    def in_work(self) -> Self:
        """Return the reforms that are neither carried out nor withdrawn."""
        return self.filter(state__in=IN_WORK)

    def due(self, day: dt.date) -> Self:
        """Return the approved reforms whose day has come."""
        return self.filter(state=ReformState.APPROVED, day__lte=day)


class SuccessionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Return all to whoever may see matters: what took whose place is public."""
        return self if user.has_perm("matters.view_matterversion") else self.none()

    def heirs(self, matters: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """Return the matters that stand today in the place of some, through all reforms.

        A query for each generation; those that nothing took the place of are left out.
        """
        found: set[uuid.UUID] = set()
        asked, known = set(matters), set()
        while asked:
            known |= asked
            pairs = list(self.filter(old__in=asked).values_list("old", "new"))
            succeeded = {old for old, _new in pairs}
            found -= succeeded
            asked = {new for _old, new in pairs} - known
            found |= asked
        return found - set(matters)

    def heirs_of_code(self, code: str) -> set[uuid.UUID]:
        """Return the matters that stand today in the place of those with a code."""
        olds = self.filter(models.Q(old__code__iexact=code) | models.Q(old__national_code=code))
        return self.heirs(olds.values_list("old", flat=True))
