"""Periodic evaluation: opened by the clock for what is due, answered by the department."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit, emit_all
from common.flow import move
from common.models import User
from matters.choices import WAS_PUBLISHED, EvaluationState
from matters.facts import facts_of
from matters.models import Evaluation, MatterVersion

BATCH = 500


def due_versions(day: dt.date) -> Any:
    """Return the versions in force whose matter is to be evaluated, with ``since``.

    ``since`` is the day of the next evaluation as the last one set it, or a term after the matter
    was first in force.
    """
    done = Evaluation.objects.filter(matter=OuterRef("matter")).order_by().values("matter")
    first = (
        MatterVersion.objects.filter(
            matter=OuterRef("matter"), state__in=WAS_PUBLISHED, valid__isempty=False
        )
        .order_by()
        .values("matter")
    )
    rows = MatterVersion.objects.in_force(day).exclude(department=None)
    rows = rows.annotate(
        set_on=Subquery(done.annotate(day=Max("next_on")).values("day")),
        first_on=Subquery(first.annotate(day=Min("valid__startswith")).values("day")),
    )
    return (
        rows.filter(
            Q(set_on__lte=day)
            | Q(set_on=None, first_on__lte=day - dt.timedelta(days=settings.EVALUATION_DAYS))
        )
        .annotate(since=Coalesce(F("set_on"), F("first_on")))
        .exclude(matter__evaluations__state=EvaluationState.OPEN)
        .order_by("pk")
    )


def open_evaluations(day: dt.date | None = None) -> int:
    """Open an evaluation for each matter that is due, with its facts; return how many.

    A second run opens nothing. Those of matters no longer in force become moot.
    Emits ``matters.evaluation_opened``, ``matters.evaluation_moot``.
    """
    day = day or workdays.today()
    _drop_moot(day)
    count = 0
    while batch := list(due_versions(day)[:BATCH]):
        with transaction.atomic():
            facts = facts_of([version.matter_id for version in batch], day)
            due_on = workdays.add(day, settings.EVALUATION_WORKDAYS)
            rows = [
                Evaluation(
                    matter_id=version.matter_id,
                    version=version,
                    department_id=version.department_id,
                    due_on=due_on,
                    facts=facts[version.matter_id],
                )
                for version in batch
            ]
            Evaluation.objects.bulk_create(rows, ignore_conflicts=True)
            made = list(Evaluation.objects.filter(pk__in=[row.pk for row in rows]))
            emit_all("matters.evaluation_opened", made)
        count += len(made)
        if not made:
            break
    return count


def _drop_moot(day: dt.date) -> None:
    standing = MatterVersion.objects.in_force(day).values("matter")
    with transaction.atomic():
        rows = Evaluation.objects.open().exclude(matter__in=standing)
        for row in rows.select_for_update(of=("self",), skip_locked=True):
            move(row, EvaluationState.MOOT)
            emit("matters.evaluation_moot", row)


@transaction.atomic
def evaluate(
    evaluation: Evaluation,
    *,
    result: str,
    reason: str,
    next_on: dt.date | None = None,
    by: User,
) -> Evaluation:
    """Say what becomes of a matter, and when it is looked at again.

    Emits ``matters.evaluated``.
    """
    today = workdays.today()
    following = next_on or today + dt.timedelta(days=settings.EVALUATION_DAYS)
    if following <= today:
        raise RuleError("past_day", _("The next evaluation lies in the future."), field="next_on")
    move(
        evaluation,
        EvaluationState.DONE,
        result=result,
        reason=reason,
        next_on=following,
        done_on=today,
        done_by=by.pk,
    )
    facts = {"result": result, "next": following.isoformat()}
    emit("matters.evaluated", evaluation, facts=facts, by=by, basis=reason)
    return evaluation
