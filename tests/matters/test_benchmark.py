"""A list beside the one above it: what it lacks, says otherwise, has besides; taken over."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from matters import services
from matters.models import MatterVersion
from matters.rules.benchmark import Entry, departures, pair
from tests import build

PAGE, ADOPT = "matters:benchmark", "matters:benchmark-adopt"
RIGHTS = "matters.view_matterversion matters.add_matterversion matters.change_matterversion"


@pytest.fixture
def two(staff, client):
    """A national list of four and an own one of three: one equal, one changed, one besides."""

    def entry(list_code, code, item, **fields):
        matter = build.matter(
            list_code=list_code, code=code, national_code=fields.pop("national_code", None)
        )
        return build.matter_version(
            matter, item=item, department=fields.pop("department", staff.top), **fields
        )

    upper = [
        entry("national", "N1", "排水监管", basis="《条例》第一条"),
        entry("national", "N2", "供水监管", basis="《条例》第二条", national_code="01234567890123"),
        entry("national", "N3", "燃气监管", basis="《条例》第三条", methods=["key"]),
        entry("national", "N4", "热力监管", basis="《条例》第四条"),
    ]
    own = [
        entry("city", "C1", "排水 监管", basis="《条例》第一条。"),
        entry("city", "C2", "自来水监管", basis="旧依据", national_code="01234567890123"),
        entry("city", "C9", "本地事项", basis="《办法》第九条"),
    ]
    person = build.user()
    build.grant(person, *RIGHTS.split(), region=staff.top.region)
    client.force_login(person)
    client.cookies.load({"django_language": "en"})
    return upper, own, person


def outcome(client, kind="", **extra):
    query = {"own": "city", "upper": "national", "kind": kind} | extra
    return client.get(reverse(PAGE), query)


def test_it_tells_missing_changed_extra_and_field_by_field(client, two):
    upper, own, _person = two
    answer = outcome(client)
    assert answer.context["same"] == 1
    tallies = {key: number for key, _word, number, _here in answer.context["tallies"]}
    assert tallies == {"missing": 2, "changed": 1, "extra": 1}
    assert {line.version for line in answer.context["lines"]} == {upper[2], upper[3]}
    (changed,) = outcome(client, "changed").context["lines"]
    assert (changed.own, changed.version) == (own[1], upper[1])
    assert {label for label, _left, _right in changed.departures} == {"Main item", "Setting basis"}
    (extra,) = outcome(client, "extra").context["lines"]
    assert extra.version == own[2]


def test_what_is_missing_is_taken_over_as_a_draft_of_the_own_department(client, two, staff):
    upper, _own, person = two
    data = {
        "own": "city", "upper": "national", "version": [upper[2].pk, upper[3].pk],
        "department": staff.city.pk,
    }  # fmt: skip
    assert client.post(reverse(ADOPT), data).status_code == 302
    made = MatterVersion.objects.filter(matter__list_code="city", state="draft")
    assert {row.item for row in made} == {"燃气监管", "热力监管"}
    for row in made:
        assert (row.department, row.drafted_by) == (staff.city, person.pk)
        assert row.matter.upper in (upper[2].matter, upper[3].matter)
    assert made.get(item="燃气监管").methods == ["key"]
    assert outcome(client, "missing").context["lines"] == []
    assert client.post(reverse(ADOPT), data).status_code == 302
    assert made.count() == 2, "once more changes nothing"


def test_what_departs_becomes_the_next_draft_and_only_that(client, two):
    upper, own, _person = two
    data = {"own": "city", "upper": "national", "version": upper[1].pk}
    client.post(reverse(ADOPT), data)
    draft = own[1].siblings.get(number=2)
    assert (draft.state, draft.item, draft.basis) == ("draft", "供水监管", "《条例》第二条")
    assert draft.object == own[1].object
    own[1].matter.refresh_from_db()
    assert own[1].matter.upper == upper[1].matter
    services.submit(draft, by=build.user())
    MatterVersion.objects.filter(pk=upper[1].pk).update(basis="《条例》第五条")
    refused = client.post(reverse(ADOPT), data, follow=True).content.decode()
    assert "under review" in refused


def test_nobody_takes_over_what_they_may_not_draft(client, two, staff):
    upper, _own, _person = two
    person = build.user()
    other = build.department(region=staff.top.region)
    build.grant(person, *RIGHTS.split(), department=other)
    client.force_login(person)
    data = {"own": "city", "upper": "national", "version": upper[1].pk}
    page = client.post(reverse(ADOPT), data, follow=True).content.decode()
    assert "may not draft for" in page
    data["version"] = upper[2].pk
    page = client.post(reverse(ADOPT), data, follow=True).content.decode()
    assert "Name the department" in page
    assert not MatterVersion.objects.filter(state="draft").exists()
    nothing = client.post(reverse(ADOPT), {"own": "city", "upper": "national"}, follow=True)
    assert "Tick at least one" in nothing.content.decode()


def test_a_list_is_not_above_itself(client, two):
    assert client.get(reverse(PAGE), {"own": "city", "upper": "city"}).status_code == 422
    assert client.get(reverse(PAGE), {"own": "nothing", "upper": "city"}).status_code == 422
    assert client.get(reverse(PAGE)).status_code == 200


def test_its_queries_do_not_grow_with_the_lists(client, two, django_assert_num_queries):
    for more in (0, 30):
        for n in range(more):
            for code in ("city", "national"):
                matter = build.matter(list_code=code, code=f"X{n}")
                build.matter_version(matter, item=f"{code} {n}", department=two[0][0].department)
        outcome(client, "missing")
        with django_assert_num_queries(11):
            outcome(client, "missing")


# ---- pairing


def test_entries_pair_by_what_was_taken_over_then_code_then_name():
    own = [
        Entry("a", "", "x", "", upper=3),
        Entry("b", "1" * 14, "y", ""),
        Entry("c", "", "ｚ（一）", ""),
    ]
    upper = [Entry(1, "1" * 14, "别名", ""), Entry(2, "", "Z(一)", ""), Entry(3, "", "q", "")]
    assert pair(own, upper) == {"a": 3, "b": 1, "c": 2}


def test_what_the_upper_list_leaves_open_is_no_departure():
    said = dict.fromkeys(
        ("item", "sub_item", "administrative_type", "object", "basis", "process", "result"), "x"
    ) | {"object_types": ["a", "b"], "methods": []}
    assert departures(said, said | {"basis": "", "object_types": ["b", "a"]}) == []
    assert departures(said, said | {"basis": "y"}) == ["basis"]


# ---- by API: the upper list is sent, the outcome comes back

ROWS = [
    {
        "code": "N1", "item": "排水监管", "object": "排水户", "levels": "县",
        "basis": "《条例》第一条",
    },
    {
        "code": "N2", "item": "供水监管", "object": "供水", "levels": "县",
        "basis": "《条例》第二条", "national_code": "01234567890123",
    },
    {"code": "N3", "item": "燃气监管", "object": "燃气", "levels": "县"},
    {"code": "N4", "item": "没有对象的事项", "object": "", "levels": "县"},
]  # fmt: skip


def sent(client, body, key="k1", **how):
    how = {} if how.pop("multipart", False) else {"content_type": "application/json"}
    return client.post(reverse("benchmarks"), body, headers={"Idempotency-Key": key}, **how)


def test_an_upper_list_is_compared_by_api_and_nothing_of_it_is_kept(client, two):
    before = MatterVersion.objects.count()
    answer = sent(client, {"own": "city", "upper": "national-2026", "rows": ROWS})
    assert answer.status_code == 200
    told = answer.json()
    assert [each["code"] for each in told["missing"]] == ["N3"]
    assert {each["code"] for each in told["extra"]} == {"C9"}
    changed = {each["own"]["code"]: each for each in told["changed"]}
    assert {each["field"] for each in changed["C2"]["fields"]} >= {"item", "basis"}
    assert changed["C2"]["upper"]["id"] is None
    assert [(each["line"], each["field"]) for each in told["rejected"]] == [(4, "object")]
    assert MatterVersion.objects.count() == before


def test_the_same_request_again_has_the_same_answer_and_another_is_refused(client, two):
    body = {"own": "city", "rows": ROWS[:1]}
    first = sent(client, body)
    again = sent(client, body)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert sent(client, body | {"rows": ROWS[:2]}).status_code == 409
    assert sent(client, body, key="").status_code == 400


def test_a_file_says_the_same_as_rows(client, two):
    names = ["code", "national_code", "item", "object", "basis", "levels"]
    lines = [",".join(names), *(",".join(row.get(n, "") for n in names) for row in ROWS)]
    file = SimpleUploadedFile("upper.csv", "\n".join(lines).encode())
    by_file = sent(client, {"own": "city", "file": file}, multipart=True).json()
    by_rows = sent(client, {"own": "city", "rows": ROWS}, key="k2").json()
    assert [each["code"] for each in by_file["missing"]] == ["N3"]
    assert {key: by_file[key] for key in ("missing", "extra", "same")} == {
        key: by_rows[key] for key in ("missing", "extra", "same")
    }


@pytest.mark.parametrize(
    "body",
    [{"own": "city"}, {"rows": ROWS}, {"own": "city", "rows": []}, {"own": "a b", "rows": ROWS}],
)
def test_what_cannot_be_compared_is_refused(client, two, body):
    assert sent(client, body).status_code == 400


def test_two_lists_of_the_portal_are_compared_by_api(client, two):
    told = client.get(reverse("benchmarks"), {"own": "city", "upper": "national"}).json()
    assert {each["code"] for each in told["missing"]} == {"N3", "N4"}
    assert told["missing"][0]["id"]
    assert client.get(reverse("benchmarks"), {"own": "city"}).status_code == 400
