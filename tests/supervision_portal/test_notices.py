"""Whoever a task concerns is told what became of it: officers, their partner, the desk."""

import pytest

from common.events import deliver
from common.models import Delivery, Message
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from tests import build
from tests.cast import gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def officers(cast):
    return [build.officer(department=cast.a.bureau) for _each in range(2)]


@pytest.fixture
def task(cast, officers):
    return build.task(
        *officers,
        kind=TaskKind.ON_SITE,
        state=TaskState.ON_SITE,
        subject=build.subject(region=cast.a.region),
    )


def told(code):
    """Deliver what is due; return who was told something."""
    for delivery in Delivery.objects.filter(state="due"):
        deliver(delivery.pk)
    return {message.recipient for message in Message.objects.filter(code=code)}


def test_officers_hear_that_their_task_was_called_off(cast, officers):
    task = build.task(*officers)
    services.cancel(task, by=cast.a["dispatcher"], reason="raised twice")
    assert told("task.cancelled") == {officer.user for officer in officers}


def test_who_hands_a_task_back_is_not_told_so_but_the_other_officer_and_the_desk(
    cast, officers, task
):
    services.return_(task, by=officers[0].user, reason="ill")
    assert told("task.returned") == {officers[1].user}
    assert told("task.waiting") == {cast.a["dispatcher"], cast.a["department_head"]}


def test_the_second_officer_hears_of_the_answer_and_the_first_that_it_came_back(officers, task):
    first, second = officers
    lines = {item.pk: "passed" for item in task.checklist_version.items.all()}
    content = services.Submission(answers=lines, outcome="passed", finding="false")
    submitted = services.submit(task, inspection=build.ids(), content=content, by=first.user)
    assert told("task.submitted") == {second.user}
    services.send_back(task, inspection=submitted.pk, by=second.user, reason="line 2")
    assert told("task.sent_back") == {first.user}


def test_a_task_that_goes_out_at_once_is_not_told_to_the_desk(cast, task):
    build.event("enforcement.task_drafted", row=task)
    assert told("task.waiting") == set()
