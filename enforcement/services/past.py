"""How often a subject was visited: by tasks of the portal and in earlier years."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from enforcement.choices import VISITS
from enforcement.models import PastInspection, Task, VisitPart
from matters.models import Matter
from registry.models import Department, Subject


def visits_in(subject: Subject, year: int, *, department: Department | None = None) -> int:
    """Return how many visits a subject had in a calendar year, by one department or by all.

    Annual caps count the same authority at the same enterprise (国办发〔2024〕54号); visits that
    another system recorded count like the portal's own, and those of merged records with them. A
    joint visit is one, that of the department that leads it.
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
    joint = VisitPart.objects.together().filter(task=OuterRef("pk"))
    led = joint.filter(visit__department=OuterRef("department")) if department else joint
    own = own.annotate(joint=Subquery(joint.values("visit")[:1]))
    own = own.filter(Q(joint=None) | Exists(led))
    made = own.aggregate(n=Count(Coalesce("joint", "pk"), distinct=True))["n"]
    return past.count() + int(made)


def past_acts_by_matter(year: int, matters: Iterable[Matter | UUID] | None = None) -> Counter[Any]:
    """Return how many inspections of another system each matter had in a year, for coverage."""
    rows = PastInspection.objects.within(dt.date(year, 1, 1), dt.date(year, 12, 31))
    rows = rows.exclude(matter=None)
    if matters is not None:
        rows = rows.filter(matter__in=matters)
    counted = rows.order_by().values("matter").annotate(count=Count("pk"))
    return Counter({each["matter"]: each["count"] for each in counted})
