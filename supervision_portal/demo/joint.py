"""What the demo shows of joint visits: one to which another department is asked, one suggested."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.errors import RuleError
from common.models import User
from enforcement.choices import TaskKind, TaskSource
from enforcement.models import Task, Visit
from enforcement.services import making, visits
from matters.models import Claim
from registry.choices import SubjectKind
from registry.models import Department, Subject
from supervision_portal.demo.claims import BUREAU

SHOWN = 2
OURS, THEIRS = "PS0201", "CG0101"


def show(head: User, dispatcher: User) -> None:
    """Land the demo's part once; a second load changes nothing."""
    bureau = Department.objects.select_related("region").filter(code=BUREAU).first()
    if bureau is None or Visit.objects.exists():
        return
    ours = _claims(bureau).filter(department=bureau)
    theirs = _claims(bureau).exclude(department__path__startswith=bureau.path)
    own = ours.filter(matter__code=OURS).first() or ours.first()
    other = theirs.filter(matter__code=THEIRS).first() or theirs.first()
    if own is None or other is None:
        return
    places = Subject.objects.filter(
        region__path__startswith=bureau.region.path, kind=SubjectKind.ENTERPRISE, tasks=None
    )
    made: list[list[Task]] = []
    for subject in places.select_related("region").order_by("code"):
        with suppress(RuleError), transaction.atomic():
            made.append([_task(own, subject, 9, dispatcher), _task(other, subject, 16, dispatcher)])
        if len(made) == SHOWN:
            break
    if made:
        visits.propose(made[0][0], [each.pk for each in made[0]], by=head)


def _claims(bureau: Department) -> QuerySet[Claim]:
    """Return the claims under which somebody may act in the bureau's region, with a form."""
    rows: QuerySet[Claim] = (
        Claim.objects.standing()
        .filter(
            region__path__in=_above(bureau.region.path),
            matter__checklists__versions__state="published",
        )
        .select_related("matter", "department")
        .order_by("matter__code", "department__code")
        .distinct()
    )
    return rows


def _above(path: str) -> list[str]:
    """Return the paths of a region and of those above it."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[: at + 1]) + "/" for at in range(len(codes))]


def _task(claim: Claim, subject: Subject, days: int, by: User) -> Task:
    form = claim.matter.checklists.filter(versions__state="published").first()
    return making.make(
        making.Order(
            TaskKind.ON_SITE,
            source=TaskSource.OWN,
            wanted="年度日常检查（演示）",
            on_site_reason="综合查一次须到现场（演示）",
            subject=subject,
            department=claim.department,
            matter=claim.matter,
            checklist=form,
            due_at=timezone.now() + dt.timedelta(days=days),
        ),
        by=by,
    )
