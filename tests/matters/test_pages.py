"""The pages of the list: who sees what, which steps are offered to whom, how much they ask."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from matters import services
from matters.models import Claim, MatterVersion
from tests import build
from tests.matters.conftest import CONTENT

SEE = "matters.view_matterversion matters.view_claim matters.view_checklist common.view_event"
ROLES = {
    "drafter": "matters.add_matterversion matters.change_matterversion matters.add_claim "
    "matters.change_claim matters.change_checklist",
    "head": "matters.review_matterversion",
    "legal": "matters.legal_review_matterversion",
}
FORM = {
    **{name: value for name, value in CONTENT.items() if name != "levels"},
    "levels": ["3", "4"],
}


@pytest.fixture(autouse=True)
def rights(staff):
    for name, permissions in ROLES.items():
        build.grant(getattr(staff, name), *f"{SEE} {permissions}".split(), department=staff.top)


@pytest.fixture
def visit(client):
    """Log somebody in who reads English and return their client."""

    def as_(person):
        client.force_login(person)
        client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
        return client

    return as_


def url(name, row):
    return reverse(f"matters:{name}", args=[row.pk])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def take(visit, person, version, step, **fields):
    """Post a step's form as somebody."""
    data = {f"{step}-{name}": value for name, value in fields.items()}
    return visit(person).post(url(f"matter-{step}", version), data)


# ---- the list and its filters


def test_everybody_sees_what_is_published_and_drafts_only_in_their_departments(
    visit, draft, publish, staff
):
    reader = build.user()
    build.grant(reader, "matters.view_matterversion", department=build.department())
    page = reverse("matters:matter-list")
    assert CONTENT["item_en"] not in text(visit(reader).get(page))
    assert visit(reader).get(url("matter-detail", draft)).status_code == 404
    assert CONTENT["item_en"] in text(visit(staff.head).get(page))
    publish(draft)
    assert CONTENT["item_en"] in text(visit(reader).get(page))
    assert CONTENT["item_en"] in text(visit(reader).get(url("matter-detail", draft)))


def test_a_draft_without_a_department_waits_for_who_looks_across(visit, draft, staff):
    MatterVersion.objects.update(department=None)
    assert visit(staff.head).get(url("matter-detail", draft)).status_code == 404
    across = build.user()
    build.grant(across, *SEE.split(), region=staff.top.region)
    assert "not named yet" in text(visit(across).get(url("matter-detail", draft)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=drainage", True), ("q=PS01", True), ("q=第四十四条", True), ("q=gas", False),
        ("type=inspection", True), ("type=penalty", False),
        ("level=4", True), ("level=5", False),
        ("line=drainage", True), ("line=gas", False),
        ("object=site", True), ("object=vehicle", False),
        ("state=published", True), ("state=draft", False),
        ("list=test", True),
    ],
)  # fmt: skip
def test_the_list_is_filtered(visit, published, staff, query, found):
    for line in ("drainage", "gas"):
        build.line(line)
    MatterVersion.objects.update(object_types=["site"])
    page = text(visit(staff.head).get(f"{reverse('matters:matter-list')}?{query}"))
    assert (CONTENT["item_en"] in page) is found


def test_a_search_marks_what_it_found_and_where(visit, published, staff):
    MatterVersion.objects.update(item_en="", object="餐饮场所的消防设施", item="施工许可监管")
    page = reverse("matters:matter-list")
    found = text(visit(staff.head).get(f"{page}?q=消防"))
    assert "<mark>消防</mark>" in found
    assert "<mark>施工许可</mark>" in text(visit(staff.head).get(f"{page}?q=施工许可"))
    assert "施工许可监管" not in text(visit(staff.head).get(f"{page}?q=许施"))
    export = b"".join(visit(staff.head).get(f"{page}?q=消防&export=csv").streaming_content)
    assert "施工许可监管" in export.decode()
    assert "<mark>" not in export.decode()


def test_claims_lead_from_a_department_to_its_matters(visit, published, staff):
    bureau = staff.bureaus[0]
    services.claim(published.matter, department=bureau, by=staff.drafter)
    page = reverse("matters:matter-list")
    assert CONTENT["item_en"] in text(visit(staff.head).get(f"{page}?claimed_by={bureau.code}"))
    assert CONTENT["item_en"] not in text(visit(staff.head).get(f"{page}?claimed_by=other"))


