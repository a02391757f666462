"""Refusals: a department says why it does not claim what would be its own."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit, emit_all
from common.models import User
from matters.choices import RefusalReason
from matters.models import Claim, MatterVersion, Refusal
from matters.services.periods import ended
from matters.services.tally import count
from registry.models import Department


@transaction.atomic
def refuse(
    department: Department,
    matters: Iterable[Any],
    *,
    reason: str,
    note: str = "",
    by: User,
) -> list[Refusal]:
    """Say for a department why it does not claim some matters, named by key.

    "Not at this level" is refused itself where the matter names the level: then its list has to
    be changed, which is an adjustment request. Matters that the department has claimed or refused
    are left out. Emits ``matters.claim_refused`` for each.
    """
    if reason == RefusalReason.OTHER and not note.strip():
        raise RuleError(
            "note", _("Say which reason: “another reason” alone tells nobody."), field="note"
        )
    today = workdays.today()
    wanted = set(matters)
    versions = MatterVersion.objects.in_force(today).filter(matter__in=wanted)
    due = {version.matter_id for version in versions}
    known = set(
        Claim.objects.standing()
        .filter(department=department, matter__in=wanted)
        .values_list("matter_id", flat=True)
    ) | set(
        Refusal.objects.in_force(today)
        .filter(department=department, matter__in=wanted)
        .values_list("matter_id", flat=True)
    )
    rows = [
        Refusal(
            matter_id=pk,
            department=department,
            region_id=department.region_id,
            reason=reason,
            note=note.strip(),
            valid=DateRange(today, None),
        )
        for pk in sorted(due - known)
    ]
    made = Refusal.objects.bulk_create(rows, batch_size=2000)
    emit_all("matters.claim_refused", made, facts={"reason": reason}, by=by, basis=note)
    count([department.pk])
    return made


@transaction.atomic
def take_back_refusal(refusal: Refusal, *, by: User) -> None:
    """Take a refusal back: the matter is open again. Emits ``matters.refusal_ended``."""
    _end(refusal, workdays.today(), by=by)
    count([refusal.department_id])


def end_refusals(keys: Collection[tuple[Any, Any, Any]], day: dt.date, *, by: User | None) -> None:
    """End the refusals of (matter, department, region) that are claimed after all."""
    rows = Refusal.objects.in_force(day).filter(
        matter__in={key[0] for key in keys}, department__in={key[1] for key in keys}
    )
    for refusal in rows:
        if (refusal.matter_id, refusal.department_id, refusal.region_id) in keys:
            _end(refusal, day, by=by)


def open_again(matter_id: Any, day: dt.date) -> None:
    """Open the question again for all who refused a matter: its substance is another."""
    for refusal in Refusal.objects.filter(matter=matter_id, valid__contains=day):
        _end(refusal, day, by=None)


def _end(refusal: Refusal, day: dt.date, *, by: User | None) -> None:
    Refusal.objects.filter(pk=refusal.pk).update(valid=ended(refusal.valid, day))
    emit("matters.refusal_ended", refusal, by=by)
