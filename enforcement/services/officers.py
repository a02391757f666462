"""Who may go: the officers of the acting body, why some do not fit, and who has the least to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from enforcement.choices import ACTS, OPEN_STATES, Misfit
from enforcement.models import Assignment, Task
from enforcement.rules import tasks as rules
from enforcement.services.steps import is_certified
from registry.models import (
    ConflictDeclaration,
    Department,
    Leave,
    Officer,
    OfficerLoan,
    Region,
    Roster,
)


@dataclass(frozen=True)
class Candidate:
    """An officer of the acting body for one task: why they do not fit, and their open work."""

    officer: Officer
    misfits: list[str]
    open_work: int
    details: dict[str, str] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        return not self.misfits

    @property
    def is_choosable(self) -> bool:
        """Tell whether a dispatcher may choose them, with a reason or without."""
        return self.fits or self.may_be_called_in

    @property
    def why(self) -> list[str]:
        """Return in words why they do not fit, with days where there are any."""
        return [self.details.get(code) or str(Misfit(code).label) for code in self.misfits]

    @property
    def may_be_called_in(self) -> bool:
        """Tell whether a dispatcher may choose them all the same, with a reason."""
        return bool(self.misfits) and rules.CALLABLE.issuperset(self.misfits)


def needed(kind: str) -> int:
    """Return how many officers a task takes: two inspect (行政处罚法 art. 42), else one does."""
    return 2 if kind in ACTS else 1


def candidates(task: Task) -> list[Candidate]:
    """Return the officers who could be thought of for one task (``Bench.candidates``)."""
    return Bench.of([task]).candidates(task)


@dataclass(frozen=True)
class Bench:
    """The officers of the bodies that act on some tasks, and what keeps them from work today.

    Loaded once for all of the tasks, however many, in four queries.
    """

    staff: list[Any]
    leaves: dict[Any, Leave]
    loans: dict[Any, OfficerLoan]
    conflicts: set[tuple[Any, Any]]
    work: dict[Any, int]

    @classmethod
    def of(cls, tasks: Iterable[Task]) -> Self:
        """Load the officers who could be thought of for any of the tasks."""
        tasks = list(tasks)
        today = workdays.today()
        staff = list(_staff(tasks))
        interests = ConflictDeclaration.objects.on(today).filter(officer__in=staff)
        interests = interests.annotate(root=Coalesce("subject__canonical", "subject")).filter(
            root__in={task.subject.root_id for task in tasks}
        )
        return cls(
            staff,
            {row.officer_id: row for row in Leave.objects.on(today).filter(officer__in=staff)},
            {
                row.officer_id: row
                for row in OfficerLoan.objects.on(today)
                .filter(officer__in=staff)
                .select_related("to_department")
            },
            set(interests.values_list("officer", "root")),
            {officer.pk: officer.open_work for officer in staff},
        )

    def candidates(self, task: Task) -> list[Candidate]:
        """Return who could be thought of for a task, those who fit first, then the least busy.

        An act is done by officers of the acting department itself and those lent to it; other work
        also by those below it whose territory holds the place.
        """
        found = [
            Candidate(
                officer,
                rules.misfits(
                    rules.Candidate(
                        is_active=officer.user.is_active,
                        is_certified=is_certified(officer),
                        on_duty=officer.is_on_duty,
                        lines=officer.lines,
                        has_conflict=(officer.pk, task.subject.root_id) in self.conflicts,
                        is_on_leave=officer.pk in self.leaves,
                        is_lent_out=self._is_elsewhere(officer, task),
                    ),
                    line=task.line,
                    is_act=task.kind in ACTS,
                ),
                self.work[officer.pk],
                self.details(officer),
            )
            for officer in self.staff
            if self._is_staff(officer, task)
        ]
        return sorted(found, key=lambda each: (len(each.misfits), each.open_work, each.officer.pk))

    def give(self, officers: Iterable[Officer]) -> None:
        """Count one more piece of open work for each of the officers."""
        for officer in officers:
            self.work[officer.pk] += 1

    def _is_staff(self, officer: Officer, task: Task) -> bool:
        if task.kind not in ACTS:
            home = officer.department
            below = home.path.startswith(task.department.path)
            return below and task.region.path.startswith(home.region.path)
        loan = self.loans.get(officer.pk)
        is_borrowed = loan is not None and loan.to_department_id == task.department_id
        return officer.department_id == task.department_id or is_borrowed

    def _is_elsewhere(self, officer: Officer, task: Task) -> bool:
        """Tell whether the officer works for a body today that is not the acting one."""
        loan = self.loans.get(officer.pk)
        return loan is not None and not loan.to_department.path.startswith(task.department.path)

    def details(self, officer: Officer) -> dict[str, str]:
        """Return the sentences that say more than the mere word."""
        said = {}
        if (leave := self.leaves.get(officer.pk)) and leave.last_day:
            said["on_leave"] = _("%(kind)s until %(day)s") % {
                "kind": leave.get_kind_display(),
                "day": leave.last_day,
            }
        if (loan := self.loans.get(officer.pk)) and loan.last_day:
            said["lent_out"] = _("lent to %(body)s until %(day)s") % {
                "body": loan.to_department.named,
                "day": loan.last_day,
            }
        if (last := officer.last_valid_day) and last < workdays.today():
            said["uncertified"] = _("certificate ended on %(day)s") % {"day": last}
        return said


def acting_departments(top: Department, *, line: str, region: Region) -> list[Department]:
    """Return the departments of the line below ``top`` that are competent in the region.

    The lowest comes first; ``top`` itself where there is none.
    """
    competent = (
        Department.objects.within(top.path)
        .in_force(workdays.today())
        .filter(lines__contains=[line])
        .alias(place=Value(region.path))
        .filter(place__startswith=F("region__path"))
        .select_related("region")
        .order_by("-level", "code")
    )
    return list(competent) or [top]


def _staff(tasks: list[Task]) -> QuerySet[Officer, Any]:
    acting = {task.department_id for task in tasks if task.kind in ACTS}
    lent = OfficerLoan.objects.on(workdays.today()).filter(to_department__in=acting)
    wanted = Q(department__in=acting) | Q(pk__in=lent.values("officer"))
    for top in {task.department.path for task in tasks if task.kind not in ACTS}:
        wanted |= Q(department__path__startswith=top)
    return standing(Officer.objects.filter(wanted))


def standing(staff: QuerySet[Officer, Any]) -> QuerySet[Officer, Any]:
    """Annotate officers with their ``open_work`` and whether they are ``is_on_duty`` now."""
    work = (
        Assignment.objects.filter(
            officer=OuterRef("pk"), ended_at=None, task__state__in=OPEN_STATES
        )
        .order_by()
        .values("officer")
        .annotate(count=Count("pk"))
        .values("count")
    )
    duty = Roster.objects.filter(officer=OuterRef("pk"), duty__contains=timezone.now())
    with_work: QuerySet[Officer, Any] = staff.select_related("user", "department__region").annotate(
        open_work=Coalesce(Subquery(work, output_field=IntegerField()), 0),
        is_on_duty=Exists(duty),
    )
    return with_work


def on_duty(staff: QuerySet[Officer, Any], most: int) -> list[Officer]:
    """Return who is on duty now, those with the least open work first."""
    rows: Any = standing(staff)
    now = rows.filter(is_on_duty=True, user__is_active=True)
    return list(now.order_by("open_work", "pk")[:most])
