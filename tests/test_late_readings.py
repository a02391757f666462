"""Late readings join or take away warnings while their checks are on the way: nothing is lost."""

import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from common import events
from common.choices import DeliveryState
from common.models import Delivery, reference
from enforcement import services as enforcement
from enforcement.choices import Finding, TaskKind, TaskState
from enforcement.models import Task
from risk.choices import Stage, Verdict
from risk.models import RiskWarning, RuleVersion
from tests.loop_world import answer, build_world
from tests.test_loop import drain

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def start():
    return timezone.now().replace(microsecond=0) - dt.timedelta(hours=14)


def rain(world, *rows, received):
    """Let readings (minutes after the start, mm) of the gauge come in and everything follow."""
    with transaction.atomic():
        batch = world.batch([("G1", at, mm) for at, mm in rows], received)
        events.emit("datacenter.loaded", batch, facts={"dataset": "rain"})
    drain()


def two_storms(world, start, millimetres=60):
    """Rain, half a dry day, rain again: two warnings, the older one over."""
    rain(world, (start, millimetres), received=start)
    dry = start + dt.timedelta(hours=12)
    rain(world, *((dry + n * MINUTE, 0) for n in (0, 10, 20, 30)), received=dry)
    again = start + dt.timedelta(hours=13)
    rain(world, (again, millimetres), received=again)
    older, younger = RiskWarning.objects.order_by("event_time")
    return older, younger


def joined_by_late_rain(world, start):
    rain(world, (start + dt.timedelta(hours=9), 45), received=start + dt.timedelta(hours=13))


def of(warning):
    return Task.objects.get(origin=reference(warning), kind=TaskKind.FACT_CHECK)


def test_the_answer_to_a_joined_warning_settles_the_one_that_stands(world, start):
    older, younger = two_storms(world, start)
    enforcement.cancel(of(older), reason="raised twice")
    lead = of(younger).assignments.get().officer.user
    enforcement.accept(of(younger), by=lead)
    drain()
    joined_by_late_rain(world, start)
    younger.refresh_from_db()
    assert younger.stage == Stage.MERGED
    assert younger.survivor() == older
    assert of(younger).state == TaskState.ACCEPTED, "an officer is at it"

    finish(of(younger), Finding.CONFIRMED)
    older.refresh_from_db()
    assert (older.stage, older.verdict) == (Stage.CLOSED, Verdict.CONFIRMED)
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    counted = RuleVersion.objects.published().with_verdicts().get()
    assert (counted.confirmed, counted.waiting) == (1, 0), "one danger counts once"


def finish(task, finding):
    """Submit the answer to a task that its officer has accepted."""
    lead = task.assignments.get(ended_at=None).officer.user
    lines = list(task.checklist_version.items.all())
    failed = finding == Finding.CONFIRMED
    content = enforcement.Submission(
        answers={line.pk: "failed" if failed and line == lines[-1] else "passed" for line in lines},
        notes={lines[-1].pk: "the drain is blocked"} if failed else {},
        outcome="",
        finding=finding,
    )
    enforcement.submit(task, inspection=uuid.uuid4(), content=content, by=lead)
    drain()


def test_of_two_same_checks_the_one_nobody_has_taken_is_called_off(world, start):
    older, younger = two_storms(world, start)
    joined_by_late_rain(world, start)
    assert of(younger).state == TaskState.CANCELLED
    assert of(older).state == TaskState.DISPATCHED
    answer(of(older), Finding.FALSE)
    drain()
    older.refresh_from_db()
    assert (older.stage, older.verdict) == (Stage.CLOSED, Verdict.FALSE)


def test_a_joined_warning_keeps_the_only_open_check(world, start):
    older, younger = two_storms(world, start)
    enforcement.cancel(of(older), reason="raised twice")
    joined_by_late_rain(world, start)
    assert of(younger).state == TaskState.DISPATCHED
    answer(of(younger), Finding.BENIGN_TRUE)
    drain()
    older.refresh_from_db()
    assert older.verdict == Verdict.BENIGN_TRUE


def test_a_warning_taken_back_calls_off_its_checks_and_counts_for_nothing(world, start):
    warning = taken_back(world, start)
    assert of(warning).state == TaskState.CANCELLED
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, "")
    counted = RuleVersion.objects.published().with_verdicts().get()
    assert (counted.waiting, counted.false_alarms, counted.unverifiable) == (0, 0, 0)


def taken_back(world, start, before=lambda warning: None):
    """Raise a warning, and let a late reading that corrects it downwards take it away."""
    rain(world, (start, 60), received=start)
    before(RiskWarning.objects.get())
    drain()
    rain(world, (start - MINUTE, -60), received=start)
    return RiskWarning.objects.get()


def test_a_check_under_way_is_heard_though_the_warning_was_taken_back(world, start):
    def accepted(warning):
        lead = of(warning).assignments.get().officer.user
        enforcement.accept(of(warning), by=lead)

    warning = taken_back(world, start, accepted)
    assert (of(warning).state, warning.stage) == (TaskState.ACCEPTED, Stage.VERIFYING)
    finish(of(warning), Finding.FALSE)
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.FALSE)
