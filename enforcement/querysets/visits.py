"""Reads of joint visits and of their parts."""

from typing import Any, Self

from django.db.models import Count

from enforcement.choices.visits import STANDING_PARTS, TOGETHER, PartState
from registry.querysets import ScopedQuerySet


class VisitQuerySet(ScopedQuerySet):
    department_path = "department__path"

    def visible_to(self, user: Any) -> Self:
        """Return the visits of which the user may see a part."""
        parts = self.model._meta.get_field("parts").related_model.objects
        return self.filter(pk__in=parts.visible_to(user).values("visit"))

    def with_departments(self) -> Self:
        """Annotate ``departments``, how many come or are asked to come."""
        named = Count("parts__task__department", distinct=True)
        return self.annotate(departments=named)


class VisitPartQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return the parts whose task the user may see."""
        tasks = self.model._meta.get_field("task").related_model.objects
        return self.filter(task__in=tasks.visible_to(user).values("pk"))

    def standing(self) -> Self:
        return self.filter(state__in=STANDING_PARTS)

    def agreed(self) -> Self:
        return self.filter(state=PartState.AGREED)

    def together(self) -> Self:
        """Return the parts of visits that are made, or were made, as one."""
        return self.agreed().filter(visit__state__in=TOGETHER)
