"""Pages of places: tree and map, one region, the zone editor, a re-division step by step."""

import json

import pytest
from django.urls import reverse

from registry import services
from registry.models import Boundary, Region, RegionAlias, Zone
from tests import build

pytestmark = pytest.mark.django_db
SQUARE = "120.0, 30.0\n120.5, 30.0\n120.5, 30.5\n120.0, 30.5"
PERMS = (
    "registry.view_region",
    "registry.change_region",
    "registry.redivide_region",
    "registry.view_zone",
    "registry.add_zone",
    "registry.change_zone",
    "common.view_event",
)


@pytest.fixture
def tree():
    province = build.region("330000", name="浙江省")
    city = build.region("330100", province, name="杭州市")
    return province, city, build.region("330102", city, name="上城区")


@pytest.fixture
def reader(client, tree):
    person = build.user()
    build.grant(person, *PERMS)
    client.force_login(person, backend="registry.grants.GrantBackend")
    return client


def test_a_point_and_an_address_are_located_on_the_map(reader, tree):
    *_above, county = tree
    reader.post(reverse("registry:region-outline", args=[county.pk]), {"shape": SQUARE})
    build.zone(region=county, name="低洼路段", shape=Boundary.objects.get().shape)
    page = reader.get(reverse("registry:region-map"), {"lon": "120.2", "lat": "30.2"})
    assert "330102" in page.content.decode()
    assert "低洼路段" in page.content.decode()
    page = reader.get(reverse("registry:region-map"), {"q": "杭州上城"})
    assert [each.row for each in page.context["found"].places] == [county]
    for broken in ({"lon": "x", "lat": "1"}, {"day": "2020-99-99"}, {"at": "no"}, {"q": "月球"}):
        assert reader.get(reverse("registry:region-map"), broken).status_code == 200


def test_the_map_asks_the_same_for_few_divisions_and_many(
    reader, tree, django_assert_max_num_queries
):
    _province, city, _county = tree
    for n in range(20):
        build.region(f"33012{n:02}", city)
    with django_assert_max_num_queries(10):
        reader.get(reverse("registry:region-map"), {"at": city.pk})


def test_shapes_are_geojson_of_a_day(reader, tree):
    _province, city, county = tree
    services.set_boundary(county, {"type": "Polygon", "coordinates": [
        [[120, 30], [121, 30], [121, 31], [120, 30]]]}, by=None)  # fmt: skip
    shapes = json.loads(reader.get(reverse("registry:region-shapes"), {"at": city.pk}).content)
    assert [each["properties"]["name"] for each in shapes["features"]] == ["上城区"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("120, 30\n121, 31", "too_few_points"), ("a b", "not_a_point"), ("{}", "not_geojson"),
     ("{", "not_geojson"), ("0,0\n1,1\n1,0\n0,1", "crossing"), ("999,0\n1,1\n1,0", "not_on_earth")],
)  # fmt: skip
def test_an_outline_that_is_none_comes_back_with_what_was_typed(reader, tree, text, code):
    page = reader.post(reverse("registry:region-outline", args=[tree[2].pk]), {"shape": text})
    assert page.status_code == 422
    assert page.context["form"].errors.as_data()["shape"][0].code == code
    assert not Boundary.objects.exists()


def test_a_zone_is_drawn_changed_and_ended(reader, tree):
    values = {"name": "禁行区", "kind": "no_entry", "region": tree[2].pk, "first": "2025-01-01",
              "last": "2030-12-31", "shape": SQUARE}  # fmt: skip
    reader.post(reverse("registry:zone-new"), values)
    zone = Zone.objects.get()
    assert reader.get(zone.get_absolute_url()).status_code == 200
    edit = reverse("registry:zone-edit", args=[zone.pk])
    assert "120.500000, 30.000000" in reader.get(edit).content.decode()
    reader.post(edit, values | {"name": "新名"})
    assert reader.post(edit, values | {"last": "2020-01-01"}).status_code == 422
    zone.refresh_from_db()
    assert zone.name == "新名"
    assert [each.name for each in services.zones_at(120.2, 30.2)] == ["新名"]
    reader.post(reverse("registry:zone-end", args=[zone.pk]), {"basis": "道路已通车"})
    assert services.zones_at(120.2, 30.2) == []


def test_a_name_is_added_once(reader, tree):
    path = reverse("registry:alias-add", args=[tree[2].pk])
    assert reader.post(path, {"name": "老上城", "kind": "colloquial"}).status_code == 302
    assert reader.post(path, {"name": "老上城", "kind": "colloquial"}).status_code == 422
    assert RegionAlias.objects.count() == 1
    assert "老上城" in reader.get(tree[2].get_absolute_url()).content.decode()


def test_a_redivision_is_shown_first_and_then_entered(reader, tree):
    build.region("330104", tree[1], name="江干区")
    values = {
        "day": "2021-04-09", "basis": "国务院批复",
        "moves-TOTAL_FORMS": "1", "moves-INITIAL_FORMS": "0",
        "moves-0-old": "330104", "moves-0-new": "330102", "moves-0-kind": "main",
    }  # fmt: skip
    path = reverse("registry:redivide")
    page = reader.post(path, values)
    assert [each.region.code for each in page.context["preview"]] == ["330104"]
    assert Region.objects.get(code="330104").last_day is None
    assert reader.post(path, values | {"confirmed": "1"}).status_code == 302
    ended = Region.objects.get(code="330104")
    assert str(ended.last_day) == "2021-04-08"
    assert "330102" in reader.get(ended.get_absolute_url()).content.decode()
    for wrong in ({"moves-0-old": ""}, {"moves-0-old": "999999"}, {"basis": ""}):
        assert reader.post(path, values | wrong).status_code == 422
