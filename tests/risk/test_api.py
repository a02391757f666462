"""Warnings and rules over the API: the same scope as the pages, refusals as problem+json."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import build


@pytest.fixture
def caller(client, rain, rule):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=10)
    rain.judge([(f"G{number}", at, 60) for number in range(5)])
    person = build.user()
    build.grant(person, "risk.view_riskwarning", "risk.view_ruleversion", region=rain.region)
    client.force_login(person)
    return client


def test_it_pages_through_the_warnings_by_cursor(caller, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        first = caller.get("/api/v1/warnings/?limit=3").json()
    second = caller.get(first["next"]).json()
    ids = [row["id"] for page in (first, second) for row in page["results"]]
    assert len(set(ids)) == 5
    assert ids == sorted(ids, reverse=True)
    assert second["next"] is None


def test_it_filters_by_the_names_of_the_list(caller):
    assert len(caller.get("/api/v1/warnings/?level=2").json()["results"]) == 5
    assert caller.get("/api/v1/warnings/?level=1").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("level=9", "level"), ("nonsense=1", "nonsense"), ("target__name__regex=x", None)],
)
def test_a_wrong_parameter_is_refused_by_its_name(caller, query, field):
    answer = caller.get(f"/api/v1/warnings/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["field"] == (field or query.partition("=")[0])


def test_a_bad_cursor_and_a_bad_id_are_refused_in_words(caller):
    assert caller.get("/api/v1/warnings/?cursor=%00%ff").status_code == 404
    assert caller.get("/api/v1/warnings/no-uuid/").status_code == 404


def test_nobody_reads_without_a_grant(client, rain, rule):
    answer = client.get("/api/v1/warnings/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    client.force_login(build.user())
    assert client.get("/api/v1/warnings/").status_code == 403
    other = build.user()
    build.grant(other, "risk.view_riskwarning", region=build.region())
    client.force_login(other)
    assert client.get("/api/v1/warnings/").json()["results"] == []


def test_rules_tell_their_precision(caller, rain):
    build.grant(caller.get("/api/v1/rules/").wsgi_request.user, "risk.view_ruleversion")
    (rule,) = caller.get("/api/v1/rules/").json()["results"]
    assert rule["code"] == "rain.storm"
    assert rule["precision"] is None
