"""Entries to an object without a code: a supervisor looks at each within one working day."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from enforcement.choices import ReviewState
from enforcement.models import EntryScan


@transaction.atomic
def accept_entry(entry: EntryScan, *, by: User, reason: str) -> EntryScan:
    """Accept why there was no code. Emits ``enforcement.entry_reviewed``."""
    return _review(entry, ReviewState.ACCEPTED, by, reason)


@transaction.atomic
def object_to_entry(entry: EntryScan, *, by: User, reason: str) -> EntryScan:
    """Object to the reason; the visit stands, the objection is on record with it.

    Emits ``enforcement.entry_reviewed``.
    """
    return _review(entry, ReviewState.OBJECTED, by, reason)


def _review(entry: EntryScan, to: str, by: User, reason: str) -> EntryScan:
    if not reason.strip():
        raise RuleError("reason_missing", _("Say why."), field="reason")
    move(entry, to, column="review", review_note=reason, reviewed_by=by.pk)
    emit(
        "enforcement.entry_reviewed",
        entry.task,
        subject=entry.task.subject_id,
        facts={"review": entry.review, "reason": reason},
        by=by,
    )
    return entry
