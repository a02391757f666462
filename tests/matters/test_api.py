"""The list for machines: published matters for everybody, the rest inside grants."""

import pytest

from matters import services
from matters.api import PUBLIC
from tests import build

MATTERS = "/api/v1/matters/"
INTERNAL = {
    "state", "note", "unit", "claim_count", "matter", "valid_until", "duty_code", "system",
    "serial", "permit_power_code", "revision",
}  # fmt: skip


@pytest.fixture
def reader(staff):
    person = build.user()
    build.grant(
        person, "matters.view_matterversion", "matters.view_claim", "matters.view_checklist",
        "registry.view_region", "registry.view_department", department=staff.top,
    )  # fmt: skip
    return person


def results(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_anybody_reads_the_matters_in_force_and_only_their_public_fields(client, published, staff):
    (row,) = results(client, MATTERS)
    assert set(row) == set(PUBLIC)
    assert not set(row) & INTERNAL
    assert (row["code"], row["levels"], row["ratio_min"]) == ("PS0101", [3, 4], "0.30000")
    assert row["valid_from"] == "2026-11-23"
    assert client.get(f"{MATTERS}{row['id']}/").json() == row


def test_what_is_not_in_force_is_not_there_for_the_public(client, published, staff):
    draft = services.draft(published.matter, {"item": "秘密"}, by=staff.drafter)
    assert len(results(client, MATTERS)) == 1
    assert client.get(f"{MATTERS}{draft.pk}/").status_code == 404
    services.revoke(published, by=staff.legal, basis="x")
    assert results(client, MATTERS) == []


def test_somebody_logged_in_without_the_right_reads_what_the_public_reads(client, published):
    client.force_login(build.user())
    (row,) = results(client, MATTERS)
    assert set(row) == set(PUBLIC)


def test_staff_read_every_version_in_their_grants_with_its_state(client, published, staff, reader):
    services.draft(published.matter, by=staff.drafter)
    client.force_login(reader)
    rows = results(client, MATTERS)
    assert [row["state"] for row in rows] == ["draft", "published"]
    assert set(PUBLIC) | INTERNAL == set(rows[0])
    assert len(results(client, f"{MATTERS}?state=draft")) == 1


@pytest.mark.parametrize("resource", ["claims", "checklists", "regions", "departments"])
def test_other_resources_need_a_login_and_the_right(client, staff, resource):
    assert client.get(f"/api/v1/{resource}/").status_code == 401
    client.force_login(build.user())
    assert client.get(f"/api/v1/{resource}/").status_code == 403


def test_claims_checklists_regions_and_departments_are_read_in_a_few_queries(
    client, published, staff, reader, django_assert_max_num_queries
):
    for bureau in staff.bureaus:
        services.claim(published.matter, department=bureau, by=staff.drafter)
    form = build.checklist(lines=3)
    client.force_login(reader)
    with django_assert_max_num_queries(8):
        claims = results(client, "/api/v1/claims/")
    assert {row["department"] for row in claims} == {bureau.code for bureau in staff.bureaus}
    with django_assert_max_num_queries(8):
        (row,) = results(client, "/api/v1/checklists/")
    assert [line["content"] for line in row["items"]] == ["Line 1", "Line 2", "Line 3"]
    assert row["code"] == form.checklist.code
    regions = results(client, "/api/v1/regions/")
    assert [row["code"] for row in regions] == sorted(row["code"] for row in regions)
    codes = {row["code"] for row in results(client, "/api/v1/departments/")}
    assert {staff.top.code, staff.city.code} <= codes


def test_filters_are_those_of_the_pages_and_others_are_refused(client, published):
    assert len(results(client, f"{MATTERS}?type=inspection&level=4")) == 1
    assert results(client, f"{MATTERS}?type=penalty") == []
    refused = client.get(f"{MATTERS}?colour=red")
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
