"""The API of places and people: what stands when, where a point lies, what an address means."""

import datetime as dt

import pytest
from django.urls import reverse

from registry import services
from registry.models import RegionAlias
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return build.region("330100", build.region("330000"), name="杭州市")


@pytest.fixture
def caller(client, city):
    person = build.user()
    perms = ("view_region", "view_zone", "view_officer", "view_subject", "view_department")
    build.grant(person, *(f"registry.{each}" for each in perms))
    client.force_login(person, backend="registry.grants.GrantBackend")
    return client


def test_a_region_tells_its_days_names_and_successors(caller, city):
    old, new = build.region("330104", city, name="江干区"), build.region("330102", city)
    RegionAlias.objects.create(region=old, name="江干", kind="short")
    move = services.Move(old, new, "main")
    services.redivide([move], day=dt.date(2021, 4, 9), basis="x", by=build.user())
    told = caller.get(reverse("region-detail", args=[old.pk])).json()
    assert told["valid_until"] == "2021-04-08"
    assert told["aliases"] == [{"name": "江干", "kind": "short"}]
    assert told["successors"][0]["code"] == "330102"
    assert caller.get(reverse("region-list"), {"current": "true"}).json()


def test_a_point_and_an_address_are_answered(caller, city):
    zone = build.zone(region=city)
    services.set_boundary(city, zone.shape, by=None)
    told = caller.get(reverse("locate"), {"lon": 120.15, "lat": 30.25}).json()
    assert told["region"]["code"] == "330100"
    assert [each["id"] for each in told["zones"]] == [str(zone.pk)]
    assert caller.get(reverse("locate"), {"lon": 1, "lat": 1}).json()["region"] is None
    told = caller.get(reverse("locate"), {"q": "杭州市文三路1号"}).json()
    assert told["parts"]["road"] == "文三路"
    assert [each["code"] for each in told["places"]] == ["330100"]
    for wrong in ({}, {"lon": 1}, {"lon": "x", "lat": 1}, {"lon": 999, "lat": 1}):
        assert caller.get(reverse("locate"), wrong).status_code == 400


def test_officers_and_zones_are_listed(caller):
    officer, zone = build.officer(expertise=["起重机械"]), build.zone()
    [told] = caller.get(reverse("officer-list"), {"q": "起重机械"}).json()["results"]
    assert told["certificate_no"] == officer.certificate_no
    [told] = caller.get(reverse("zone-list"), {"kind": zone.kind}).json()["results"]
    assert told["shape"]["type"] == "Polygon"
