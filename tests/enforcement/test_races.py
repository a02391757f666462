"""Many at once: one wins, the others are told, and no limit is passed."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from common.errors import ConflictError, IllegalMove, RuleError, StaleState
from enforcement import services
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.models import Inspection, StandingApprovalDay, Task
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run acts in threads of their own that start together; return their results or errors."""
    found: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        try:
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def test_the_daily_limit_holds_under_eight_at_once(world):
    world.approval.daily_limit = 3
    world.approval.save()
    causes = [build.event("risk.warned") for _each in range(8)]
    tasks = at_once(*(lambda cause=cause: world.verify(cause=cause) for cause in causes))
    assert sorted(task.desk_reason for task in tasks) == [""] * 3 + [DeskReason.LIMIT_REACHED] * 5
    assert StandingApprovalDay.objects.get().used == 3


def test_one_origin_gets_one_task_from_eight_at_once(world):
    cause = build.event("risk.warned")
    tasks = at_once(*[lambda: world.verify(origin="risk.warning:1", cause=cause)] * 8)
    assert len({task.pk for task in tasks}) == 1
    assert Task.objects.count() == 1
    assert StandingApprovalDay.objects.get().used == 1


def test_of_eight_who_accept_or_return_one_wins(world):
    """Accepting holds for all officers of the task, so that those who also accept are no losers."""
    task = world.task()
    first, second = (officer.user for officer in world.officers)
    seen = [Task.objects.get(pk=task.pk) for _each in range(8)]
    found = at_once(
        *(lambda row=row: services.accept(row, by=first) for row in seen[:4]),
        *(lambda row=row: services.return_(row, by=second, reason="ill") for row in seen[4:]),
    )
    accepted = Task.objects.get(pk=task.pk).state == TaskState.ACCEPTED
    assert [type(each) for each in found[:4]] == [Task if accepted else StaleState] * 4
    assert sum(isinstance(each, Task) for each in found[4:]) == (0 if accepted else 1)
    assert len(told(task)) == 1


def test_an_answer_sent_eight_times_is_one(world):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    content = services.Submission(
        answers=world.answers("passed"), outcome="passed", finding="false"
    )
    key = uuid.uuid4()
    by = world.officers[0].user
    found = at_once(
        *(
            lambda row=row: services.submit(row, inspection=key, content=content, by=by)
            for row in [Task.objects.get(pk=task.pk) for _each in range(8)]
        )
    )
    assert {each.pk for each in found} == {key}
    assert told(task) == ["submitted"]


def test_of_two_different_answers_one_wins(world):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    content = services.Submission(
        answers=world.answers("passed"), outcome="passed", finding="false"
    )
    found = at_once(
        *(
            lambda row=row, by=officer.user: services.submit(
                row, inspection=uuid.uuid4(), content=content, by=by
            )
            for officer in world.officers
            for row in [Task.objects.get(pk=task.pk)]
        )
    )
    assert sum(isinstance(each, Inspection) for each in found) == 1
    assert sum(isinstance(each, ConflictError) for each in found) == 1


def test_eight_at_200_tasks_leave_one_winner_each(world):
    """Submitting, returning, reassigning and closing at once: the others get a clear 409 (R16)."""
    first, second = (officer.user for officer in world.officers)
    lead, mate = (build.officer(department=world.own) for _each in range(2))
    boss = build.user()
    content = services.Submission(
        answers=world.answers("passed"), outcome="passed", finding="false"
    )
    tasks = [world.task(TaskState.ON_SITE, TaskKind.ON_SITE) for _each in range(200)]
    key = uuid.uuid4()
    acts = [
        lambda row: services.submit(row, inspection=uuid.uuid4(), content=content, by=first),
        lambda row: services.submit(row, inspection=uuid.uuid4(), content=content, by=second),
        lambda row: services.return_(row, by=first, reason="ill"),
        lambda row: services.return_(row, by=second, reason="ill"),
        lambda row: services.reassign(row, lead=lead, second=mate, by=boss, reason="nearer"),
        lambda row: services.reassign(row, lead=mate, second=lead, by=boss, reason="nearer"),
        lambda row: services.confirm(row, inspection=key, by=first),
        lambda row: services.confirm(row, inspection=key, by=second),
    ]
    gate = threading.Barrier(len(acts))

    def through(act):
        met = []
        for row in Task.objects.order_by("pk"):
            gate.wait()
            try:
                act(row)
                met.append("won")
            except ConflictError:
                met.append("409")
        return met

    found = at_once(*(lambda act=act: through(act) for act in acts))
    assert [met.count("won") for met in zip(*found, strict=True)] == [1] * len(tasks)
    assert {Task.objects.get(pk=task.pk).state for task in tasks} <= {
        TaskState.SUBMITTED,
        TaskState.RETURNED,
        TaskState.DISPATCHED,
    }
    submitted = Task.objects.filter(state=TaskState.SUBMITTED).count()
    assert Inspection.objects.standing().count() == submitted
    assert all(len(told(task)) in (1, 2) for task in tasks[:20])


def test_confirming_and_sending_back_at_once_leaves_one(world):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    content = services.Submission(
        answers=world.answers("passed"), outcome="passed", finding="false"
    )
    made = services.submit(
        task, inspection=uuid.uuid4(), content=content, by=world.officers[0].user
    )
    second = world.officers[1].user
    one, other = (Task.objects.get(pk=task.pk) for _each in range(2))
    found = at_once(
        lambda: services.confirm(one, inspection=made.pk, by=second),
        lambda: services.send_back(other, inspection=made.pk, by=second, reason="line 2"),
    )
    assert sum(isinstance(each, StaleState) for each in found) == 1
    assert not any(isinstance(each, (IllegalMove, RuleError)) for each in found)
