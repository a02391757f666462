"""Reads of what departments ask of each other, and how they answer."""

import datetime as dt
from typing import Any, Self

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q

from enforcement.choices.collaborations import AWAITED, CollaborationState
from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet


class Median(Aggregate):
    """The middle of the values (``percentile_cont(0.5)``)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


class CollaborationQuerySet(ScopedQuerySet):
    """Requests are answered by the asked department; both departments see them."""

    department_path = "to_department__path"
    region_path = "to_department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return what lies inside the grants by the one who asks or by the one who is asked."""
        perm = "enforcement.view_collaboration"
        asked = self.allowed(user, perm).values("pk")
        return self.filter(_asking(user, perm) | Q(pk__in=asked))

    def asked_by(self, user: Any, perm: str) -> Self:
        """Return what departments inside the user's grants of a permission ask of others."""
        return self.filter(_asking(user, perm))

    def awaited(self) -> Self:
        return self.filter(state__in=AWAITED)

    def late(self, at: dt.datetime) -> Self:
        """Return those whose answer is missing after its time."""
        return self.awaited().filter(due_at__lt=at)

    def unreceived(self, at: dt.datetime) -> Self:
        """Return those whose receipt is missing after its time."""
        return self.filter(state=CollaborationState.ASKED, receipt_due_at__lt=at)

    def by_department(self, at: dt.datetime) -> Any:
        """Return one row for each asked department: how much was asked of it and how it answered.

        ``in_time`` and ``after_time`` were answered, ``refused`` with a reason, ``late`` owe an
        answer past its time, ``pending`` are still in time; ``receipt`` is the median time to the
        receipt.
        """
        answered = Q(state=CollaborationState.ANSWERED)
        owed = Q(state__in=AWAITED, due_at__lt=at)
        counted = (
            self.exclude(state=CollaborationState.WITHDRAWN)
            .order_by()
            .values(
                "to_department", "to_department__name", "to_department__name_en",
                "to_department__path",
            )
            .annotate(
                asked=Count("pk"),
                in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
                after_time=Count("pk", filter=answered & Q(answered_at__gt=F("due_at"))),
                refused=Count("pk", filter=Q(state=CollaborationState.REFUSED)),
                late=Count("pk", filter=owed),
                pending=Count("pk", filter=Q(state__in=AWAITED, due_at__gte=at)),
                receipt=Median(
                    ExpressionWrapper(
                        F("received_at") - F("created_at"), output_field=DurationField()
                    ),
                    output_field=DurationField(),
                ),
            )
        )  # fmt: skip
        return counted.order_by("to_department__path")


def _asking(user: Any, perm: str) -> Q:
    return scope_filter(
        user, perm, department="from_department__path", region="from_department__region__path"
    )
