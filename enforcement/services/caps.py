"""Caps on visits, objects that are left alone, and the alarm where two departments come at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import Event, User
from enforcement.choices import COMING_STATES, VISITS, CapGround, TaskKind
from enforcement.models import NoDisturb, PastInspection, Task, VisitCap, VisitPart
from enforcement.rules import caps as rules
from matters.choices import ImplementationState
from matters.models import Claim, Matter
from registry.models import Department, Subject
from registry.querysets import SubjectQuerySet


class VisitsLeft(Func):
    """``visits_left`` of the database: the cap that binds, less the visits made and under way."""

    function = "visits_left"
    output_field = IntegerField()


def visits_left(
    department: Department, subjects: SubjectQuerySet, year: int, *, line: str = ""
) -> SubjectQuerySet:
    """Annotate subjects with ``visits_left``, how often the department may still come this year.

    Visits that another system recorded count like the portal's own, and so do those under way.
    """
    counted: SubjectQuerySet = subjects.annotate(visits_left=_left(department, F("pk"), line, year))
    return counted


def at_cap(
    department: Department, subjects: SubjectQuerySet, year: int, *, line: str = ""
) -> SubjectQuerySet:
    """Return those of the subjects at which the department has used up the visits of a year.

    Only subjects that it has visited are counted one by one, so that it is quick over millions.
    """
    seen = visits_left(department, subjects.filter(_visited_by(department, year)), year, line=line)
    return seen.filter(visits_left__lte=0)


def at_cap_under(
    matter: Matter, department: Department, subjects: SubjectQuerySet, year: int, *, line: str
) -> SubjectQuerySet:
    """Return those of the subjects that may not be visited under a matter any more this year.

    By the department, or by one below it that has claimed the matter or is entrusted with it, whose
    implementation list may allow fewer visits than the caps do. Only visits are looked at, so that
    it is quick over millions.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    below = Q(department__path__startswith=department.path)
    past = PastInspection.objects.visits().within(first, last)
    full = [
        rows.filter(below)
        .annotate(root=Coalesce("subject__canonical", "subject"), claim_here=_claim_of(matter))
        .exclude(claim_here=None)
        .values("department", "root", "claim_here")
        .distinct()
        .annotate(left=_left_under(line, year))
        .filter(left__lte=0)
        .values("root")
        for rows in (Task.objects.filter(kind__in=VISITS), past)
    ]
    own = at_cap(department, subjects, year, line=line).values("pk")
    return subjects.filter(Q(pk__in=own) | Q(pk__in=full[0]) | Q(pk__in=full[1]))


def no_disturb(
    subjects: SubjectQuerySet, day: dt.date, *, department: Department | None = None
) -> SubjectQuerySet:
    """Return those of the subjects that are to be left alone on a day.

    Without a department those whom all departments leave alone.
    """
    rows = NoDisturb.objects.on(day).filter(Q(department=None) | Q(department=department))
    return subjects.filter(pk__in=rows.values(root=Coalesce("subject__canonical", "subject")))


def require(task: Task) -> None:
    """Refuse a visit over the cap or in a no-disturb period; mark one that stands outside both.

    Called by every act that approves or sends out a task; the database counts once more. A joint
    visit counts once, for the department that leads it: who comes along uses up none.
    """
    if task.kind not in VISITS:
        return
    if not task.outside_cap and (ground := rules.ground(task.kind, task.source, task.origin)):
        task.outside_cap = ground
        task.save(update_fields=["outside_cap"])
    if task.outside_cap or task.kind != TaskKind.ON_SITE:
        return
    _keep_undisturbed(task)
    _keep_cap(task)


def fits(task: Task) -> bool:
    """Tell whether a visit would be let through now: under the cap, and nobody to be left alone."""
    try:
        with transaction.atomic():
            _keep_undisturbed(task)
            _keep_cap(task)
    except RuleError:
        return False
    return True


