"""Reads of policies and standards."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from matters.choices import VersionState
from registry.querysets import ScopedQuerySet


class PolicyVersionQuerySet(ScopedQuerySet):
    """Versions of policies; a draft belongs to the department that answers for it."""

    department_path = "policy__department__path"
    region_path = "policy__department__region__path"

    def in_force(self, day: dt.date) -> Self:
        """Return the published versions in force on a legal day."""
        return self.filter(state=VersionState.PUBLISHED, valid__contains=day)

    def visible_to(self, user: Any) -> Self:
        """Return what has left the drafter's desk to staff, and drafts inside the grants."""
        if not user.has_perm("matters.view_policy"):
            return self.none()
        drafts = self.model._default_manager.allowed(user, "matters.view_policy").values("pk")
        return self.filter(
            Q(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.REVOKED))
            | Q(pk__in=drafts)
        )

    def public(self, day: dt.date) -> Self:
        """Return what anybody may read: in force, and marked as open."""
        return self.in_force(day).filter(is_public=True)

    def expiring(self, day: dt.date) -> Self:
        """Return the versions in force whose time to remind of their end has come."""
        return self.in_force(day).filter(
            expires_on__isnull=False,
            expires_on__lte=models.ExpressionWrapper(
                models.Value(day) + models.F("remind_days"), output_field=models.DateField()
            ),
        )

    def of_matter(self, matter: Any, day: dt.date) -> Self:
        """Return the documents in force that belong to a matter."""
        rows = self.in_force(day).filter(matters=matter).select_related("policy")
        return rows.order_by("policy__kind", "policy__code")

    def for_place(self, path: str, lines: list[str]) -> Self:
        """Return what applies in a place (a region's path) to lines of business."""
        upwards = [f"{path[: at + 1]}" for at, char in enumerate(path) if char == "/"]
        return self.filter(
            Q(regions=None) | Q(regions__path__in=upwards), Q(lines=[]) | Q(lines__overlap=lines)
        ).distinct()


class DiscretionGroundQuerySet(models.QuerySet[Any]):
    """Grounds of discretion benchmarks."""

    def in_force(self, day: dt.date) -> Self:
        """Return the grounds of benchmarks in force on a legal day."""
        return self.filter(version__state=VersionState.PUBLISHED, version__valid__contains=day)

    def named(self, ground: str) -> Self:
        """Return the grounds with this code, or with these words."""
        return self.filter(Q(code=ground) | Q(act=ground) | Q(act_en=ground))

    def visible_to(self, user: Any) -> Self:
        """Return the grounds of the benchmarks that somebody may see."""
        versions = self.model._meta.get_field("version").related_model
        return self.filter(version__in=versions.objects.visible_to(user))
