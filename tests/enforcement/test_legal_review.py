"""Open tasks whose legal basis has ended wait for a legal reviewer."""

import datetime as dt

import pytest

from common.errors import RuleError
from common.events import deliver
from common.models import Delivery, Event
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import LegalReview
from enforcement.services import legal_review
from matters import services as matters
from tests import build


@pytest.fixture
def task(db):
    lead = build.officer()
    second = build.officer(department=lead.department)
    made = build.task(lead, second, kind=TaskKind.ON_SITE)
    return made


@pytest.fixture
def held(task):
    """The task after the law that its matter rests on was repealed."""
    version = build.law_version(build.law("试验条例"))
    matters.cite(task.matter_version, "《试验条例》第二条")
    matters.repeal(version, by=build.user(), basis="国务院令", on=dt.date(2026, 1, 1))
    told = Event.objects.get(name="matters.basis_repealed")
    for delivery in Delivery.objects.filter(event=told.pk):
        assert deliver(delivery.pk)
    return task


def officer_of(task):
    return task.assignments.first().officer.user


def test_a_repealed_basis_holds_the_open_tasks_under_it(held):
    review = LegalReview.objects.get()
    assert (review.task, review.state) == (held, "waiting")
    with pytest.raises(RuleError) as refused:
        services.accept(held, by=officer_of(held))
    assert refused.value.code == "legal_review"


def test_other_tasks_go_on(task, held):
    lead = build.officer()
    other = build.task(lead)
    services.accept(other, by=lead.user)
    assert other.state == TaskState.ACCEPTED


def test_a_released_task_goes_on(held):
    reviewer = build.user()
    with pytest.raises(RuleError):
        legal_review.release(LegalReview.objects.get(), by=reviewer, reason=" ")
    legal_review.release(LegalReview.objects.get(), by=reviewer, reason="the new art. 3 says so")
    services.accept(held, by=officer_of(held))
    assert held.state == TaskState.ACCEPTED


def test_a_cancelled_task_ends(held):
    legal_review.call_off(LegalReview.objects.get(), by=build.user(), reason="no basis any more")
    held.refresh_from_db()
    assert held.state == TaskState.CANCELLED
    assert LegalReview.objects.get().state == "cancelled"


def test_it_is_referred_once(held):
    told = Event.objects.get(name="matters.basis_repealed")
    assert legal_review.refer(told.facts["origin"], cause=told) == []
