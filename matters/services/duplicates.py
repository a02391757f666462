"""Finding matters of different departments that say much the same, by one statement."""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import User
from matters.models import Duplicate

STATEMENT = Path(__file__).with_name("duplicates.sql")
_LOCK = 7_120_411
"""The advisory lock under which the statement runs: one at a time."""


@transaction.atomic
def find_duplicates() -> int:
    """Compare what is in force and write the pairs that are alike; return how many there are.

    Pairs that are alike no longer stay with a score of 0. What a person dismissed stays dismissed
    while both versions are the ones that they looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # The planner knows nothing of the parts' sizes and would loop over them for minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            STATEMENT.read_text(),
            {
                "day": workdays.today(),
                "names": settings.DUPLICATE_NAMES,
                "alike": settings.DUPLICATE_ALIKE,
            },
        )
        (count,) = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return int(count)


@transaction.atomic
def dismiss_duplicate(pair: Duplicate, *, by: User, basis: str) -> Duplicate:
    """Set a pair aside until one of its matters changes; ``basis`` says why.

    Emits ``matters.duplicate_dismissed``.
    """
    row = Duplicate.objects.select_for_update().get(pk=pair.pk)
    if row.is_dismissed:
        raise RuleError("dismissed", _("This pair has been dismissed already."))
    row.dismissed_left, row.dismissed_right = row.left_version_id, row.right_version_id
    row.dismissed_at, row.dismissed_by, row.dismissed_reason = timezone.now(), by.pk, basis
    row.save(
        update_fields=[
            "dismissed_left", "dismissed_right", "dismissed_at", "dismissed_by",
            "dismissed_reason",
        ]
    )  # fmt: skip
    emit("matters.duplicate_dismissed", row, by=by, basis=basis)
    return row
