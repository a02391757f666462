"""The key list of a plan: everybody on it, as often and when the plan says, each once."""

import datetime as dt

import pytest

from common import workdays
from common.errors import RuleError
from common.models import Event
from enforcement.choices import DeskReason, PlanState, TaskSource, TaskState
from enforcement.models import Plan, Task
from enforcement.services import key_list, plans
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def running(world):
    """Return the world with a running plan that visits class D in full, twice a year."""
    world.subject.risk_class = "D"
    world.subject.save(update_fields=["risk_class"])
    content = {
        "department": world.own,
        "region": world.place,
        "rule": {"kinds": [world.subject.kind]},
        "matters": [(world.version.matter, world.form.checklist)],
    }
    world.plan = build.published_plan(world.own, **content)
    Plan.objects.filter(pk=world.plan.pk).update(state=PlanState.RUNNING)
    world.plan.refresh_from_db()
    return world


def test_everybody_is_visited_as_often_as_the_plan_says(running):
    made = key_list.make_tasks(running.plan, by=build.user())
    assert (made.tasks, made.left, made.outside) == (2, 0, 0)
    first, last = Task.objects.filter(plan=running.plan).order_by("due_at")
    assert workdays.day_of(last.due_at) == running.plan.last_day
    assert first.due_at <= last.due_at
    for task in (first, last):
        assert (task.subject, task.department) == (running.subject, running.own)
        assert (task.source, task.state) == (TaskSource.PLAN, TaskState.DRAFTED)
        assert task.desk_reason == DeskReason.APPROVAL_DUE


def test_each_is_made_once(running):
    key_list.make_tasks(running.plan, by=build.user())
    assert key_list.make_tasks(running.plan, by=build.user()).tasks == 0
    told = Event.objects.about(running.plan).filter(name="enforcement.plan_listed")
    assert [each.facts["tasks"] for each in told] == [2, 0]


def test_what_is_too_much_for_one_act_is_left_to_the_next(running, monkeypatch):
    monkeypatch.setattr(key_list, "AT_ONCE", 1)
    made = key_list.make_tasks(running.plan, by=build.user())
    assert (made.tasks, made.left) == (1, 1)


def test_who_is_left_alone_or_on_another_list_is_not_visited(running):
    build.no_disturb(running.subject)
    build.subject(region=running.subject.region, kind=running.subject.kind, risk_class="C")
    assert key_list.make_tasks(running.plan, by=build.user()).tasks == 0


def test_where_nobody_may_act_there_is_no_task(running):
    elsewhere = build.region(parent=running.place)
    build.subject(region=elsewhere, kind=running.subject.kind, risk_class="D")
    type(running.claim).objects.filter(pk=running.claim.pk).update(
        valid=plans.window_of(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    )
    made = key_list.make_tasks(running.plan, by=build.user())
    assert (made.tasks, made.outside) == (0, 4)


def test_a_plan_that_has_not_begun_makes_none(running):
    Plan.objects.filter(pk=running.plan.pk).update(state=PlanState.PUBLISHED)
    with pytest.raises(RuleError, match="Begin the plan first"):
        key_list.make_tasks(running.plan, by=build.user())
