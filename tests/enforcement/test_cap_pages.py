"""Caps are set and objects spared by form, each inside the grants of who does it."""

import pytest
from django.urls import reverse

from common import workdays
from common.models import Event
from enforcement.models import VisitCap
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_supervisor_sets_a_cap_below_their_department(world, client):
    person = build.user()
    build.grant(
        person, "enforcement.view_visitcap", "enforcement.add_visitcap", department=world.city
    )
    client.force_login(person)
    today = workdays.today().isoformat()
    data = {"department": str(world.own.pk), "limit": "1", "basis": "rule 7", "first_day": today}
    assert client.post(reverse("enforcement:cap-new"), data).status_code == 302
    assert VisitCap.objects.get().limit == 1
    foreign = data | {"department": str(build.department().pk)}
    assert client.post(reverse("enforcement:cap-new"), foreign).status_code == 422
    assert client.get(reverse("enforcement:cap-list")).status_code == 200


def test_a_head_spares_an_object(world, client):
    person = build.user()
    perms = [f"enforcement.{each}_nodisturb" for each in ("view", "add", "change")]
    build.grant(person, *perms, department=world.own)
    build.grant(person, "registry.view_subject", region=world.place)
    client.force_login(person)
    url = reverse("enforcement:no-disturb-new")
    data = {
        "subject": world.subject.code, "department": str(world.own.pk), "reason": "good record",
        "first_day": workdays.today().isoformat(), "last_day": workdays.today().isoformat(),
    }  # fmt: skip
    assert client.post(url, data | {"subject": "nobody"}).status_code == 422
    assert client.post(url, data).status_code == 302
    listed = reverse("enforcement:no-disturb-list")
    assert world.subject.name in client.get(listed).content.decode()


def test_a_supervisor_changes_a_cap_of_their_own_alone(world, client):
    person = build.user()
    rights = [f"enforcement.{each}_visitcap" for each in ("view", "change")]
    build.grant(person, *rights, department=world.city)
    client.force_login(person)
    row, foreign = build.visit_cap(world.own), build.visit_cap(build.department())
    url = reverse("enforcement:cap-edit", args=[row.pk])
    assert url in client.get(reverse("enforcement:cap-list")).content.decode()
    assert client.get(url).status_code == 200
    data = {"limit": "4", "basis": "rule 9", "last_day": "2019-01-01"}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"last_day": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.limit, row.basis, row.last_day) == (4, "rule 9", None)
    told = Event.objects.get(name="enforcement.cap_amended")
    assert (told.facts["was"], told.facts["limit"]) == (1, 4)
    other = reverse("enforcement:cap-edit", args=[foreign.pk])
    assert client.get(other).status_code == 404
