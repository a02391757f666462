"""A point finds the lowest region around it: holes are out, islands in, by the day asked for."""

import datetime as dt

import pytest
from django.db import connection

from common.errors import RuleError
from registry import services
from registry.models import Boundary, Ring
from registry.services.places import AROUND
from tests import build

pytestmark = pytest.mark.django_db


def square(west, south, size):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.fixture
def tree():
    province = build.region("330000")
    city = build.region("330100", province)
    return province, city, build.region("330102", city)


def test_it_finds_the_lowest_region(tree):
    province, city, county = tree
    services.set_boundary(province, polygon(square(118, 27, 5)), by=None)
    services.set_boundary(city, polygon(square(119, 29, 2)), by=None)
    services.set_boundary(county, polygon(square(120, 30, 0.5)), by=None)
    assert services.locate(120.2, 30.2) == county
    assert services.locate(119.5, 30.2) == city
    assert services.locate(118.5, 27.5) == province
    assert services.locate(100, 10) is None


def test_holes_are_out_and_islands_are_in(tree):
    *_others, county = tree
    shape = {
        "type": "MultiPolygon",
        "coordinates": [
            [square(120, 30, 1), square(120.3, 30.3, 0.4)],
            [square(120.45, 30.45, 0.1)],
            [square(122, 30, 0.2)],
        ],
    }
    services.set_boundary(county, shape, by=None)
    inside, hole, island_in_hole, island = (
        (120.1, 30.1), (120.35, 30.35), (120.5, 30.5), (122.1, 30.1)
    )  # fmt: skip
    assert services.locate_all([inside, hole, island_in_hole, island]) == [
        county, None, county, county,
    ]  # fmt: skip


def test_it_answers_for_the_day_asked_for(tree):
    _province, city, county = tree
    neighbour = build.region("330104", city)
    day = dt.date(2021, 4, 9)
    services.set_boundary(county, polygon(square(120, 30, 1)), by=None)
    services.set_boundary(neighbour, polygon(square(121, 30, 1)), by=None)
    both = {"type": "MultiPolygon", "coordinates": [[square(120, 30, 1)], [square(121, 30, 1)]]}
    services.set_boundary(county, both, since=day, by=None)
    services.redivide(
        [services.Move(neighbour, county, "whole")], day=day, basis="", by=build.user()
    )
    assert services.locate(121.5, 30.5, day - dt.timedelta(days=1)) == neighbour
    assert services.locate(121.5, 30.5, day) == county


def test_an_outline_is_corrected_in_place_and_follows_in_time(tree):
    *_others, county = tree
    day = dt.date(2024, 1, 1)
    services.set_boundary(county, polygon(square(120, 30, 1)), by=None)
    services.set_boundary(county, polygon(square(120, 30, 2)), by=None)
    services.set_boundary(county, polygon(square(120, 30, 3)), since=day, by=build.user())
    spans = [each.valid for each in county.boundaries.order_by("valid")]
    assert [(each.lower, each.upper) for each in spans] == [(None, day), (day, None)]
    with pytest.raises(RuleError):
        services.set_boundary(county, polygon(square(120, 30, 1)), by=None)


@pytest.mark.parametrize(
    "shape",
    [{}, None, {"type": "Point", "coordinates": [1, 2]}, polygon([[1, 2], [1, 2]]),
     polygon([[0, 0], [1, "x"], [2, 2]]), polygon([[0, 0], [400, 0], [2, 2]])],
)  # fmt: skip
def test_what_is_no_outline_is_refused(tree, shape):
    with pytest.raises(RuleError):
        services.set_boundary(tree[0], shape, by=None)
    assert not Boundary.objects.exists()


def test_it_takes_the_same_two_queries_for_many_points(tree, django_assert_num_queries):
    services.set_boundary(tree[2], polygon(square(120, 30, 1)), by=None)
    points = [(120 + n / 1000, 30.5) for n in range(900)]
    with django_assert_num_queries(2):
        found = services.locate_all(points)
    assert set(found) == {tree[2]}


def test_it_is_answered_by_the_index(tree):
    outline = services.set_boundary(tree[2], polygon(square(120, 30, 1)), by=None)
    Ring.objects.bulk_create(
        Ring(boundary=outline, line=[(a, b), (a + 1e-3, b), (a, b + 1e-3)])
        for a in (n / 50 for n in range(100))
        for b in (n / 50 for n in range(40))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_ring")
        day = dt.date(2024, 1, 1)
        cursor.execute(f"EXPLAIN {AROUND}", [[120.5], [30.5], day, day])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "ring_box" in plan
    assert services.locate(120.5, 30.5) == tree[2]


def test_zones_are_found_by_their_days(tree):
    *_others, county = tree
    made = build.zone(region=county, shape=polygon(square(120, 30, 1)))
    over = build.zone(region=county, shape=polygon(square(120, 30, 1)))
    services.end_zone(over, by=build.user(), basis="over")
    assert services.zones_at(120.5, 30.5) == [made]
    assert services.zones_at(10, 10) == []
