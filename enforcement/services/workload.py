"""What a plan asks of its offices: objects, draws, visits and officer-days, counted in SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from common import workdays
from enforcement.choices import OPEN_STATES, RiskList, TaskState
from enforcement.models import Plan
from enforcement.rules import plans as rules
from enforcement.services import caps
from enforcement.services.plans import objects_of
from registry.models import Department, Officer


@dataclass(frozen=True)
class Part:
    """One class of a plan with what comes of it."""

    stratum: rules.Stratum
    objects: int
    at_cap: int
    left_alone: int

    @property
    def risk_list(self) -> RiskList:
        """Return the list that the class is on."""
        return RiskList(self.stratum.risk_list)

    @property
    def able(self) -> int:
        """Return how many objects may be drawn."""
        return max(self.objects - self.at_cap - self.left_alone, 0)

    @property
    def drawn(self) -> int:
        return min(self.stratum.drawn(self.objects), self.able)

    @property
    def visits(self) -> int:
        return self.drawn * self.stratum.times

    @property
    def percent(self) -> Decimal:
        return (self.stratum.ratio * 100).normalize()


@dataclass
class Office:
    """What one office has to do, and with how many certified officers."""

    department: Department
    objects: int = 0
    visits: int = 0
    officers: int = 0
    days: Decimal = Decimal(0)
    is_member: bool = False

    @property
    def days_each(self) -> Decimal | None:
        """Return the days of each of its officers; None where it has none."""
        return (self.days / self.officers).quantize(Decimal("0.1")) if self.officers else None


@dataclass
class Workload:
    """A plan simulated: by class, by office, in all. ``saved`` are visits that merging saves."""

    parts: list[Part] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    saved: int = 0

    @property
    def objects(self) -> int:
        return sum(part.objects for part in self.parts)

    @property
    def at_cap(self) -> int:
        return sum(part.at_cap for part in self.parts)

    @property
    def left_alone(self) -> int:
        return sum(part.left_alone for part in self.parts)

    @property
    def drawn(self) -> int:
        return sum(part.drawn for part in self.parts)

    @property
    def visits(self) -> int:
        return sum(part.visits for part in self.parts)

    @property
    def own_visits(self) -> int:
        """Return the visits that are left when those are taken off that another plan makes."""
        return max(self.visits - self.saved, 0)

    @property
    def days(self) -> Decimal:
        return sum((each.days for each in self.offices), Decimal(0))

    @property
    def most_visits(self) -> int:
        """Return the visits of the busiest office, at least one: the scale of the chart."""
        return max([each.visits for each in self.offices] + [1])


def simulate(plan: Plan) -> Workload:
    """Count what a plan would ask of its offices if it were drawn today."""
    counts: dict[str, Counter[Any]] = defaultdict(Counter)
    grouped = objects_of(plan).order_by().values_list(plan.scheme, "region__path")
    for grade, path, count in grouped.annotate(count=Count("pk")):
        counts[grade][path] += count
    full, alone = _excluded(plan)
    parts = [
        Part(each, counts[each.grade].total(), full[each.grade], alone[each.grade])
        for each in plan.strata()
    ]
    saved = sum(plan.joined.standing().values_list("visits_saved", flat=True))
    found = Workload(parts=parts, saved=saved)
    found.offices = _offices(plan, found, counts)
    return found


def _excluded(plan: Plan) -> tuple[Counter[str], Counter[str]]:
    """Count by class who has had the visits of the year, and who is to be left alone."""
    drawn = [each.grade for each in plan.strata() if each.risk_list != RiskList.NO_DISTURB]
    rows = objects_of(plan).filter(**{f"{plan.scheme}__in": drawn})
    alone = caps.no_disturb(rows, workdays.today(), department=plan.department)
    full = caps.at_cap(plan.department, rows, plan.year).exclude(pk__in=alone.values("pk"))

    def by_class(found: Any) -> Counter[str]:
        grouped = found.order_by().values_list(plan.scheme)
        return Counter(dict(grouped.annotate(count=Count("pk", distinct=True))))

    return by_class(full.values("pk", plan.scheme)), by_class(alone)


def _offices(plan: Plan, found: Workload, counts: dict[str, Counter[Any]]) -> list[Office]:
    """Share the visits out to the lead's offices by where the objects lie; members go along."""
    places = _nearest(plan)
    offices: dict[Any, Office] = {}
    shares: dict[Any, Decimal] = defaultdict(Decimal)
    for part in found.parts:
        for path, count in counts[part.stratum.grade].items():
            department = next((d for start, d in places if path.startswith(start)), plan.department)
            office = offices.setdefault(department.pk, Office(department))
            office.objects += count
            shares[department.pk] += Decimal(part.visits * count) / max(part.objects, 1)
    for pk, visits in _rounded(shares, found.visits).items():
        offices[pk].visits = visits
    members = [
        Office(each.department, found.objects, found.visits, is_member=True)
        for each in plan.members.select_related("department")
    ]
    rows = sorted(offices.values(), key=lambda each: -each.visits) + members
    officers = _officers(each.department.pk for each in rows)
    for each in rows:
        each.officers = officers[each.department.pk]
        each.days = rules.officer_days(each.visits, plan.hours)
    return rows


def _nearest(plan: Plan) -> list[tuple[str, Department]]:
    """Return the lead's offices by the region they lie in, the smallest region first."""
    below = Department.objects.filter(path__startswith=plan.department.path)
    rows = below.select_related("region").order_by("path")
    found = {each.region.path: each for each in reversed(rows)}
    return sorted(found.items(), key=lambda each: len(each[0]), reverse=True)


def _rounded(shares: dict[Any, Decimal], total: int) -> dict[Any, int]:
    """Round shares to whole visits that add up to the total, the largest remainders first."""
    whole = {pk: int(share) for pk, share in shares.items()}
    rest = sorted(shares, key=lambda pk: shares[pk] - whole[pk], reverse=True)
    for pk in rest[: max(total - sum(whole.values()), 0)]:
        whole[pk] += 1
    return whole


def _officers(departments: Iterable[Any]) -> Counter[Any]:
    today = workdays.today()
    rows = Officer.objects.filter(
        department__in=list(departments), valid__contains=today, user__is_active=True
    )
    return Counter(dict(rows.order_by().values_list("department").annotate(count=Count("pk"))))


@dataclass(frozen=True)
class Progress:
    """How far one department has come with a plan."""

    department: Department
    total: int
    done: int
    under_way: int
    waiting: int
    late: int

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


def completion(plan: Plan) -> list[Progress]:
    """Return how far each department has come, by one statement over the tasks of the plan."""
    waiting = [TaskState.DRAFTED, TaskState.APPROVED, TaskState.RETURNED]
    rows = (
        plan.tasks.exclude(state=TaskState.CANCELLED)
        .order_by()
        .values("department")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=TaskState.CLOSED)),
            waiting=Count("pk", filter=Q(state__in=waiting)),
            open=Count("pk", filter=Q(state__in=OPEN_STATES)),
            late=Count("pk", filter=Q(state__in=OPEN_STATES, due_at__lt=timezone.now())),
        )
    )
    found = list(rows)
    named = Department.objects.in_bulk([each["department"] for each in found])
    progress = [
        Progress(
            named[each["department"]],
            each["total"],
            each["done"],
            each["open"] - each["waiting"],
            each["waiting"],
            each["late"],
        )
        for each in found
    ]
    return sorted(progress, key=lambda each: each.department.path)
