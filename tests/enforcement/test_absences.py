"""Who is away, lent, or has an interest is not sent; the reason stands there in words."""

import datetime as dt

import pytest
from django.utils import translation

from common import workdays
from common.errors import RuleError
from enforcement.choices import TaskKind
from enforcement.services import dispatch
from enforcement.services.dispatching import choose
from enforcement.services.officers import candidates
from registry import services as registry
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return build.department()


@pytest.fixture
def visit(bureau):
    return build.task(department=bureau, kind=TaskKind.ON_SITE)


def reasons(task):
    with translation.override("en"):
        return {each.officer: each.why for each in candidates(task)}


def test_leave_loan_conflict_and_an_ended_certificate_are_said_in_words(bureau, visit):
    fits, away, lent, partial, late = (build.officer(department=bureau) for _ in range(5))
    other = build.department(name="Other bureau", name_en="Other bureau")
    leave, loan = build.leave(away), build.loan(lent, other)
    build.conflict(partial, visit.subject)
    ended = workdays.today() - dt.timedelta(days=3)
    late.valid = build.ended(ended)
    late.save()
    assert reasons(visit) == {
        fits: [],
        away: [f"annual leave until {leave.last_day}"],
        lent: [f"lent to Other bureau until {loan.last_day}"],
        partial: ["declared an interest in this subject"],
        late: [f"certificate ended on {ended}"],
    }


def test_what_is_over_or_taken_back_keeps_nobody_away(bureau, visit):
    first, second = build.officer(department=bureau), build.officer(department=bureau)
    yesterday = workdays.today() - dt.timedelta(days=1)
    build.leave(first, valid=build.ended(yesterday))
    registry.withdraw(build.conflict(second, visit.subject), by=second.user)
    assert set(choose(visit).officers) == {first, second}


def test_a_borrowed_officer_is_chosen_by_the_body_that_borrowed(bureau, visit):
    own, guest = build.officer(department=bureau), build.officer()
    build.loan(guest, bureau)
    assert set(choose(visit).officers) == {own, guest}


def test_a_conflict_with_the_record_that_a_subject_was_merged_into_counts(bureau):
    canonical = build.subject()
    merged = build.subject(canonical=canonical, region=bureau.region)
    task = build.task(department=bureau, subject=merged, kind=TaskKind.ON_SITE)
    officer = build.officer(department=bureau)
    registry.declare_conflict(officer, subject=merged, kind="stake", by=officer.user)
    assert reasons(task)[officer] == ["declared an interest in this subject"]


def test_a_dispatcher_cannot_set_a_conflict_aside(bureau, visit):
    lead, second = build.officer(department=bureau), build.officer(department=bureau)
    build.conflict(second, visit.subject)
    with pytest.raises(RuleError) as refused:
        dispatch(visit, lead=lead, second=second, by=build.user(), reason="nobody else")
    assert refused.value.code == "conflict"


def test_the_queries_do_not_grow_with_the_officers(bureau, visit, django_assert_num_queries):
    for _each in range(3):
        build.leave(build.officer(department=bureau))
    with django_assert_num_queries(4):
        candidates(visit)
