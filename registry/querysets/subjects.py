"""Reads of subjects."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Func, Q

from common.fields import Plane
from registry.grants import scope_filter
from registry.querysets.scoped import ScopedQuerySet

ONE_OF = {"kinds": "kind", "credit_classes": "credit_class", "risk_classes": "risk_class"}
LISTS = {
    "labels": "labels__contains",
    "any_labels": "labels__overlap",
    "lines": "lines__overlap",
}


class SubjectQuerySet(ScopedQuerySet):
    def active(self) -> Self:
        return self.filter(state="active", canonical=None)

    def canonical(self) -> Self:
        """Return the records under which work goes on: those merged into another are left out."""
        return self.filter(canonical=None)

    def in_any_scope(self) -> Self:
        """Return all records: for answers that show nothing of them."""
        return self.all()

    def family_of(self, subject: Any) -> Self:
        """Return everything that is this subject: its record and those merged into the same one."""
        return self.filter(Q(pk=subject.root_id) | Q(canonical=subject.root_id))

    def in_set(self, rule: Mapping[str, Any], region_path: str = "") -> Self:
        """Return the records that fit the rule of a set (``SubjectSet``), in one statement."""
        rows = self.filter(canonical=None, state__in=rule.get("states") or ["active"])
        for name, column in ONE_OF.items():
            if values := rule.get(name):
                rows = rows.filter(**{f"{column}__in": values})
        for name, lookup in LISTS.items():
            if values := rule.get(name):
                rows = rows.filter(**{lookup: values})
        if values := rule.get("no_labels"):
            rows = rows.exclude(labels__overlap=values)
        return rows.filter(region__path__startswith=region_path) if region_path else rows

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


class PartQuerySet(ScopedQuerySet):
    """Rows that belong to a subject are seen by whoever sees it."""

    region_path = "subject__region__path"

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "registry.view_subject")


class RatingQuerySet(PartQuerySet):
    def on(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day)

    def changing_on(self, day: dt.date) -> Self:
        """Return the ratings that begin or end on a day."""
        return self.filter(Q(valid__startswith=day) | Q(valid__endswith=day))


class PairQuerySet(ScopedQuerySet):
    """Two records: who is to judge them may see both."""

    region_path = "first__region__path"

    def allowed(self, user: Any, perm: str) -> Self:
        other = scope_filter(user, perm, department="", region="second__region__path")
        return super().allowed(user, perm).filter(other)

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "registry.merge_subject")


class SetQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return all sets to whoever may see subjects: a rule names no subject."""
        return self if user.has_perm("registry.view_subject") else self.none()


class JobQuerySet(ScopedQuerySet):
    region_path = "region_path"

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "registry.import_subject")


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
