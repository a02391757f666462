"""A matter's whole content, and two people who write the same draft: the second is told."""

import pytest
from django.urls import reverse

from common.differences import sides, spans
from matters import rules, services
from matters.models import MatterVersion
from tests import build
from tests.matters.conftest import CONTENT

SEE = "matters.view_matterversion matters.view_claim matters.view_checklist"
WHOLE = {
    "power_code": "330617001000",
    "duty_code": "A028",
    "permit_name": "排水许可",
    "subitem_code": "PS0101-1",
    "subitem_power_code": "330617001001",
    "methods": ["double_random", "credit"],
    "supervision_form": "现场检查",
    "apply_scope": "1",
    "legal_min": "1",
    "legal_max": "2",
    "unit": "市县建设部门",
}


@pytest.fixture
def writers(staff):
    """Two drafters of one department."""
    other = build.user(username="other")
    for person in (staff.drafter, other):
        rights = "matters.add_matterversion matters.change_matterversion"
        build.grant(person, *f"{SEE} {rights}".split(), department=staff.top)
    build.line("drainage")
    return staff.drafter, other


@pytest.fixture
def sent(staff):
    """What a browser sends for the draft as it is."""
    plain = {name: value for name, value in CONTENT.items() if name != "levels"}
    return {**plain, "levels": ["3", "4"], "department": str(staff.top.pk)}


def edit(version):
    return reverse("matters:matter-edit", args=[version.pk])


def open_form(client, person, version):
    """Return what the form carries of what was read."""
    client.force_login(person)
    page = client.get(edit(version))
    assert page.status_code == 200
    return page.context["form"]["seen"].value()