def test_a_superseded_version_stands_aside_until_it_is_asked_for(visit, draft, publish, staff):
    publish(draft, from_day=dt.date(2026, 1, 1))
    publish(services.draft(draft.matter, {"item_en": "Newer"}, by=staff.drafter))
    page = reverse("matters:matter-list")
    assert CONTENT["item_en"] not in text(visit(staff.head).get(page))
    assert CONTENT["item_en"] in text(visit(staff.head).get(f"{page}?state=superseded"))


def test_lists_and_records_ask_the_same_of_the_database_for_one_row_and_for_many(
    visit, published, staff, django_assert_num_queries
):
    services.claim(published.matter, department=staff.bureaus[0], by=staff.drafter)
    form = build.checklist(lines=3)
    form.checklist.matters.add(published.matter)
    client = visit(staff.head)
    pages = {
        reverse("matters:matter-list"): 14,
        url("matter-detail", published): 20,
        reverse("matters:matter-facets"): 23,
        reverse("matters:checklist-list"): 10,
        url("checklist-detail", form): 14,
    }
    for page in pages:
        client.get(page)
    for more in (0, 20):
        for _n in range(more):
            other = build.matter_version(department=staff.top)
            build.claim(other.matter, staff.bureaus[0])
            form.checklist.matters.add(other.matter)
        for bureau in staff.bureaus[1:] if more else ():
            services.claim(published.matter, department=bureau, by=staff.drafter)
        for page, queries in pages.items():
            with django_assert_num_queries(queries):
                client.get(page)


# ---- the way to publication


def test_three_people_publish_by_the_pages(visit, draft, staff):
    assert take(visit, staff.drafter, draft, "submit", basis="请审核").status_code == 302
    assert take(visit, staff.head, draft, "pass").status_code == 302
    assert take(visit, staff.legal, draft, "publish", from_day="2026-12-01").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.first_day) == ("published", dt.date(2026, 12, 1))
    history = text(visit(staff.head).get(url("matter-detail", draft)))
    for word in ("Drafted", "Sent to review", "Passed by the department", "Published", "请审核"):
        assert word in history


def test_a_step_is_offered_to_whom_it_belongs_and_refused_to_others(visit, draft, staff):
    services.submit(draft, by=staff.drafter)
    page = url("matter-detail", draft)
    assert "Pass the department" in text(visit(staff.head).get(page))
    assert "Pass the department" not in text(visit(staff.legal).get(page))
    assert take(visit, staff.legal, draft, "pass").status_code == 403
    stranger = build.user()
    build.grant(stranger, *f"{SEE} {ROLES['head']}".split(), department=build.department())
    assert take(visit, stranger, draft, "pass").status_code == 404
    draft.refresh_from_db()
    assert draft.state == "department_review"


def test_whoever_had_a_part_reads_that_somebody_else_has_to(visit, draft, staff):
    build.grant(staff.drafter, *ROLES["head"].split(), department=staff.top)
    services.submit(draft, by=staff.drafter)
    page = text(visit(staff.drafter).get(url("matter-detail", draft)))
    assert "Somebody else has to do this" in page
    assert url("matter-pass", draft) not in page
    refused = take(visit, staff.drafter, draft, "pass")
    assert refused.status_code == 422


def test_a_form_that_lacks_something_comes_back_with_what_was_written(visit, draft, staff):
    services.submit(draft, by=staff.drafter)
    back = take(visit, staff.head, draft, "return", basis="")
    assert back.status_code == 422
    assert "error-summary" in back.content.decode()
    services.pass_review(draft, by=staff.head)
    back = take(visit, staff.legal, draft, "publish", from_day="2026-11-22", basis="同意")
    assert back.status_code == 422
    assert "a day that has passed" in back.content.decode()
    assert "同意" in back.content.decode()


def test_a_step_out_of_turn_is_a_conflict(visit, draft, staff):
    assert take(visit, staff.head, draft, "pass").status_code == 409


def test_a_reviewer_sees_what_a_version_changes(visit, published, staff):
    version = services.draft(
        published.matter,
        {"basis": "新法第一条", "levels": [2, 3, 4], "ratio": "不少于20%"},
        by=staff.drafter,
    )
    page = text(visit(staff.head).get(url("matter-detail", version)))
    assert f"<del>{CONTENT['basis']}</del>" in page
    assert "<ins>新法第一条</ins>" in page
    assert "<ins>provincial to county</ins>" in page
    assert "<ins>不少于20%</ins>" in page
    assert page.count("<ins>") == 3
    assert "What it changes" not in text(visit(staff.head).get(url("matter-detail", published)))


