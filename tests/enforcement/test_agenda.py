"""Open tasks by day and by state, bounded, with the steps that the guards allow."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from common import workdays
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.models import Task
from tests import build
from tests.enforcement.conftest import look_over, shot, told


@pytest.fixture
def dispatcher(world, client):
    person = build.user()
    build.grant(person, "enforcement.view_task", "enforcement.dispatch_task", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return person


def waiting(world):
    return build.task(
        kind=TaskKind.FACT_CHECK, department=world.own, subject=world.subject,
        desk_reason=DeskReason.NOBODY_FITS, due_at=workdays.end_of(workdays.today()),
    )  # fmt: skip


def test_a_task_stands_on_its_day_and_not_elsewhere(world, client, dispatcher):
    task = waiting(world)
    url = reverse("enforcement:task-calendar")
    for query in ({}, {"by": "week"}, {"day": "nonsense"}, {"day": "2026-02-31"}):
        assert task.get_absolute_url() in client.get(url, query).content.decode()
    later = (workdays.today() + dt.timedelta(days=90)).isoformat()
    assert task.get_absolute_url() not in client.get(url, {"day": later}).content.decode()


def test_a_card_offers_what_its_guards_allow_and_takes_the_step(world, client, dispatcher):
    url, task = reverse("enforcement:task-board"), waiting(world)
    done = world.task(TaskState.CLOSED)
    shown = client.get(url).content.decode()
    assert 'value="send"' in shown
    assert done.get_absolute_url() not in shown
    client.post(url, {"task": str(task.pk), "step": "send"})
    assert Task.objects.get(pk=task.pk).state == TaskState.DISPATCHED
    client.post(url, {"task": str(task.pk), "step": "urge"})
    assert told(task)[-1] == "urged"
    client.post(url, {"task": str(task.pk), "step": "send"})
    client.post(url, {"task": str(task.pk), "step": "fly"})
    assert Task.objects.get(pk=task.pk).state == TaskState.DISPATCHED
    assert client.post(url, {"task": "x", "step": "send"}).status_code == 404


def test_the_map_marks_each_place_once_and_keeps_what_has_no_place(world, client, dispatcher):
    url = reverse("enforcement:task-map")
    one, two = waiting(world), waiting(world)
    world.subject.lon, world.subject.lat = 120.15, 30.25
    world.subject.save()
    lost = build.subject(region=world.subject.region, name="Nowhere")
    type(lost).objects.filter(pk=lost.pk).update(lon=None, lat=None, xy=None)
    build.task(department=world.own, subject=lost)
    shown = client.get(url).content.decode()
    assert shown.count('data-place="120.15,30.25"') == 1
    assert one.get_absolute_url() in shown
    assert two.get_absolute_url() in shown
    assert "Nowhere" in shown
    assert "no place on record" in shown
    late = client.get(url, {"lateness": "late"}).content.decode()
    assert one.get_absolute_url() not in late
    assert "No open task under these filters." in late


def test_an_inspection_begun_at_once_shows_its_approval_on_the_desk(world, client, dispatcher):
    task = build.task(
        *world.officers[:2], kind=TaskKind.ON_SITE, department=world.own, subject=world.subject,
        state=TaskState.DISPATCHED, begun_urgently_at=timezone.now(),
    )  # fmt: skip
    url = reverse("enforcement:desk")
    assert "approval still missing" in client.get(url).content.decode()
    task.approved_at = timezone.now()
    task.save()
    assert "approval still missing" not in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["task-calendar", "task-board", "task-map"])
def test_the_queries_do_not_grow_with_the_tasks(world, client, dispatcher, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url, counts = reverse(f"enforcement:{name}"), []
    for many in (1, 8):
        for _each in range(many):
            waiting(world)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit_a_phone(world, opened, width):
    person = build.user()
    perms = ["view_task", "dispatch_task", "view_dispatchrule", "change_dispatchrule"]
    perms += ["view_tasktransfer", "view_incident"]
    build.grant(person, *(f"enforcement.{each}" for each in perms), department=world.own)
    build.grant(person, "registry.view_department", department=world.city)
    rule = build.dispatch_rule(world.own, *world.officers, name="Drains first")
    build.dispatch_rule(world.own, matters="gone-", name="Old code")
    waiting(world)
    lead = waiting(world)
    world.task()
    paths = {
        name: reverse(f"enforcement:{name}")
        for name in (
            "task-calendar",
            "task-board",
            "task-map",
            "task-reassign",
            "rule-list",
            "rule-reach",
            "desk",
        )
    }
    paths |= {"rule": rule.get_absolute_url(), "task": lead.get_absolute_url()}
    for name, path in paths.items():
        page = opened(person, path, width=width, check=True)
        shot(page, f"{name}-{width}")
        look_over(page)
