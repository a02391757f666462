"""What can be inspected at my business, and the list as open data: open to everybody."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from matters.api.reading import PUBLIC
from supervision_portal.disclosure.matters import COLUMNS
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def listed():
    build.line("drainage", name="排水", name_en="Drainage")
    version = build.matter_version(
        object_types=["enterprise"],
        item="=Inspection of drains",
        object="drainage users",
        basis="《条例》第一条",
        process="look",
        result="correct",
        frequency="每年1次",
    )
    build.claim(version.matter, version.department)
    return version


def ask(visitor, **query):
    return visitor.get(reverse("public:matter-finder"), query)


def test_it_asks_first_and_answers_with_all_that_matters(visitor, listed):
    assert "drainage users" not in ask(visitor).content.decode()
    region = listed.department.region
    page = ask(visitor, business="enterprise", theme="drainage", region=region.code)
    for text in ("drainage users", "《条例》第一条", "look", "correct", "每年1次"):
        assert text in page.content.decode()


@pytest.mark.parametrize(
    "query", [{"business": "vehicle"}, {"theme": "gas"}, {"region": "elsewhere"}]
)
def test_what_does_not_fit_is_not_shown(visitor, listed, query):
    build.line("gas")
    build.region("elsewhere")
    page = ask(visitor, **query).content.decode()
    assert "drainage users" not in page
    assert "No matter on the list fits" in page


def test_odd_questions_are_answered_politely(visitor, listed):
    assert ask(visitor, business="x", theme="y", region="z").status_code == 200


def test_its_queries_do_not_grow(visitor, listed, django_assert_max_num_queries):
    for _n in range(5):
        build.matter_version(object_types=["enterprise"])
    with django_assert_max_num_queries(6):
        ask(visitor, business="enterprise")


def fetch(visitor, form, **query):
    answer = visitor.get(reverse("public:matter-file", args=[form]), query)
    assert answer.status_code == 200
    return answer


def test_the_list_is_taken_away_in_three_forms(visitor, listed):
    table = list(csv.DictReader(io.StringIO(fetch(visitor, "csv").content.decode("utf-8-sig"))))
    assert table[0]["Main item"] == "'=Inspection of drains"
    (row,) = json.loads(fetch(visitor, "json").content)["matters"]
    assert (row["item"], row["basis"]) == ("=Inspection of drains", "《条例》第一条")
    sheet = load_workbook(io.BytesIO(fetch(visitor, "xlsx").content)).active
    assert [cell.value for cell in sheet[2]][2] == "=Inspection of drains"
    assert sheet["C2"].data_type == "s"
    assert json.loads(fetch(visitor, "json", theme="none").content)["matters"]


def test_open_data_says_nothing_that_the_public_may_not_read():
    assert {key for key, _label, _value in COLUMNS} <= set(PUBLIC)
