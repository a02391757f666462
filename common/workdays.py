"""Working days (工作日) by the State Council's calendar, and terms counted in them."""

import datetime as dt
from collections.abc import Iterable

from chinese_calendar.constants import holidays, workdays
from django.conf import settings
from django.utils import timezone

from common.choices import DayKind
from common.models import Calendar


def is_workday(day: dt.date) -> bool:
    """Tell whether ``day`` is worked: the table decides, else Monday to Friday."""
    kind = Calendar.objects.filter(day=day).values_list("kind", flat=True).first()
    return kind == DayKind.WORKDAY if kind else day.weekday() < 5


def days_off(days: Iterable[dt.date]) -> set[dt.date]:
    """Return those of ``days`` that are not worked, by one query."""
    asked = list(days)
    kinds = dict(Calendar.objects.filter(day__in=asked).values_list("day", "kind"))
    plain = {day for day in asked if day not in kinds and day.weekday() >= 5}
    return plain | {day for day, kind in kinds.items() if kind != DayKind.WORKDAY}


def add(day: dt.date, count: int) -> dt.date:
    """Return the last day of a term of ``count`` working days; day 1 is the day after ``day``.

    Administrative Penalty Law art. 85: terms of "two, three, five, seven days" are working days.
    """
    horizon = day + dt.timedelta(days=count * 2 + 30)
    kinds = dict(Calendar.objects.filter(day__gt=day, day__lte=horizon).values_list("day", "kind"))
    while count > 0:
        day += dt.timedelta(days=1)
        kind = kinds.get(day)
        if kind == DayKind.WORKDAY or (kind is None and day.weekday() < 5):
            count -= 1
    return day


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of a legal day (Asia/Shanghai) as an aware time."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=settings.LEGAL_ZONE).astimezone(dt.UTC)


def day_of(moment: dt.datetime) -> dt.date:
    """Return the legal day of a moment (Asia/Shanghai)."""
    return timezone.localtime(moment, settings.LEGAL_ZONE).date()


def today() -> dt.date:
    """Return the legal day of now (Asia/Shanghai)."""
    return day_of(timezone.now())


def seed() -> int:
    """Fill the table from the published holiday calendar; rows that people entered stay.

    Return how many days were new. The library ends with the last year announced: later years are
    entered in the administration site.
    """
    days = [Calendar(day=day, kind=DayKind.HOLIDAY, note=note) for day, note in holidays.items()]
    days += [Calendar(day=day, kind=DayKind.WORKDAY, note=note) for day, note in workdays.items()]
    known = set(Calendar.objects.values_list("day", flat=True))
    new = [day for day in days if day.day not in known]
    Calendar.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