@transaction.atomic
def stand_outside(task: Task, *, ground: str, by: User, basis: str) -> Task:
    """Say why a task stands outside the cap: a complaint, a referral, a clue, the firm's request.

    It counts as a visit all the same. Emits ``enforcement.task_outside_cap``.
    """
    task.outside_cap = CapGround(ground)
    task.save(update_fields=["outside_cap"])
    emit(
        "enforcement.task_outside_cap",
        task,
        subject=task.subject_id,
        facts={"ground": ground},
        by=by,
        basis=basis,
    )
    return task


@transaction.atomic
def set_cap(
    *, first_day: dt.date, last_day: dt.date | None, by: User, basis: str, **content: Any
) -> VisitCap:
    """Set how often departments may come to objects in a year. Emits ``enforcement.cap_set``."""
    row = VisitCap.objects.create(valid=days(first_day, last_day), basis=basis, **content)
    emit("enforcement.cap_set", row, facts={"limit": row.limit}, by=by, basis=basis)
    return row


@transaction.atomic
def amend_cap(
    row: VisitCap, *, limit: int, last_day: dt.date | None, by: User, basis: str
) -> VisitCap:
    """Change how often a cap lets departments come, or end it; ``basis`` says by which rule.

    Emits ``enforcement.cap_amended`` with the limit that stood before.
    """
    held = VisitCap.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if last_day is not None and last_day < held.valid.lower:
        raise RuleError("too_early", _("It cannot end before its first day."), field="last_day")
    facts = {"limit": limit, "was": held.limit}
    row.limit, row.basis, row.valid = limit, basis, days(held.valid.lower, last_day)
    row.save(update_fields=["limit", "basis", "valid"])
    emit("enforcement.cap_amended", row, facts=facts, by=by, basis=basis)
    return row


def days(first: dt.date, last: dt.date | None) -> DateRange:
    """Return the days from a first to a last one, without end where there is none."""
    return DateRange(first, last + dt.timedelta(days=1) if last else None)


@transaction.atomic
def leave_alone(
    subject: Subject,
    *,
    reason: str,
    valid: DateRange,
    by: User,
    department: Department | None = None,
) -> NoDisturb:
    """Put a subject on the no-disturb list for a time. Emits ``enforcement.no_disturb_entered``."""
    row = NoDisturb.objects.create(
        subject_id=subject.root_id,
        department=department,
        reason=reason,
        valid=valid,
        entered_by=by.pk,
    )
    emit("enforcement.no_disturb_entered", row, subject=row.subject_id, by=by, basis=reason)
    return row


@transaction.atomic
def end_leaving_alone(row: NoDisturb, *, by: User, reason: str) -> NoDisturb:
    """Take a subject off the no-disturb list. Emits ``enforcement.no_disturb_ended``."""
    if NoDisturb.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
        row.refresh_from_db(fields=["ended_at"])
        emit("enforcement.no_disturb_ended", row, subject=row.subject_id, by=by, basis=reason)
    return row


@dataclass(frozen=True)
class Neighbour:
    """A visit of another department at the same object within the days of the alarm."""

    department: Department
    day: dt.date
    task: Task | None = None


def neighbours(task: Task) -> list[Neighbour]:
    """Return the visits of other departments at the object within 30 days of this one.

    Visits made, under way, and taken over from other systems; the newest first. Who comes along in
    a joint visit is no neighbour.
    """
    if task.kind not in VISITS:
        return []
    family = task.subject.same_ids()
    day = _day_of(task)
    span = dt.timedelta(days=rules.ALARM_DAYS)
    done = Q(inspections__sent_back_at=None, inspections__submitted_at__isnull=False)
    others = (
        Task.objects.filter(Q(state__in=COMING_STATES) | done, subject__in=family, kind__in=VISITS)
        .exclude(department=task.department_id)
        .exclude(pk__in=_companions(task))
        .distinct()
        .select_related("department")
        .prefetch_related("inspections")
    )
    near = [Neighbour(each.department, _day_of(each), each) for each in others]
    past = (
        PastInspection.objects.visits()
        .within(day - span, day + span)
        .filter(subject__in=family)
        .exclude(department=task.department_id)
        .select_related("department")
    )
    near += [Neighbour(each.department, each.day) for each in past]
    found = [each for each in near if rules.is_close(each.day, day)]
    return sorted(found, key=lambda each: each.day, reverse=True)


