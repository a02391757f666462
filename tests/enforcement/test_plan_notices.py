"""Who is told of a plan's steps, and of two departments at one object."""

import datetime as dt

import pytest
from django.utils import timezone

from common import workdays
from common.models import Message
from enforcement.choices import TaskKind, TaskState
from enforcement.models import PastInspection
from enforcement.services import caps, plans
from supervision_portal import messages
from tests import build
from tests.cast import gather

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def told(person):
    return list(Message.objects.filter(recipient=person).values_list("code", flat=True))


def texts(person):
    return [each.text for each in messages.told(Message.objects.filter(recipient=person))]


def test_each_step_is_told_to_whoever_takes_the_next(run_loop):
    cast = gather()
    plan = build.plan(cast.a.bureau, by=cast.a["dispatcher"], name="雨水", name_en="Rain")
    plans.submit_plan(plan, by=cast.a["dispatcher"])
    run_loop()
    assert told(cast.a["legal_reviewer"]) == ["plan.submitted"]
    assert texts(cast.a["legal_reviewer"]) == ["A plan waits for your legal review: Rain."]
    assert told(cast.b["legal_reviewer"]) == []
    plans.pass_plan(plan, by=cast.a["legal_reviewer"])
    run_loop()
    assert told(cast.a["department_head"]) == ["plan.reviewed"]
    plans.send_plan_back(plan, by=cast.a["legal_reviewer"], basis="ratios")
    run_loop()
    assert told(cast.a["dispatcher"]) == ["plan.returned"]


def test_both_desks_are_told_when_two_departments_come(run_loop):
    cast = gather()
    firm = build.subject(region=cast.a.region)
    other = build.department(region=cast.a.region)
    neighbour = build.user()
    build.grant(neighbour, "enforcement.dispatch_task", department=other)
    PastInspection.objects.create(
        source="old", code="1", subject=firm, department=other, outcome="passed",
        day=workdays.today() - dt.timedelta(days=3),
    )  # fmt: skip
    task = build.task(
        cast.a["officer"].officer, kind=TaskKind.ON_SITE, state=TaskState.DISPATCHED,
        department=cast.a.bureau, subject=firm, due_at=timezone.now(),
    )  # fmt: skip
    caps.raise_alarm(task, by=cast.a["dispatcher"])
    run_loop()
    assert told(cast.a["dispatcher"]) == ["task.collides"]
    assert told(neighbour) == ["task.collides"]
    assert "within 30 days" in texts(neighbour)[0]
