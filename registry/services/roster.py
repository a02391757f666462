"""Turns of duty."""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from common import workdays
from registry.models import Officer, Roster

HORIZON_DAYS = 30


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
    horizon = DateTimeTZRange(midnights[0], midnights[-1])
    taken: dict[Any, list[Any]] = {}
    for turn in Roster.objects.filter(officer__in=people, duty__overlap=horizon):
        taken.setdefault(turn.officer_id, []).append(turn.duty)
    turns = [
        Roster(officer=officer, duty=DateTimeTZRange(start, end))
        for officer in people
        for start, end in pairwise(midnights)
        if not any(duty.lower < end and start < duty.upper for duty in taken.get(officer.pk, ()))
    ]
    Roster.objects.bulk_create(turns, batch_size=2000)
    return len(turns)