def test_all_fields_of_the_national_list_are_written_and_read(client, writers, draft, sent):
    seen = open_form(client, writers[0], draft)
    answer = client.post(edit(draft), {**sent, **WHOLE, "seen": seen})
    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.methods == ["double_random", "credit"]
    assert (draft.apply_scope, draft.legal_min, draft.legal_max) == (1, 1, 2)
    page = client.get(draft.get_absolute_url()).content.decode()
    for text in ("330617001000", "A028", "排水许可", "PS0101-1", "现场检查", "市县建设部门"):
        assert text in page
    client.force_login(writers[0])
    row = client.get(f"/api/v1/matters/{draft.pk}/").json()
    assert row["methods"] == ["double_random", "credit"]
    assert row["subitem_power_code"] == "330617001001"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subitem_power_code": "330217001000"}, "subitem_power_code"),
        ({"legal_min": "3", "legal_max": "2"}, "legal_max"),
        ({"methods": ["walking"]}, "methods"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(
    client, writers, draft, sent, wrong, field
):
    seen = open_form(client, writers[0], draft)
    answer = client.post(edit(draft), {**sent, "seen": seen, **wrong})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_code_of_the_national_catalogue_has_fourteen_digits(client, writers, staff, sent):
    client.force_login(writers[0])
    page = reverse("matters:matter-new")
    data = {**sent, "list_code": "test", "code": "PS0777"}
    assert client.post(page, {**data, "national_code": "123"}).status_code == 422
    assert client.post(page, {**data, "national_code": "01234567890123"}).status_code == 302
    assert MatterVersion.objects.get(matter__code="PS0777").matter.national_code[:3] == "012"


def test_power_items_tell_their_type():
    assert rules.power_type("330617001001") == "inspection"
    assert rules.contradicts("330317xxx000", "inspection")
    assert not rules.contradicts("A028-1", "inspection")


# ---- two people, one draft


def test_the_second_is_told_and_different_fields_merge_by_themselves(client, writers, draft, sent):
    first, second = writers
    theirs, mine = open_form(client, first, draft), open_form(client, second, draft)
    client.force_login(first)
    assert (
        client.post(edit(draft), {**sent, "seen": theirs, "process": "先告知"}).status_code == 302
    )
    client.force_login(second)
    told = client.post(edit(draft), {**sent, "seen": mine, "result": "公开结果"})
    assert told.status_code == 409
    draft.refresh_from_db()
    assert (draft.process, draft.result) == ("先告知", "")
    whose = {each.name: each.whose for each in told.context["found"]}
    assert whose == {"process": "theirs", "result": "mine"}
    form = told.context["form"]
    assert (form["process"].value(), form["result"].value()) == ("先告知", "公开结果")
    merged = {**sent, "process": "先告知", "result": "公开结果", "seen": form["seen"].value()}
    assert client.post(edit(draft), merged).status_code == 302
    draft.refresh_from_db()
    assert (draft.process, draft.result, draft.revision) == ("先告知", "公开结果", 2)


def test_one_field_that_both_changed_is_settled_by_a_person(client, writers, draft, sent):
    first, second = writers
    theirs, mine = open_form(client, first, draft), open_form(client, second, draft)
    client.force_login(first)
    client.post(edit(draft), {**sent, "seen": theirs, "object": "重点排水户"})
    client.force_login(second)
    told = client.post(edit(draft), {**sent, "seen": mine, "object": "一般排水户"})
    page = told.content.decode()
    assert told.status_code == 409
    assert "重点" in page
    assert "一般" in page
    assert [each.whose for each in told.context["found"]] == ["both"]
    again = {**sent, "object": "一般排水户", "seen": told.context["form"]["seen"].value()}
    taken = client.post(edit(draft), {**again, "settle-object": "theirs"})
    assert taken.status_code == 302
    draft.refresh_from_db()
    assert draft.object == "重点排水户"


def test_a_draft_that_went_to_review_meanwhile_loses_no_text(client, writers, draft, sent):
    mine = open_form(client, writers[1], draft)
    services.submit(draft, by=writers[0])
    told = client.post(edit(draft), {**sent, "seen": mine, "process": "写了很久的流程"})
    assert told.status_code == 409
    page = told.content.decode()
    assert "写了很久的流程" in page
    assert "no longer open" in page or "不再" in page
    draft.refresh_from_db()
    assert draft.process == ""


def test_whoever_does_not_say_what_they_read_overwrites_nothing(client, writers, draft, sent):
    client.force_login(writers[0])
    for token in ("", "forged"):
        told = client.post(edit(draft), {**sent, "seen": token, "item": "别的"})
        assert told.status_code == 409
    draft.refresh_from_db()
    assert draft.item == CONTENT["item"]


def test_the_service_gives_the_draft_as_it_is(draft, staff):
    services.amend(draft, {"item": "甲"}, by=staff.drafter, seen=0)
    with pytest.raises(services.EditConflict) as raised:
        services.amend(draft, {"item": "乙"}, by=staff.head, seen=0)
    assert raised.value.current.item == "甲"


# ---- side by side


def test_any_two_versions_stand_side_by_side(client, writers, published, staff):
    newer = services.draft(
        published.matter, {"basis": CONTENT["basis"] + "第二款"}, by=staff.drafter
    )
    client.force_login(staff.drafter)
    page = reverse("matters:matter-compare", args=[newer.pk])
    answer = client.get(page)
    assert answer.context["other"] == published
    assert "<ins>" in answer.content.decode()
    back = reverse("matters:matter-compare", args=[published.pk])
    assert "<del>" in client.get(f"{back}?version={newer.pk}").content.decode()
    other = build.matter_version(department=staff.top, item="燃气监管")
    beside = client.get(f"{page}?code={other.matter.code}")
    assert beside.context["other"] == other
    assert client.get(f"{page}?code=nothing-such").context["other"] is None
    assert client.get(f"{page}?version=broken").status_code == 200


def test_differences_are_told_sign_by_sign():
    assert [(each.kind, each.text) for each in spans("每年1次", "每年2次")] == [
        ("same", "每年"), ("gone", "1"), ("new", "2"), ("same", "次"),
    ]  # fmt: skip
    left, right = sides("", "新")
    assert (left, [each.kind for each in right]) == ([], ["new"])


def test_long_texts_are_compared_in_no_time():
    clause = "县级以上人民政府应当加强监督检查。"
    before = clause * 2000
    after = before[:9000] + "另加一句。" + before[9000:]
    found = spans(before, after)
    assert "".join(each.text for each in found if not each.is_new) == before
    assert "".join(each.text for each in found if not each.is_gone) == after
