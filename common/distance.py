"""How far a moment lies from now, in words and in working days where terms are counted in them."""

import datetime as dt
import time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.choices import DayKind
from common.models import Calendar

REACH_DAYS = 90  # beyond it, months say more than working days
MEMORY_SECONDS = 600

_memory: dict[str, tuple[float, dict[dt.date, str]]] = {}
_counted: dict[tuple[dt.date, dt.date], int] = {}


def _kinds() -> dict[dt.date, str]:
    """Return the calendar's departures from the plain week near today, kept for ten minutes."""
    made, kinds = _memory.get("kinds", (0.0, {}))
    if not made or time.monotonic() - made > MEMORY_SECONDS:
        today, reach = timezone.localdate(), dt.timedelta(days=REACH_DAYS + 1)
        rows = Calendar.objects.filter(day__range=(today - reach, today + reach))
        kinds = dict(rows.values_list("day", "kind"))
        _memory["kinds"] = (time.monotonic(), kinds)
        _counted.clear()
    return kinds


def forget() -> None:
    """Read the calendar again at the next question (after it was edited)."""
    _memory.clear()
    _counted.clear()


def workdays_between(first: dt.date, last: dt.date) -> int:
    """Return the number of working days after ``first`` up to and with ``last``, not before it."""
    kinds, count = _kinds(), 0
    if (first, last) in _counted:
        return _counted[first, last]
    for step in range(1, (last - first).days + 1):
        day = first + dt.timedelta(days=step)
        kind = kinds.get(day)
        count += kind == DayKind.WORKDAY or (kind is None and day.weekday() < 5)
    _counted[first, last] = count
    return count


def of_day(day: dt.date) -> str:
    """Return ``in 3 working days``, ``today`` or ``2 working days ago``."""
    today = timezone.localtime(timezone.now(), settings.LEGAL_ZONE).date()
    days = (day - today).days
    if days == 0:
        return _("today")
    if abs(days) > REACH_DAYS:
        return _months(days)
    count = workdays_between(min(day, today), max(day, today))
    if count == 0:
        return _days(days)
    if days > 0:
        return ngettext("in %(n)d working day", "in %(n)d working days", count) % {"n": count}
    return ngettext("%(n)d working day ago", "%(n)d working days ago", count) % {"n": count}


def of_moment(moment: dt.datetime) -> str:
    """Return the distance of a moment: minutes and hours on the same day, else working days."""
    seconds = (moment - timezone.now()).total_seconds()
    minutes = round(abs(seconds) / 60)
    if minutes < 1:
        return _("now")
    if minutes < 60:
        words = (
            ngettext("in %(n)d minute", "in %(n)d minutes", minutes)
            if seconds > 0
            else ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes)
        )
        return words % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 24:
        words = (
            ngettext("in %(n)d hour", "in %(n)d hours", hours)
            if seconds > 0
            else ngettext("%(n)d hour ago", "%(n)d hours ago", hours)
        )
        return words % {"n": hours}
    return of_day(timezone.localtime(moment, settings.LEGAL_ZONE).date())


def _days(days: int) -> str:
    count = abs(days)
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", count) % {"n": count}
    return ngettext("%(n)d day ago", "%(n)d days ago", count) % {"n": count}


def _months(days: int) -> str:
    months = max(1, round(abs(days) / 30.44))
    if months < 24:
        words = (
            ngettext("in %(n)d month", "in %(n)d months", months)
            if days > 0
            else ngettext("%(n)d month ago", "%(n)d months ago", months)
        )
        return words % {"n": months}
    years = round(months / 12)
    words = (
        ngettext("in %(n)d year", "in %(n)d years", years)
        if days > 0
        else ngettext("%(n)d year ago", "%(n)d years ago", years)
    )
    return words % {"n": years}
