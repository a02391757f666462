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


def test_a_message_is_read_once(client, cast):
    person = cast.a["risk_officer"]
    task = build.task(subject=build.subject(region=cast.a.region), department=cast.a.bureau)
    for _ in range(2):
        tell([person], "task.dispatched", key="k", params={"task": str(task.pk)})
    assert Message.objects.count() == 1
    client.force_login(person)
    assert str(task.pk) in client.get(reverse("home")).content.decode()
    client.post(reverse("messages-read"))
    assert str(task.pk) not in client.get(reverse("home")).content.decode()
