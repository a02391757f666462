"""Several tasks change hands at once; each is checked by itself and says why it stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enforcement.choices import TaskKind, TaskState
from enforcement.models import Task
from tests import build

URL = "/tasks/reassign/"


@pytest.fixture
def dispatcher(world, client):
    person = build.user()
    build.grant(person, "enforcement.view_task", "enforcement.dispatch_task", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return person


@pytest.fixture
def others(world):
    return [build.officer(department=world.own), build.officer(department=world.own)]


def crew_of(task):
    rows = task.assignments.filter(ended_at=None).order_by("position")
    return [each.officer for each in rows]


def give(client, tasks, lead, second=None, **more):
    sent = {"tasks": [str(task.pk) for task in tasks], "lead": lead.pk, "reason": "fell ill"}
    return client.post(URL, sent | ({"second": second.pk} if second else {}) | more, follow=True)


def test_ticked_tasks_go_to_the_chosen_officers_and_work_for_one_to_the_lead(
    world, client, dispatcher, others
):
    visit, check = world.task(kind=TaskKind.ON_SITE), world.task()
    left = world.task()
    shown = give(client, [visit, check], *others).content.decode()
    assert "2 tasks changed hands." in shown
    assert crew_of(visit) == others
    assert crew_of(check) == others[:1]
    assert crew_of(left) == world.officers[:2]


def test_one_that_cannot_go_says_why_and_keeps_no_other_back(world, client, dispatcher, others):
    build.conflict(others[0], world.subject)
    spared = build.task(
        *world.officers[:2], department=world.own, kind=TaskKind.FACT_CHECK,
        subject=build.subject(region=world.subject.region),
    )  # fmt: skip
    hindered = world.task(kind=TaskKind.ON_SITE)
    shown = give(client, [spared, hindered], *others).content.decode()
    assert "1 task changed hands." in shown
    assert "stays:" in shown
    assert "interest" in shown
    assert crew_of(spared) == others[:1]
    assert crew_of(hindered) == world.officers[:2]


def test_the_work_of_one_officer_is_shown_alone(world, client, dispatcher, others):
    own = build.task(others[0], department=world.own, subject=world.subject)
    other = world.task()
    shown = client.get(URL, {"officer": str(others[0].pk)}).content.decode()
    assert str(own.pk) in shown
    assert str(other.pk) not in shown
    assert client.get(URL, {"officer": "nobody"}).status_code == 200


def test_work_at_the_object_and_of_other_departments_cannot_be_ticked(
    world, client, dispatcher, others
):
    at_work, elsewhere = world.task(TaskState.ON_SITE, TaskKind.ON_SITE), build.task()
    answer = give(client, [at_work, elsewhere], *others)
    assert answer.status_code == 422
    assert crew_of(at_work) == world.officers[:2]
    assert Task.objects.get(pk=elsewhere.pk).state == TaskState.DRAFTED


def test_without_a_tick_or_a_reason_it_names_the_field_and_keeps_the_rest(
    world, client, dispatcher, others
):
    task = world.task()
    shown = give(client, [task], others[0], reason="").content.decode()
    assert f'value="{task.pk}" id="task-{task.pk}" checked' in shown
    assert "Tick the tasks" in give(client, [], others[0]).content.decode()


def test_the_queries_do_not_grow_with_the_tasks(world, client, dispatcher):
    client.get(URL)
    counts = []
    for many in (1, 8):
        for _each in range(many):
            world.task()
        with CaptureQueriesContext(connection) as seen:
            client.get(URL)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14
