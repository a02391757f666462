"""Terms in working days follow the State Council's calendar, which people can edit."""

import datetime as dt

import pytest

from common import workdays
from common.models import Calendar

pytestmark = pytest.mark.django_db


def test_a_hearing_is_asked_for_within_five_working_days_over_the_national_holiday():
    # 2025-10-01..08 off, 09-28 and 10-11 worked: Administrative Penalty Law arts. 64(1), 85
    workdays.seed()
    assert workdays.add(dt.date(2025, 9, 29), 5) == dt.date(2025, 10, 13)


def test_without_an_entry_the_plain_week_counts():
    assert workdays.add(dt.date(2030, 3, 1), 1) == dt.date(2030, 3, 4)


def test_what_people_enter_stays_when_the_table_is_seeded_again():
    workdays.seed()
    Calendar.objects.filter(day="2025-10-01").update(kind="workday", note="by hand")
    assert workdays.seed() == 0
    assert workdays.is_workday(dt.date(2025, 10, 1))


def test_a_legal_day_ends_at_midnight_in_shanghai():
    assert workdays.end_of(dt.date(2026, 1, 1)).isoformat().startswith("2026-01-01T15:59:59")
    assert workdays.day_of(dt.datetime(2026, 1, 1, 16, 0, tzinfo=dt.UTC)) == dt.date(2026, 1, 2)
