"""The closed loop: rain falls, a warning rises, officers answer, the public reads the result."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from common import events
from common.choices import DeliveryState
from common.models import Delivery, Event, Message, reference
from enforcement.choices import Finding, Outcome, TaskKind, TaskState
from enforcement.models import Task
from risk.choices import Stage, Verdict
from risk.models import RiskWarning, RuleVersion
from risk.rules import precision
from supervision_portal.chain import story_of
from supervision_portal.disclosure.models import PublicRecord
from tests.loop_world import answer, build_world


def drain() -> int:
    """Deliver everything that is due until nothing is; return how many deliveries were made."""
    made = 0
    while due := list(
        Delivery.objects.filter(state=DeliveryState.DUE).order_by("id").values_list("pk", flat=True)
    ):
        for pk in due:
            assert events.deliver(pk), Delivery.objects.get(pk=pk).error
            made += 1
    return made


@pytest.fixture
def world(db):
    return build_world()


def rain_falls(world, millimetres: int) -> RiskWarning:
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    with transaction.atomic():
        batch = world.batch([("G1", at, millimetres)])
        events.emit("datacenter.loaded", batch, facts={"dataset": "rain"})
    drain()
    return RiskWarning.objects.get()


def answered(task: Task, finding: str) -> None:
    answer(task, finding)
    assert task.state == TaskState.CLOSED
    drain()


def test_rain_below_red_asks_for_a_fact_check_alone(world):
    warning = rain_falls(world, 60)
    assert warning.stage == Stage.PUSHED
    assert warning.target == world.operator
    task = Task.objects.get()
    assert (task.kind, task.state, task.subject) == ("fact_check", "dispatched", warning.subject)
    assert Message.objects.filter(recipient=world.head, code="risk.warned").count() == 1


def test_red_also_asks_for_an_inspection_of_the_object_by_two_officers(world):
    warning = rain_falls(world, 110)
    visit = Task.objects.get(kind=TaskKind.ON_SITE)
    assert (visit.state, visit.subject) == (TaskState.DISPATCHED, world.operator)
    assert visit.matter_version == world.version
    assert visit.assignments.count() == 2
    assert visit.origin == reference(warning)


def test_a_warning_that_becomes_red_later_gets_its_inspection_then(world):
    rain_falls(world, 60)
    at = timezone.now().replace(microsecond=0)
    with transaction.atomic():
        batch = world.batch([("G1", at, 60)])
        events.emit("datacenter.loaded", batch)
    drain()
    assert sorted(Task.objects.values_list("kind", flat=True)) == ["fact_check", "on_site"]


def test_the_officers_answers_settle_the_warning_and_the_public_reads_the_result(world):
    warning = rain_falls(world, 110)
    answered(Task.objects.get(kind=TaskKind.FACT_CHECK), Finding.CONFIRMED)
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.HANDLING, Verdict.CONFIRMED)
    answered(Task.objects.get(kind=TaskKind.ON_SITE), Finding.CONFIRMED)
    warning.refresh_from_db()
    assert warning.stage == Stage.CLOSED
    record = PublicRecord.objects.get()
    assert (record.subject, record.outcome) == (world.operator.name, Outcome.RECTIFY_NOW)
    settled = Event.objects.of_subject(world.operator.pk).filter(name="risk.settled")
    assert settled.count() == 1, "the object's time line tells of the confirmed risk"

    story = [event.name for event in story_of(Event.objects.get(name="disclosure.published"))]
    assert story[0] == "datacenter.loaded"
    for name in ("risk.warned", "enforcement.task_dispatched", "enforcement.task_accepted",
                 "enforcement.task_submitted", "enforcement.task_closed", "risk.settled",
                 "risk.closed", "disclosure.published"):  # fmt: skip
        assert name in story


def test_a_false_alarm_counts_against_the_rule(world):
    warning = rain_falls(world, 60)
    answered(Task.objects.get(), Finding.FALSE)
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.FALSE)
    counted = RuleVersion.objects.published().with_verdicts().get()
    assert precision(counted.confirmed, counted.benign, counted.false_alarms).value == 0.0
    assert not PublicRecord.objects.exists(), "a fact check of a place is no public result"


def test_every_reaction_delivered_again_changes_nothing(world):
    warning = rain_falls(world, 110)
    for task in Task.objects.order_by("kind"):
        answered(task, Finding.CONFIRMED)
    counts = {
        model: model.objects.count() for model in (Task, RiskWarning, PublicRecord, Message, Event)
    }
    Delivery.objects.update(state=DeliveryState.DUE)
    drain()
    warning.refresh_from_db()
    assert warning.stage == Stage.CLOSED
    assert counts == {model: model.objects.count() for model in counts}
