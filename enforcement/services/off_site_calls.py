"""Video calls of off-site inspections: appointed, moved, called off, held by two officers."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, RuleError
from common.flow import move
from common.models import User
from enforcement.choices.off_site import OPEN_CALLS, CallState
from enforcement.models import OffSiteRequest, VideoCall
from enforcement.services.off_site import hold, tell
from enforcement.services.steps import assigned_officer


@transaction.atomic
def appoint(
    row: OffSiteRequest, *, at: dt.datetime, where: str, by: User, who: str = ""
) -> VideoCall:
    """Propose a time to the firm, or another one after it asked for that.

    Emits ``enforcement.off_site_call_proposed``.
    """
    hold(row)
    _must_be_open(row)
    waits = _open(row)
    if waits is None:
        call = VideoCall.objects.create(request=row, at=at, where=where, who=who)
    elif waits.state == CallState.OTHER_TIME:
        now = timezone.now()
        move(waits, CallState.PROPOSED, at=at, where=where, who=who, changed_at=now)
        call = waits
    else:
        raise RuleError("appointed", _("A call is appointed already. Call it off first."))
    tell(row, "call_proposed", by=by, at=at.isoformat())
    return call


@transaction.atomic
def call_off(row: OffSiteRequest, *, by: User, reason: str) -> None:
    """Call the appointment off. Emits ``enforcement.off_site_call_called_off``."""
    hold(row)
    call = _open(row)
    if call is None:
        raise IllegalMove(_("No call is appointed."))
    move(call, CallState.CALLED_OFF, changed_at=timezone.now())
    tell(row, "call_called_off", by=by, reason=reason)


@transaction.atomic
def record(
    row: OffSiteRequest,
    *,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    who: str,
    protocol: str,
    by: User,
) -> VideoCall:
    """Write how the call went. Two officers of the task hold it (行政处罚法 art. 42).

    Raises RuleError (field ``ended_at``) for times that cannot be. Emits
    ``enforcement.off_site_call_held``.
    """
    hold(row)
    _must_be_open(row)
    assigned_officer(row.task, by)
    call = _open(row)
    if call is None or call.state == CallState.OTHER_TIME:
        raise IllegalMove(_("No call is appointed."))
    crew = [
        each.officer
        for each in row.task.assignments.filter(ended_at=None).select_related("officer")
    ]
    if len(crew) < 2:
        raise RuleError("two", _("A video call is held by two officers."))
    if not began_at < ended_at <= timezone.now():
        raise RuleError(
            "times",
            _("A call ends after it began, and not in the future."),
            field="ended_at",
        )
    more: dict[str, Any] = {"began_at": began_at, "ended_at": ended_at, "who": who}
    move(call, CallState.HELD, protocol=protocol, changed_at=timezone.now(), **more)
    call.held_by.set(crew)
    tell(row, "call_held", by=by)
    return call


def _open(row: OffSiteRequest) -> VideoCall | None:
    return row.calls.select_for_update().filter(state__in=OPEN_CALLS).first()


def _must_be_open(row: OffSiteRequest) -> None:
    if not row.has_page or not row.task.is_being_answered:
        raise IllegalMove(_("Calls are made while the inspection is being answered."))
