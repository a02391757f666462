"""The open interface: the public copy and nothing else, page by page, without a login."""

import base64

import pytest
from rest_framework.test import APIClient

from supervision_portal.disclosure import services
from supervision_portal.disclosure.api import PublicRecordOut
from tests import build
from tests.disclosure.acts import firm, published

pytestmark = pytest.mark.django_db
URL = "/api/v1/public-records/"
ALLOWED = {
    *["code", "version", "kind", "result", "result_on", "published_at"],
    *["subject", "subject_en", "subject_code"],
    *["matter_code", "matter", "matter_en"],
    *["department_code", "department", "department_en"],
    *["region_code", "region", "region_en"],
}


@pytest.fixture
def anybody() -> APIClient:
    return APIClient()


def codes(answer) -> list[str]:
    return [each["code"] for each in answer.json()["results"]]


def test_it_tells_the_allowed_fields_and_no_other(anybody):
    record = published()
    assert set(PublicRecordOut().fields) == ALLOWED
    assert set(anybody.get(URL).json()["results"][0]) == ALLOWED
    assert set(anybody.get(f"{URL}{record.code}/").json()) == ALLOWED


def test_it_walks_by_cursor_newest_first(anybody):
    expected = [published().code for _row in range(5)][::-1]
    seen, url = [], f"{URL}?limit=2"
    while url:
        answer = anybody.get(url)
        seen += codes(answer)
        url = answer.json()["next"]
    assert seen == expected


def test_its_filters_are_those_of_the_page(anybody):
    kept = published(firm(name="杭州甲公司"))
    published(firm(name="宁波乙公司"))
    for query in ["q=甲公司", f"region={kept.region_code}", f"matter={kept.matter_key}"]:
        assert codes(anybody.get(f"{URL}?{query}")) == [kept.code], query


def test_what_was_withdrawn_is_gone(anybody):
    record = published()
    services.withdraw(record, why="wrong firm", by=build.user())
    assert codes(anybody.get(URL)) == []
    answer = anybody.get(f"{URL}{record.code}/")
    assert answer.status_code == 410
    assert record.subject not in answer.content.decode()


def test_shared_caches_keep_it_a_minute_at_most(anybody):
    answer = anybody.get(URL)
    assert "s-maxage=60" in answer["Cache-Control"]
    assert anybody.get(URL, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_it_only_reads(anybody, verb):
    assert getattr(anybody, verb)(URL).status_code == 405


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=zzz", 404),
        ("cursor=" + base64.b64encode(b"p=no moment").decode(), 404),
        ("cursor=" + base64.b64encode(b"p=2026-01-01&o=x").decode(), 404),
        ("cursor=%00", 200),
        ("region=x", 400),
        ("q=%00", 400),
        ("since=x", 400),
        ("matter=x", 400),
        ("limit=x", 200),
        ("limit=-1", 200),
        ("q=" + "长" * 3000, 400),
        ("unknown=1", 400),
    ],
)
def test_bad_input_is_refused_in_words(anybody, query, status):
    published()
    answer = anybody.get(f"{URL}?{query}")
    assert answer.status_code == status
    assert answer.json()


@pytest.mark.parametrize("code", ["x", "AAAA-AAAA-AAAA"])
def test_an_unknown_number_is_not_there(anybody, code):
    assert anybody.get(f"{URL}{code}/").status_code == 404
