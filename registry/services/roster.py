"""Turns of duty."""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import User
from registry.models import Leave, Officer, OfficerLoan, Roster

HORIZON_DAYS = 30
MOST_DAYS = 92
"""Days that one plan of turns may cover."""


@transaction.atomic
def roll_roster(officers: Iterable[Officer], *, days: int = HORIZON_DAYS) -> int:
    """Put officers on duty around the clock from today on, where they have no turn yet.

    One turn a legal day (Asia/Shanghai). Return how many turns are new.
    """
    first = workdays.today()
    midnights = [
        dt.datetime.combine(first + dt.timedelta(days=n), dt.time(), settings.LEGAL_ZONE)
        for n in range(days + 1)
    ]
    people = list(officers)
    turns = _free(people, list(pairwise(midnights)))
    Roster.objects.bulk_create(turns, batch_size=2000)
    return len(turns)


@transaction.atomic
def plan_turns(
    officer: Officer,
    *,
    first: dt.date,
    last: dt.date,
    begins: dt.time,
    hours: int,
    workdays_only: bool = False,
    by: User,
) -> int:
    """Plan the same hours of duty for each day of a span; return how many turns are new.

    A turn that would overlap one that stands is left out. Emits ``registry.turns_planned``.
    """
    if (last - first).days >= MOST_DAYS:
        raise RuleError(
            "span_too_long",
            _("Plan at most %(n)s days at once.") % {"n": MOST_DAYS},
            field="last",
        )
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if workdays_only:
        off = workdays.days_off(days)
        days = [day for day in days if day not in off]
    starts = [dt.datetime.combine(day, begins, settings.LEGAL_ZONE) for day in days]
    turns = _free([officer], [(each, each + dt.timedelta(hours=hours)) for each in starts])
    Roster.objects.bulk_create(turns)
    if turns:
        facts = {"from": str(first), "until": str(last), "turns": len(turns)}
        emit("registry.turns_planned", officer, facts=facts, by=by)
    return len(turns)


def _free(people: list[Officer], spans: list[tuple[dt.datetime, dt.datetime]]) -> list[Roster]:
    """Return turns over the spans, left out where one of the officer's stands already."""
    if not spans:
        return []
    whole = DateTimeTZRange(min(start for start, _end in spans), max(end for _start, end in spans))
    taken: dict[Any, list[Any]] = {}
    for turn in Roster.objects.filter(officer__in=people, duty__overlap=whole):
        taken.setdefault(turn.officer_id, []).append(turn.duty)
    found = []
    for officer in people:
        busy = [(duty.lower, duty.upper) for duty in taken.get(officer.pk, ())]
        for start, end in spans:
            if not any(low < end and start < high for low, high in busy):
                found.append(Roster(officer=officer, duty=DateTimeTZRange(start, end)))
                busy.append((start, end))
    return found


def turns_within(officers: list[Officer], span: DateTimeTZRange) -> list[Roster]:
    """Return the turns of officers that touch a span of time."""
    return list(Roster.objects.filter(officer__in=officers, duty__overlap=span))


def spells_of(officers: list[Officer]) -> list[Leave | OfficerLoan]:
    """Return the leaves and loans of officers that were not taken back."""
    return [
        *Leave.objects.standing().filter(officer__in=officers),
        *OfficerLoan.objects.standing().filter(officer__in=officers),
    ]
