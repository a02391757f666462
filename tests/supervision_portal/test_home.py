"""Home shows each role the work that waits for it, and nothing that it may not open."""

import pytest
from django.urls import reverse

from common.channels import tell
from common.models import Message
from enforcement.choices import TaskState
from registry.roles import ROLES
from tests import build
from tests.cast import gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather()


@pytest.mark.parametrize("role", [spec.code for spec in ROLES])
def test_every_role_has_a_home_of_few_queries(client, cast, role, django_assert_max_num_queries):
    client.force_login(cast.a[role])
    with django_assert_max_num_queries(20):
        assert client.get(reverse("home")).status_code == 200


def test_who_has_no_role_is_told_whom_to_ask(client, cast):
    cast.stranger.language = "en"
    cast.stranger.save()
    client.force_login(cast.stranger)
    client.cookies["django_language"] = "en"
    assert "No role has been given to you yet" in client.get(reverse("home")).content.decode()


def test_an_officer_finds_the_tasks_of_their_own_and_of_nobody_else(client, cast):
    mine = build.subject(region=cast.a.region, name="演示甲")
    others = build.subject(region=cast.a.region, name="演示乙")
    officer = cast.a["officer"].officer
    build.task(officer, subject=mine, state=TaskState.DISPATCHED, department=cast.a.bureau)
    other = build.officer(department=cast.a.bureau)
    build.task(other, subject=others, state=TaskState.DISPATCHED, department=cast.a.bureau)
    client.force_login(cast.a["officer"])
    page = client.get(reverse("home")).content.decode()
    assert mine.name in page
    assert others.name not in page


def tell_of(person, task, key="k", code="task.dispatched"):
    params = {"subject": task.subject.name, "subject_en": "", "due": task.due_at.isoformat()}
    tell([person], code, key=key, params={"task": str(task.pk)} | params)


@pytest.fixture
def task(cast):
    return build.task(subject=build.subject(region=cast.a.region), department=cast.a.bureau)


def test_a_message_is_read_once(client, cast, task):
    person = cast.a["risk_officer"]
    for _ in range(2):
        tell_of(person, task)
    assert Message.objects.count() == 1
    client.force_login(person)
    page = client.get(reverse("home")).content.decode()
    assert f"/pocket/tasks/{task.pk}/" in page
    assert task.subject.name in page
    client.post(reverse("messages-read"), {"message": [str(Message.objects.get().pk), "x\x00"]})
    assert str(task.pk) not in client.get(reverse("home")).content.decode()
    assert task.subject.name in client.get(reverse("message-list")).content.decode()


def test_what_came_after_the_page_was_shown_stays_new(client, cast, task):
    person = cast.a["officer"]
    tell_of(person, task)
    client.force_login(person)
    shown = str(Message.objects.get().pk)
    tell_of(person, task, key="later", code="task.cancelled")
    client.post(reverse("messages-read"), {"message": [shown]})
    assert Message.objects.unread().get().key == "later"


def test_nobody_reads_or_clears_the_messages_of_another(client, cast, task):
    tell_of(cast.a["officer"], task)
    client.force_login(cast.a["dispatcher"])
    assert task.subject.name not in client.get(reverse("message-list")).content.decode()
    client.post(reverse("messages-read"), {"message": [str(Message.objects.get().pk)]})
    assert Message.objects.unread().count() == 1


@pytest.mark.parametrize("role", [spec.code for spec in ROLES])
def test_nobody_with_a_role_is_told_that_they_have_none(client, cast, role):
    client.force_login(cast.a[role])
    client.cookies["django_language"] = "en"
    assert "No role has been given to you" not in client.get(reverse("home")).content.decode()