def raise_alarm(
    task: Task, *, by: User | None = None, cause: Event | None = None
) -> list[Neighbour]:
    """Look for visits of other departments near to one that goes out, and tell both.

    Emits ``enforcement.visits_collide`` once for a task.
    """
    found = neighbours(task)
    if found:
        emit(
            "enforcement.visits_collide",
            task,
            subject=task.subject_id,
            facts={
                "departments": sorted({str(each.department.pk) for each in found}),
                "tasks": [str(each.task.pk) for each in found if each.task],
            },
            by=by,
            cause=cause,
        )
    return found


def _companions(task: Task) -> Any:
    """Return the tasks that are made in one joint visit with this one."""
    own = VisitPart.objects.together().filter(task=task).values("visit")
    return VisitPart.objects.together().filter(visit__in=own).values("task")


def _keep_undisturbed(task: Task) -> None:
    rows = NoDisturb.objects.on(workdays.today()).binding(task.department)
    row = rows.filter(subject__in=task.subject.same_ids()).first()
    if row is not None:
        raise RuleError(
            "no_disturb",
            _(
                "%(subject)s is left alone until %(day)s: %(reason)s. A visit needs a complaint, a "
                "referral, a clue from monitoring or the firm's own request."
            )
            % {
                "subject": task.subject.named,
                "day": row.valid.upper - dt.timedelta(days=1) if row.valid.upper else "–",
                "reason": row.reason,
            },
        )


def _keep_cap(task: Task) -> None:
    """Count under the lock that the database takes too, so that the words come before its no."""
    asked, year = (task.department_id, task.subject_id), workdays.today().year
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"cap|{task.department_id}|{task.subject.root_id}"],
        )
        cursor.execute(
            "SELECT visits_left_under(%s, %s, %s, %s, %s, %s), visits_made(%s, %s, '', %s, %s), "
            "comes_along(%s)",
            [task.claim_id, *asked, task.line, year, task.pk, *asked, year, task.pk, task.pk],
        )
        left, made, comes_along = cursor.fetchone()
    if left < 1 and not comes_along:
        raise RuleError(
            "at_cap",
            _(
                "%(subject)s has had %(made)d visits by %(department)s this year, as many as it "
                "may have. A further one needs a complaint, a referral, a clue from monitoring or "
                "the firm's own request; or it is done without a visit."
            )
            % {
                "subject": task.subject.named,
                "made": made,
                "department": task.department.named,
            },
            made=made,
        )


def _left(department: Department, subject: Any, line: str, year: int) -> VisitsLeft:
    return VisitsLeft(
        Value(department.pk, UUIDField()),
        subject,
        Value(line),
        Value(year),
        Value(None, UUIDField()),
    )


def _claim_of(matter: Matter) -> Subquery:
    """Return the claim of a matter under which the department of a row acts."""
    entrusted = Q(
        implementations__entrusted=OuterRef("department"),
        implementations__state=ImplementationState.PUBLISHED,
    )
    claims = Claim.objects.standing().filter(matter=matter)
    claims = claims.filter(Q(department=OuterRef("department")) | entrusted)
    return Subquery(claims.order_by("pk").values("pk")[:1])


def _left_under(line: str, year: int) -> Func:
    """Return how often the department of a row may still come under its claim."""
    return Func(
        F("claim_here"),
        F("department"),
        F("root"),
        Value(line),
        Value(year),
        Value(None, UUIDField()),
        function="visits_left_under",
        output_field=IntegerField(),
    )


def _visited_by(department: Department, year: int) -> Q:
    """Return the condition for subjects that a department has visited or is about to."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    root = Coalesce("subject__canonical", "subject")
    own = Task.objects.filter(department=department, kind__in=VISITS)
    past = PastInspection.objects.visits().within(first, last).filter(department=department)
    return Q(pk__in=own.values(root=root)) | Q(pk__in=past.values(root=root))


def _day_of(task: Task) -> dt.date:
    """Return the day of a visit: when it was made, or by when it is due."""
    made: Iterable[Any] = (each for each in task.inspections.all() if each.sent_back_at is None)
    stands = next(iter(made), None)
    return timezone.localdate(stands.submitted_at if stands else task.due_at)
