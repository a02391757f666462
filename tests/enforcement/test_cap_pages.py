"""Caps are set and objects spared by form, each inside the grants of who does it."""

import pytest
from django.urls import reverse

from common import workdays
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