def test_an_incomplete_draft_says_what_is_missing(visit, draft, staff):
    services.amend(draft, {"basis": ""}, by=staff.drafter)
    refused = take(visit, staff.drafter, draft, "submit")
    assert refused.status_code == 422
    assert "setting basis" in refused.content.decode()


# ---- writing


def test_a_matter_is_drafted_in_a_form(visit, staff):
    build.line("drainage")
    page = reverse("matters:matter-new")
    client = visit(staff.drafter)
    assert "What is written here is a draft" in text(client.get(page))
    data = {**FORM, "list_code": "test", "code": "PS0999", "department": str(staff.top.pk)}
    made = client.post(page, data)
    version = MatterVersion.objects.get(matter__code="PS0999")
    assert made.url == version.get_absolute_url()
    assert version.basis == CONTENT["basis"]
    assert (version.levels, version.line) == ([3, 4], "drainage")
    assert version.drafted_by == staff.drafter.pk
    again = client.post(page, data)
    assert again.status_code == 422
    back = client.post(page, {**data, "code": "", "department": str(build.department().pk)})
    assert back.status_code == 422
    assert back.context["form"].errors.keys() == {"code", "department"}


def test_a_draft_is_amended_in_a_form_and_what_is_published_is_not(visit, draft, publish, staff):
    build.line("drainage")
    client = visit(staff.drafter)
    seen = client.get(url("matter-edit", draft)).context["form"]["seen"].value()
    data = {
        **FORM,
        "item": "改名",
        "basis": "第二条",
        "department": str(staff.top.pk),
        "seen": seen,
    }
    assert client.post(url("matter-edit", draft), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.item, draft.basis) == ("改名", "第二条")
    publish(draft)
    assert client.get(url("matter-edit", draft)).status_code == 404
    begun = client.post(url("matter-draft", draft))
    newer = draft.siblings.get(number=2)
    assert begun.url == url("matter-edit", newer)
    assert newer.basis == "第二条"


# ---- claims


def test_claims_are_made_renewed_and_given_up(visit, draft, publish, staff):
    publish(draft, from_day=dt.date(2026, 1, 1))
    client = visit(staff.drafter)
    bureau = staff.bureaus[0]
    client.post(url("claim-add", draft), {"department": str(bureau.pk)})
    claim = Claim.objects.get()
    assert claim.department == bureau
    assert client.post(url("claim-add", draft), {"department": str(bureau.pk)}).status_code == 422
    newer = publish(services.draft(draft.matter, {"basis": "新法"}, by=staff.drafter))
    page = text(client.get(newer.get_absolute_url()))
    assert "to be renewed by" in page
    assert client.post(url("claim-renew", claim)).url == newer.get_absolute_url()
    claim.refresh_from_db()
    assert (claim.state, claim.reclaim_by) == ("claimed", None)
    assert "may not act under this matter" in text(client.get(url("claim-end", claim)))
    assert client.post(url("claim-end", claim), {"basis": ""}).status_code == 422
    client.post(url("claim-end", claim), {"basis": "职能划转"})
    claim.refresh_from_db()
    assert claim.state == "ended"


def test_a_department_outside_the_grant_is_not_claimed_for(visit, published, staff):
    other = build.department(region=build.region("330299", staff.city.region), level=4)
    answer = visit(staff.drafter).post(url("claim-add", published), {"department": str(other.pk)})
    assert answer.status_code == 422
    assert not Claim.objects.exists()


# ---- check forms


def test_a_form_goes_the_same_way(visit, staff):
    version = build.checklist(lines=2, state="draft", valid=None)
    client = visit(staff.drafter)
    assert "Line 1" in text(client.get(url("checklist-detail", version)))
    assert client.post(url("checklist-submit", version)).status_code == 302
    assert client.post(url("checklist-pass", version)).status_code == 403
    assert visit(staff.head).post(url("checklist-pass", version)).status_code == 302
    day = {"publish-from_day": "2026-11-23"}
    assert visit(staff.legal).post(url("checklist-publish", version), day).status_code == 302
    version.refresh_from_db()
    assert version.state == "published"
