"""Reads of who and where; ``allowed`` is the only way in for a person."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Func, Q

from common import workdays
from common.fields import Plane
from registry.grants import scope_filter


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a department and a region.

    ``department_path`` and ``region_path`` name the path columns; empty where there is none.
    """

    department_path: ClassVar[str] = ""
    region_path: ClassVar[str] = "region__path"

    def allowed(self, user: Any, perm: str) -> Self:
        """Return rows inside a grant of ``user`` that carries ``perm``: the fetch for an act."""
        return self.filter(
            scope_filter(user, perm, department=self.department_path, region=self.region_path)
        )

    def visible_to(self, user: Any) -> Self:
        """Return the rows that ``user`` may see."""
        return self.allowed(
            user, f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        )


class RegionQuerySet(ScopedQuerySet):
    region_path = "path"

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)


class DepartmentQuerySet(ScopedQuerySet):
    department_path = "path"

    def visible_to(self, user: Any) -> Self:
        """Return all departments to whoever may see any: which authorities there are is public."""
        return self if user.has_perm("registry.view_department") else self.none()

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)


class OfficerQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"


class GrantQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Return grants that are not revoked and not expired."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=workdays.today()), revoked_at=None
        )

    def carrying(self, perm: str) -> Self:
        """Return grants whose role carries ``app.permission``."""
        app_label, _, codename = perm.partition(".")
        return self.filter(
            role__permissions__codename=codename,
            role__permissions__content_type__app_label=app_label,
        )

    def over_region(self, path: str) -> Self:
        """Return grants whose region subtree holds the region of ``path``."""
        return self.alias(place=models.Value(path)).filter(
            Q(region=None) | Q(place__startswith=models.F("region__path"))
        )


class SubjectQuerySet(ScopedQuerySet):
    def active(self) -> Self:
        return self.filter(state="active", canonical=None)

    def near(self, xy: Plane, metres: float) -> Self:
        """Return subjects within ``metres`` of a point, nearest first, annotated ``distance_m``."""
        point = models.Value(
            f"({xy[0]!r},{xy[1]!r})", output_field=self.model._meta.get_field("xy")
        )
        circle = Func(
            point, models.Value(metres), function="circle", output_field=models.TextField()
        )
        return (
            self.filter(InCircle(models.F("xy"), circle))
            .annotate(distance_m=Distance(models.F("xy"), point))
            .order_by("distance_m")
        )

    def linked_from(self, subject: Any, kind: str) -> Self:
        """Return subjects that a link of ``kind`` leads to from ``subject``."""
        return self.filter(links_in__source=subject, links_in__kind=kind)

    def joined_with(self, subject: Any) -> Self:
        """Return subjects that a link joins with ``subject``, in either direction."""
        ends = subject.links_out.values("target"), subject.links_in.values("source")
        return self.filter(Q(pk__in=ends[0]) | Q(pk__in=ends[1])).order_by("kind", "code")


class InCircle(Func):
    """``point <@ circle``: answered by the GiST index."""

    template = "(%(expressions)s)"
    arg_joiner = " <@ "
    output_field = models.BooleanField()
    conditional = True


class Distance(Func):
    """Metres between two points of the plane."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = models.FloatField()
