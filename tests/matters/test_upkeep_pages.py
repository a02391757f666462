"""The pages on which the list lives: asking, comparing, reforming, evaluating, commenting."""

import datetime as dt

import pytest
from django.urls import reverse

from matters import services
from matters.models import Adjustment, Consultation, Duplicate, Evaluation, MatterVersion, Reform
from tests import build
from tests.cast import gather

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def act(client, cast):
    """Send or get as somebody of county A."""

    def as_(role, name, *args, data=None, **query):
        client.force_login(cast.a[role])
        url = reverse(f"matters:{name}", args=args)
        headers = {"accept-language": "en"}
        response = (
            client.get(url, query, headers=headers)
            if data is None
            else client.post(url, data, headers=headers)
        )
        assert response.status_code in (200, 302), response.content.decode()[:3000]
        return response

    return as_


@pytest.fixture
def pair(cast):
    return [build.matter_version(department=cast.a.bureau) for _ in range(2)]


def test_a_request_is_asked_taken_up_and_becomes_a_draft(act, cast, pair):
    act("department_head", "adjustment-new", matter=pair[0].matter.code, kind="change")
    act(
        "department_head",
        "adjustment-new",
        data={
            "department": cast.a.bureau.pk,
            "kind": "change",
            "matter": pair[0].matter.code,
            "proposal": "once in two years",
            "reason": "few objects",
        },
    )
    row = Adjustment.objects.get()
    for step in ("study", "accept"):
        page = act("matter_manager", "adjustment-detail", row.pk)
        assert f"/{step}/" in page.content.decode()
        act("matter_manager", f"adjustment-{step}", row.pk, data={})
    act("matter_manager", "adjustment-draft", row.pk, data={})
    row.refresh_from_db()
    assert row.state == "carried_out"
    assert "once in two years" in row.version.note
    act("matter_manager", "adjustment-detail", row.pk)


def test_a_merge_is_proposed_previewed_and_carried_out(act, cast, pair):
    build.claim(pair[0].matter, cast.a.bureau)
    build.checklist().checklist.matters.add(pair[0].matter)
    first, second = (version.matter.code for version in pair)
    act("matter_manager", "reform-new", kind="merge", old=first)
    data = {"kind": "merge", "olds": f"{first}\n{second}", "keep": second, "day": TODAY}
    act("matter_manager", "reform-new", data={**data, "reason": "x"})
    reform = Reform.objects.get()
    page = act("matter_manager", "reform-detail", reform.pk).content.decode()
    assert "Claims" in page
    assert "Checklists" in page
    act("matter_manager", "reform-submit", reform.pk, data={})
    act("department_head", "reform-pass", reform.pk, data={})
    act("legal_reviewer", "reform-approve", reform.pk, data={"approve-day": TODAY})
    reform.refresh_from_db()
    assert reform.state == "carried_out"
    old = act("matter_manager", "matter-detail", pair[0].pk).content.decode()
    new = act("matter_manager", "matter-detail", pair[1].pk).content.decode()
    assert pair[1].get_absolute_url() in old
    assert pair[0].get_absolute_url() in new
    found = act("matter_manager", "matter-list", q=first).content.decode()
    assert pair[1].get_absolute_url() in found


def test_the_api_leads_from_an_old_code_to_the_new_matter(act, cast, client, pair):
    reform = build.reform(pair[0], kind="merge", news=[pair[1].matter], state="approved")
    services.carry_out_due()
    reform.refresh_from_db()
    assert reform.state == "carried_out"
    found = client.get("/api/v1/matters/", {"q": pair[0].matter.code}).json()["results"]
    assert [row["code"] for row in found] == [pair[1].matter.code]
    client.force_login(cast.a["officer"])
    rows = client.get("/api/v1/reforms/", {"code": pair[0].matter.code}).json()["results"]
    assert rows[0]["news"] == [pair[1].matter.code]


def test_a_pair_is_found_compared_and_dismissed(act, cast):
    one = {"item": "对排水户排水行为的检查", "object": "排水户"}
    build.matter_version(department=cast.a.bureau, **one)
    build.matter_version(**one)
    act("matter_manager", "duplicate-search", data={})
    pair = Duplicate.objects.get()
    act("matter_manager", "duplicate-list")
    act("matter_manager", "duplicate-detail", pair.pk)
    act("matter_manager", "duplicate-dismiss", pair.pk, data={"basis": "对象不同"})
    page = act("matter_manager", "duplicate-list", dismissed="true").content.decode()
    assert "对排水户" in page


def test_an_evaluation_shows_its_facts_and_takes_a_result(act, pair):
    assert services.open_evaluations() == 2
    row = Evaluation.objects.first()
    page = act("department_head", "evaluation-detail", row.pk).content.decode()
    assert "Inspections this year" in page
    act("department_head", "evaluation-detail", row.pk, data={"result": "keep", "reason": "used"})
    row.refresh_from_db()
    assert (row.state, row.next_on) == ("done", TODAY + dt.timedelta(days=365))


def test_a_version_in_review_is_commented_and_answered(act, cast):
    version = build.matter_version(
        department=cast.a.bureau,
        state="department_review",
        valid=None,
        drafted_by=build.user().pk,
    )
    act("matter_manager", "matter-detail", version.pk)
    data = {"invitation": "Too often?", "closes_on": TODAY + dt.timedelta(days=9)}
    act("matter_manager", "consultation-open", version.pk, data=data)
    row = Consultation.objects.get()
    said = {"department": cast.a.bureau.pk, "text": "Yes"}
    act("officer", "consultation-comment", row.pk, data=said)
    comment = row.comments.get()
    answer = {"answered": "partly", "answer": "Every second year"}
    act("matter_manager", "comment-answer", comment.pk, data=answer)
    act("matter_manager", "consultation-end", row.pk, data={"basis": "all have spoken"})
    page = act("legal_reviewer", "matter-detail", version.pk).content.decode()
    assert "Every second year" in page
    assert MatterVersion.objects.get(pk=version.pk).consultation == row
