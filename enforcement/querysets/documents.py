"""Reads of inspection documents and of their templates."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q, QuerySet

from registry.querysets import ScopedQuerySet


class DocumentTemplateQuerySet(QuerySet[Any]):
    def on(self, day: dt.date) -> Self:
        """Return the version of each kind that holds on a day."""
        return self.filter(valid_from__lte=day).order_by("kind", "-number").distinct("kind")


class DocumentQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return those inside the grants that let the user see them, and their own tasks'."""
        scoped = super().visible_to(user).values("pk")
        own = self.filter(task__assignments__officer__user_id=user.pk).values("pk")
        return self.filter(Q(pk__in=scoped) | Q(pk__in=own))

    def standing(self) -> Self:
        return self.filter(voided_at=None)
