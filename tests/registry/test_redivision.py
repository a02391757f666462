"""Hangzhou in 2021: codes end, records and scopes find their way to those who follow."""

import datetime as dt

import pytest

from common.errors import RuleError
from common.models import Event
from registry import services
from registry.models import Region, Subject
from registry.services import Move
from tests import build

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 4, 9)
NAMES = {
    "330102": "上城区", "330103": "下城区", "330104": "江干区", "330105": "拱墅区",
    "330109": "萧山区", "330110": "余杭区", "330113": "临平区", "330114": "钱塘区",
}  # fmt: skip


@pytest.fixture
def hangzhou():
    """Hangzhou's districts before and after, not yet re-divided."""
    city = build.region("330100", build.region("330000"), name="杭州市")
    return {code: build.region(code, city, name=name) for code, name in NAMES.items()}


def steps(of):
    return [
        Move(of["330104"], of["330102"], "main"),
        Move(of["330103"], of["330105"], "whole"),
        Move(of["330104"], of["330114"], "part"),
        Move(of["330109"], of["330114"], "part"),
        Move(of["330110"], of["330113"], "part"),
    ]


def redivide(of):
    made = services.redivide(steps(of), day=DAY, basis="国务院批复", by=build.user())
    for each in of.values():
        each.refresh_from_db()
    return made


def seen(region, model=Subject):
    """Return what somebody sees whose grant lies over a region."""
    person = build.user()
    build.grant(person, f"registry.view_{model._meta.model_name}", region=region)
    return set(model.objects.visible_to(person))


def test_abolished_codes_end_on_the_day_and_the_others_go_on(hangzhou):
    redivide(hangzhou)
    before, after = DAY - dt.timedelta(days=1), DAY
    gone = {code for code, each in hangzhou.items() if not each.is_in_force(after)}
    assert gone == {"330103", "330104"}
    assert all(each.is_in_force(before) for each in hangzhou.values())
    assert Event.objects.filter(name="registry.redivided").count() == 4


def test_records_of_an_abolished_district_are_seen_over_its_heir(hangzhou):
    old_task = build.task(subject=build.subject(region=hangzhou["330104"]))
    redivide(hangzhou)
    person = build.user()
    build.grant(person, "enforcement.view_task", region=hangzhou["330102"])
    other = build.user()
    build.grant(other, "enforcement.view_task", region=hangzhou["330105"])
    assert list(type(old_task).objects.visible_to(person)) == [old_task]
    assert not type(old_task).objects.visible_to(other).exists()


def test_a_scope_over_an_abolished_district_goes_on_over_its_heir(hangzhou):
    subject = build.subject(region=hangzhou["330103"])
    redivide(hangzhou)
    subject.refresh_from_db()
    assert subject.region == hangzhou["330105"]
    assert subject in seen(hangzhou["330103"])
    assert subject in seen(hangzhou["330105"])
    assert subject in seen(hangzhou["330103"].parent)
    assert subject not in seen(hangzhou["330102"])


def test_a_part_that_split_off_is_no_longer_in_the_scope_of_the_rest(hangzhou):
    redivide(hangzhou)
    fresh = build.subject(region=hangzhou["330113"])
    assert fresh in seen(hangzhou["330113"])
    assert fresh not in seen(hangzhou["330110"])


def test_subjects_go_where_their_place_lies(hangzhou):
    for code, west in (("330102", 120.0), ("330114", 121.0)):
        ring = [[west, 30], [west + 1, 30], [west + 1, 31], [west, 31], [west, 30]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        services.set_boundary(hangzhou[code], shape, since=DAY, by=None)
    jianggan, xiaoshan = hangzhou["330104"], hangzhou["330109"]
    moved = build.subject(region=jianggan, lon=121.5, lat=30.5)
    stays = build.subject(region=jianggan, lon=120.5, lat=30.5)
    nowhere = build.subject(region=jianggan, lon=10, lat=10)
    given = build.subject(region=xiaoshan, lon=121.6, lat=30.5)
    kept = build.subject(region=xiaoshan, lon=10, lat=10)
    redivide(hangzhou)
    where = dict(Subject.objects.values_list("pk", "region__code"))
    assert [where[each.pk] for each in (moved, stays, nowhere, given, kept)] == [
        "330114", "330102", "330102", "330114", "330109",
    ]  # fmt: skip


def test_it_can_be_entered_twice_and_chains_are_followed(hangzhou):
    redivide(hangzhou)
    assert redivide(hangzhou) == []
    later = build.region("330120", hangzhou["330102"].parent)
    services.redivide(
        [Move(hangzhou["330102"], later, "whole")],
        day=dt.date(2025, 1, 1), basis="", by=build.user(),
    )  # fmt: skip
    later.refresh_from_db()
    assert set(later.reach) == {hangzhou["330102"].path, hangzhou["330104"].path}
    assert later.path in Region.objects.get(code="330104").reach


def test_a_region_has_one_heir_of_its_level(hangzhou):
    two = [Move(hangzhou["330104"], hangzhou[code], "whole") for code in ("330102", "330105")]
    with pytest.raises(RuleError):
        services.redivide(two, day=DAY, basis="", by=build.user())
    own = [Move(hangzhou["330104"], hangzhou["330104"].parent, "whole")]
    with pytest.raises(RuleError):
        services.redivide(own, day=DAY, basis="", by=build.user())


def test_the_preview_says_what_hangs_on_each(hangzhou):
    build.subject(region=hangzhou["330104"])
    build.grant(build.user(), "registry.view_region", region=hangzhou["330104"])
    preview = {each.region.code: each for each in services.preview_redivision(steps(hangzhou))}
    assert preview["330104"].subjects == 1
    assert preview["330104"].grants == 1
    assert preview["330104"].ends
    assert preview["330104"].heir == hangzhou["330102"]
    assert not preview["330110"].ends


def test_those_told_of_a_place_include_who_took_it_over(hangzhou):
    redivide(hangzhou)
    person = build.user()
    granted = build.grant(person, "registry.view_region", region=hangzhou["330102"])
    found = type(granted).objects.over_region(hangzhou["330104"].path)
    assert list(found) == [granted]
