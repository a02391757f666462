"""Logins, logouts, failed logins and denials leave exactly one entry each."""

import pytest
from django.urls import reverse

from common.models import AuditEntry
from tests import build

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person():
    made = build.user(username="wang.wei")
    made.set_password(PASSWORD)
    made.save()
    return made


def log_in(client, password=PASSWORD, username="wang.wei"):
    return client.post(reverse("login"), {"username": username, "password": password})


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "username"))


def test_a_login_and_a_logout(client, person):
    log_in(client)
    client.post(reverse("logout"))
    assert entries() == [("login", "wang.wei"), ("logout", "wang.wei")]
    first = AuditEntry.objects.earliest("id")
    assert (first.by, first.address) == (person.pk, "127.0.0.1")


def test_a_failed_login_keeps_the_name_and_no_password(client, person):
    log_in(client, password="wrong")
    assert entries() == [("login_failed", "wang.wei")]
    assert "wrong" not in str(AuditEntry.objects.values().get())


@pytest.mark.parametrize("name", ["x" * 500, "wang\0wei"])
def test_a_name_that_no_account_can_have_is_refused_by_the_form(client, name):
    answer = log_in(client, username=name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]
    assert entries() == []


def test_a_locked_account_leaves_one_entry_for_each_attempt(client, person, settings):
    for _attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = log_in(client, password="wrong")
    assert answer.status_code == 429
    assert entries() == [("login_failed", "wang.wei")] * (settings.AXES_FAILURE_LIMIT + 1)


def test_a_logout_of_nobody_leaves_nothing(client):
    client.post(reverse("logout"))
    assert entries() == []


def test_a_denial_is_one_entry_with_its_address(client, person):
    client.force_login(person)
    url = reverse("risk:warning-list")
    assert client.get(url).status_code == 403
    entry = AuditEntry.objects.exclude(action="login").get()
    assert (entry.action, entry.by) == ("denied", person.pk)
    assert entry.facts == {"method": "GET", "path": url}


def test_a_stranger_to_a_record_learns_and_leaves_nothing(client, person):
    client.force_login(person)
    assert client.get("/no/such/page/").status_code == 404
    assert not AuditEntry.objects.exclude(action="login").exists()
