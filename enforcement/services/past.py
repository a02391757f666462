"""How often a subject was visited: by tasks of the portal and in earlier years."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count

from enforcement.choices import VISITS
from enforcement.models import PastInspection, Task
from matters.models import Matter
from registry.models import Department, Subject


def visits_in(subject: Subject, year: int, *, department: Department | None = None) -> int:
    """Return how many visits a subject had in a calendar year, by one department or by all.

    Annual caps count the same authority at the same enterprise (国办发〔2024〕54号); visits that
    another system recorded count like the portal's own, and those of merged records with them.
    """
    same = subject.same_ids()
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    past = PastInspection.objects.visits().within(first, last).filter(subject__in=same)
    own = Task.objects.filter(
        subject__in=same,
        kind__in=VISITS,
        inspections__sent_back_at=None,
        inspections__submitted_at__year=year,
    )
    if department is not None:
        past, own = past.filter(department=department), own.filter(department=department)
    return past.count() + own.distinct().count()


def past_acts_by_matter(year: int, matters: Iterable[Matter | UUID] | None = None) -> Counter[Any]:
    """Return how many inspections of another system each matter had in a year, for coverage."""
    rows = PastInspection.objects.within(dt.date(year, 1, 1), dt.date(year, 12, 31))
    rows = rows.exclude(matter=None)
    if matters is not None:
        rows = rows.filter(matter__in=matters)
    counted = rows.order_by().values("matter").annotate(count=Count("pk"))
    return Counter({each["matter"]: each["count"] for each in counted})
