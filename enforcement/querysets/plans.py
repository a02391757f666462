"""Reads of plans, of caps on visits, of those to be left alone."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from enforcement.choices import BEFORE_PUBLICATION, IN_EFFECT, PlanState
from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet


class PlanQuerySet(ScopedQuerySet):
    department_path = "department__path"

    def visible_to(self, user: Any) -> Self:
        """Return the plans inside the user's grants, and those in which their department helps."""
        return self._theirs(user, "enforcement.view_plan")

    def _theirs(self, user: Any, perm: str) -> Self:
        members = self.model._meta.get_field("members").related_model
        helped = members.objects.allowed(user, perm).values("plan")
        return self.filter(Q(pk__in=self.allowed(user, perm).values("pk")) | Q(pk__in=helped))

    def in_effect(self) -> Self:
        return self.filter(state__in=IN_EFFECT)

    def before_publication(self) -> Self:
        return self.filter(state__in=BEFORE_PUBLICATION)

    def public(self) -> Self:
        """Return the plans that anybody may read: what is published stays as it is."""
        return self.exclude(state__in=BEFORE_PUBLICATION)

    def standing(self) -> Self:
        """Return the plans that are not closed."""
        return self.exclude(state=PlanState.CLOSED)

    def beside(self, plan: Any, *, days: int) -> Self:
        """Return the other plans of about the same time whose content is related.

        Content is related where matters, forms or lines of business are shared.
        """
        span = dt.timedelta(days=days)
        matters = plan.matters.values("matter")
        forms = plan.matters.values("checklist")
        lines = plan.matters.values("matter__versions__line").exclude(matter__versions__line="")
        related = (
            Q(matters__matter__in=matters)
            | Q(matters__checklist__in=forms)
            | Q(matters__matter__versions__line__in=lines)
        )
        near = self.standing().exclude(pk=plan.pk).filter(year=plan.year)
        near = near.filter(
            window__startswith__lt=plan.window.upper + span,
            window__endswith__gt=plan.window.lower - span,
        )
        return near.filter(pk__in=self.model.objects.filter(related).values("pk"))


class PlanMemberQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"


class PlanMergerQuerySet(ScopedQuerySet):
    department_path = "plan__department__path"
    region_path = "plan__region__path"

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class VisitCapQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def in_force(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day)


class NoDisturbQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "subject__region__path"

    def allowed(self, user: Any, perm: str) -> Self:
        """Return rows inside the grants; one for all departments belongs to those of its place."""
        for_all = scope_filter(user, perm, department="", region=self.region_path)
        named = super().allowed(user, perm).values("pk")
        return self.filter(Q(pk__in=named) | Q(for_all, department=None))

    def on(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day, ended_at=None)

    def binding(self, department: Any) -> Self:
        """Return the rows that bind a department: its own and those of nobody in particular."""
        return self.filter(Q(department=None) | Q(department=department))
