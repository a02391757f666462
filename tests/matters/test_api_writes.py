"""The workflow by API: the same steps, rights and four eyes as on the pages."""

import pytest
from rest_framework.test import APIClient

from common.models import IdempotencyKey
from matters import services
from matters.models import MatterVersion
from tests import build
from tests.matters.conftest import CONTENT

MATTERS = "/api/v1/matters/"
PROBLEM = "application/problem+json"
RIGHTS = {
    "drafter": "matters.add_matterversion matters.change_matterversion",
    "head": "matters.review_matterversion",
    "legal": "matters.legal_review_matterversion",
}


@pytest.fixture(autouse=True)
def rights(staff):
    for name, permissions in RIGHTS.items():
        build.grant(
            getattr(staff, name),
            *f"matters.view_matterversion {permissions}".split(),
            department=staff.top,
        )
    build.line("drainage")


@pytest.fixture
def post(db):
    """Post as somebody, under a key of one's own unless one is given."""

    def post(person, path, data=None, key=None, **headers):
        client = APIClient()
        client.force_login(person)
        headers["Idempotency-Key"] = key or str(build.ids())
        return client.post(f"{MATTERS}{path}", data or {}, format="json", headers=headers)

    return post


def refusal(answer):
    assert answer["Content-Type"] == PROBLEM
    return answer.status_code, answer.json()["code"]


def test_three_people_take_a_new_matter_to_publication(post, staff):
    data = {**CONTENT, "list": "test", "code": "PS0900", "department": staff.top.code}
    made = post(staff.drafter, "", data)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["state"], row["levels"], row["department"]) == ("draft", [3, 4], staff.top.code)
    pk = row["id"]
    assert post(staff.drafter, f"{pk}/submit/").json()["state"] == "department_review"
    assert post(staff.head, f"{pk}/pass/").json()["state"] == "legal_review"
    day = {"from_day": "2026-12-01"}
    published = post(staff.legal, f"{pk}/publish/", day).json()
    assert (published["state"], published["valid_from"]) == ("published", "2026-12-01")


@pytest.mark.parametrize("state", ["draft", "department_review"])
def test_nothing_is_published_without_its_reviews(post, draft, staff, state):
    """Neither by whoever may publish (409), nor by whoever drafted or reviewed it (403)."""
    if state == "department_review":
        services.submit(draft, by=staff.drafter)
    day = {"from_day": "2026-12-01"}
    assert refusal(post(staff.legal, f"{draft.pk}/publish/", day)) == (409, "illegal_move")
    for person in (staff.drafter, staff.head):
        assert post(person, f"{draft.pk}/publish/", day).status_code == 403
    draft.refresh_from_db()
    assert draft.state == state


def test_four_eyes_hold_by_api_too(post, draft, staff):
    build.grant(staff.drafter, RIGHTS["head"], RIGHTS["legal"], department=staff.top)
    services.submit(draft, by=staff.drafter)
    assert refusal(post(staff.drafter, f"{draft.pk}/pass/")) == (422, "four_eyes")
    services.pass_review(draft, by=staff.head)
    day = {"from_day": "2026-12-01"}
    assert refusal(post(staff.drafter, f"{draft.pk}/publish/", day)) == (422, "four_eyes")


def test_reasons_and_days_are_asked_for(post, draft, staff):
    services.submit(draft, by=staff.drafter)
    assert post(staff.head, f"{draft.pk}/return/").json()["field"] == "basis"
    assert post(staff.head, f"{draft.pk}/return/", {"basis": "x"}).json()["state"] == "draft"
    draft.refresh_from_db()
    services.submit(draft, by=staff.drafter)
    services.pass_review(draft, by=staff.head)
    past = post(staff.legal, f"{draft.pk}/publish/", {"from_day": "2020-01-01"})
    assert (past.status_code, past.json()["field"]) == (400, "from_day")


def test_the_second_of_two_editors_is_told_with_both_texts(post, draft, staff):
    amend = f"{draft.pk}/amend/"
    first = post(staff.drafter, amend, {"process": "甲", "revision": 0})
    assert (first.json()["revision"], first["ETag"]) == (1, '"1"')
    told = post(staff.drafter, amend, {"process": "乙"}, **{"If-Match": '"0"'})
    assert refusal(told) == (409, "edit_conflict")
    body = told.json()
    assert body["revision"] == 1
    assert body["differences"] == [{"field": "process", "yours": "乙", "current": "甲"}]
    draft.refresh_from_db()
    assert draft.process == "甲"
    assert refusal(post(staff.drafter, amend, {"process": "乙"})) == (428, "revision_required")


def test_what_is_published_is_not_amended(post, published, staff):
    told = post(staff.drafter, f"{published.pk}/amend/", {"process": "x", "revision": 0})
    assert refusal(told) == (409, "edit_conflict")
    begun = post(staff.drafter, f"{published.pk}/draft/", {"process": "新流程"})
    assert begun.status_code == 201
    assert (begun.json()["number"], begun.json()["process"]) == (2, "新流程")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"methods": ["walking"]}, "methods"),
        ({"line": "nothing"}, "line"),
        ({"object_types": ["moon"]}, "object_types"),
        ({"subitem_power_code": "330217001000"}, "subitem_power_code"),
        ({"legal_min": 3, "legal_max": 2}, "legal_max"),
        ({"department": "nowhere"}, "department"),
        ({"levels": [9]}, "levels"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(post, draft, staff, wrong, field):
    told = post(staff.drafter, f"{draft.pk}/amend/", {**wrong, "revision": 0})
    assert (told.status_code, told.json()["field"]) == (400, field)


def test_a_draft_of_others_is_not_there(post, draft):
    stranger = build.user()
    build.grant(stranger, *RIGHTS["drafter"].split(), department=build.department())
    assert post(stranger, f"{draft.pk}/amend/", {"revision": 0}).status_code == 404
    assert post(build.user(), f"{draft.pk}/submit/").status_code == 403
    assert APIClient().post(f"{MATTERS}{draft.pk}/submit/").status_code == 401


# ---- sent twice


def test_the_same_write_again_gets_the_first_answer(post, draft, staff):
    data = {"process": "甲", "revision": 0}
    first = post(staff.drafter, f"{draft.pk}/amend/", data, key="k1")
    again = post(staff.drafter, f"{draft.pk}/amend/", data, key="k1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert MatterVersion.objects.get(pk=draft.pk).revision == 1
    other = post(staff.drafter, f"{draft.pk}/amend/", {**data, "process": "乙"}, key="k1")
    assert refusal(other) == (409, "idempotency_conflict")


def test_a_refused_write_keeps_no_key_and_one_without_a_key_is_refused(post, draft, staff):
    assert post(staff.head, f"{draft.pk}/pass/", key="k2").status_code == 409
    assert not IdempotencyKey.objects.exists()
    services.submit(draft, by=staff.drafter)
    assert post(staff.head, f"{draft.pk}/pass/", key="k2").status_code == 200
    told = post(staff.head, f"{draft.pk}/pass/", key=" ")
    assert (told.status_code, told.json()["field"]) == (400, "Idempotency-Key")


def test_keys_are_forgotten_after_a_week(post, draft, staff, time_machine_at):
    from common.idempotency import KEPT, forget_keys

    post(staff.drafter, f"{draft.pk}/submit/")
    assert forget_keys() == 0
    time_machine_at.shift(KEPT * 2)
    assert forget_keys() == 1
