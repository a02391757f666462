"""Reads of subjects."""

from typing import Any, Self

from django.db import models
from django.db.models import Func, Q

from common.fields import Plane
from registry.querysets.scoped import ScopedQuerySet


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
