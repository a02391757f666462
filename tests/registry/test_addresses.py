"""An address finds its region and its subjects, however people write it."""

import datetime as dt

import pytest

from registry import rules, services
from registry.models import Region, RegionAlias, Subject
from tests import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "浙江省杭州市西湖区北山街道北山路84号",
            ("浙江省", "杭州市", "西湖区", "北山街道", "", "北山路", "84号", ""),
        ),
        (
            "杭州市 上城区 解放路 171 号 3楼",
            ("", "杭州市", "上城区", "", "", "解放路", "171号", "3楼"),
        ),
        (
            "浙江省丽水市景宁畲族自治县红星街道",
            ("浙江省", "丽水市", "景宁畲族自治县", "红星街道", "", "", "", ""),
        ),
        (
            "上海市浦东新区世纪大道100号",
            ("上海市", "", "浦东新区", "", "", "世纪大道", "100号", ""),
        ),
        ("莲都区碧湖镇下概头村", ("", "", "莲都区", "碧湖镇", "下概头村", "", "", "")),
        ("", ("", "", "", "", "", "", "", "")),
    ],
)
def test_it_splits_an_address_into_its_parts(text, parts):
    address = rules.split_address(text)
    names = ("province", "city", "county", "township", "village", "road", "number", "rest")
    assert tuple(getattr(address, name) for name in names) == parts


@pytest.fixture
def hangzhou():
    province = build.region("330000", name="浙江省", name_en="Zhejiang")
    city = build.region("330100", province, name="杭州市", name_en="Hangzhou")
    xihu = build.region("330106", city, name="西湖区", name_en="Xihu District")
    build.region("330106001", xihu, name="北山街道")
    build.region("330182", city, name="建德市")
    return city


def codes(text):
    found = services.find_places(
        text, regions=Region.objects.all(), subjects=Subject.objects.none()
    )
    return [place.row.code for place in found.places]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江省杭州市西湖区北山街道北山路84号", "330106001"),
        ("杭州西湖北山路84号", "330106001"),
        ("杭州西湖区灵隐路", "330106"),
        ("杭州市建德市", "330182"),
        ("西湖", "330106"),
        ("Xihu District", "330106"),
        ("330106", "330106"),
        ("山街", "330106001"),
    ],
)
def test_it_finds_the_lowest_region_that_is_named(hangzhou, text, code):
    assert codes(text)[:1] == [code]


def test_what_names_nothing_finds_nothing(hangzhou):
    assert codes("月球背面") == []
    assert codes("  ") == []


def test_an_old_name_leads_to_the_heir(hangzhou):
    old = build.region("330104", hangzhou, name="江干区")
    new = build.region("330102", hangzhou, name="上城区", lon=120.19, lat=30.23)
    RegionAlias.objects.create(region=old, name="老江干", kind="colloquial")
    move = services.Move(old, new, "main")
    services.redivide([move], day=dt.date(2021, 4, 9), basis="", by=build.user())
    for text in ("杭州市江干区", "老江干"):
        place = services.find_places(
            text, regions=Region.objects.all(), subjects=Subject.objects.none()
        ).places[0]
        assert (place.row, place.heir, place.lon) == (old, new, 120.19)


def test_a_subject_is_found_by_its_road_within_the_region(hangzhou):
    xihu = Region.objects.get(code="330106")
    hotel = build.subject(region=xihu, name="望湖宾馆", address="西湖区环城西路2号")
    build.subject(region=hangzhou, address="环城西路2号")
    for text in ("杭州西湖区环城西路2号", "望湖宾馆"):
        found = services.find_places(
            text, regions=Region.objects.all(), subjects=Subject.objects.all()
        )
        assert found.places[0].row == hotel
        assert [place.row for place in found.places if not place.is_region] == [hotel]
