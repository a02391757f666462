"""Names, addresses, numbers and places in their several spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from registry import rules


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州（某某）有限责任公司", "浙江省杭州市某某有限公司"),
        ("某某　ＡＢＣ有限公司", "某某abc有限公司"),
        ("家家超市有限公司", "家家超市有限责任公司"),
    ],
)
def test_spellings_of_a_name_share_their_key(one, other):
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("某某有限公司", "某某股份有限公司"),
        ("家家超市有限公司", "好好超市有限公司"),
        ("杭州有限公司", "宁波有限公司"),
    ],
)
def test_different_names_keep_apart(one, other):
    assert rules.name_key(one) != rules.name_key(other)


def test_spellings_of_an_address_share_their_key():
    key = rules.address_key("浙江省杭州市西湖区文三路 1 号楼 201 室")
    assert key == rules.address_key("文三路１幢201")


@given(st.text(max_size=40))
def test_a_key_of_a_key_is_the_key_of_words(text):
    assert len(rules.name_key(text)) <= 2 * len(text) * 9
    assert " " not in rules.name_key(text)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=18))
def test_credit_codes_are_judged_as_the_library_judges(text):
    assert rules.is_credit_code(text) == uscc.is_valid(text)
    if len(text) == 17 and text[:8].isdigit():
        whole = text + uscc.calc_check_digit(text)
        assert rules.is_credit_code(whole) == uscc.is_valid(whole)


@given(st.floats(118, 123), st.floats(27, 31.5))
def test_places_come_back_from_every_frame(lon, lat):
    for frame, draw in (("gcj02", rules.gcj02), ("bd09", rules.bd09)):
        there = rules.to_wgs84(*draw(lon, lat), frame)
        assert there == pytest.approx((lon, lat), abs=3e-6)
    assert rules.to_wgs84(lon, lat, "cgcs2000") == (lon, lat)


def test_numbers_are_shown_masked():
    assert rules.masked_number("330102199001011234") == "330102********1234"
    assert rules.masked_number("13812345678") == "138****5678"
    assert rules.masked_number("1234") == "****"
    assert rules.masked_name("张三丰") == "张**"
