"""Matters, check forms and claims land as the rules of the list want it."""

import pytest

from matters import services
from matters.models import Checklist, ChecklistVersion, Claim, Matter, MatterVersion
from tests import build
from tests.imports.conftest import DEMO

MATTERS = "list,code,item,sub_item,administrative_type,department_code,levels,object,basis,ratio"
ONE = 'L,M1,排水监管,许可检查,inspection,{code},city;county,排水户,"《条例》第一条",不少于30%'
FORM = "code,name,line_no,content,is_key,matter_codes"


@pytest.fixture
def department(province):
    return build.department(code="D1", region=province)


@pytest.fixture
def people(db):
    return [build.user(username=name) for name in ("drafter", "head", "legal")]


def publish(version, people, **day):
    drafter, head, legal = people
    return services.see_through(version, drafter=drafter, head=head, legal=legal, **day)


# ---- matters


def test_a_matter_lands_as_a_draft_that_keeps_its_texts(shell, table, department):
    path = table(MATTERS, ONE.format(code="D1"))
    assert shell("import_matters", path) == "1 created, 0 updated, 0 unchanged, 0 rejected"
    version = MatterVersion.objects.get()
    assert (version.state, version.number, version.levels) == ("draft", 1, [3, 4])
    assert (version.ratio, str(version.ratio_min)) == ("不少于30%", "0.30000")
    assert version.department == department
    assert version.matter.list_code == "L"
    assert shell("import_matters", path) == "0 created, 0 updated, 1 unchanged, 0 rejected"


def test_a_draft_is_amended_and_a_published_version_followed_by_a_draft(
    shell, table, department, people
):
    shell("import_matters", table(MATTERS, ONE.format(code="D1")), by="drafter")
    changed = table(MATTERS, ONE.format(code="D1").replace("30%", "20%"))
    assert shell("import_matters", changed, by="drafter").startswith("0 created, 1 updated")
    version = MatterVersion.objects.get()
    assert version.ratio == "不少于20%"
    publish(version, people)
    assert shell("import_matters", changed).startswith("0 created, 0 updated, 1 unchanged")
    again = table(MATTERS, ONE.format(code="D1").replace("30%", "10%"))
    assert shell("import_matters", again).startswith("0 created, 1 updated")
    first, second = MatterVersion.objects.order_by("number")
    assert (first.state, first.ratio) == ("published", "不少于20%")
    assert (second.state, second.ratio, second.number) == ("draft", "不少于10%", 2)
    assert shell("import_matters", again).startswith("0 created, 0 updated, 1 unchanged")


def test_what_is_under_review_is_not_changed(shell, table, department, people):
    shell("import_matters", table(MATTERS, ONE.format(code="D1")), by="drafter")
    services.submit(MatterVersion.objects.get(), by=people[0])
    changed = table(MATTERS, ONE.format(code="D1").replace("30%", "20%"))
    assert shell("import_matters", changed).endswith("1 rejected")
    assert "Version 1 is under review. [under_review]" in shell.err


def test_it_publishes_as_three_people_where_it_is_told_to(shell, table, department, people):
    path = table(MATTERS, ONE.format(code="D1"))
    shell("import_matters", path, by="drafter", publish=["head", "legal"])
    assert "1 published" in shell.out
    version = MatterVersion.objects.get()
    assert version.state == "published"
    assert version.published_by == people[2].pk


def test_one_person_cannot_publish_by_an_import(shell, table, department, people):
    path = table(MATTERS, ONE.format(code="D1"))
    shell("import_matters", path, by="drafter", publish=["drafter", "legal"])
    assert "0 published" in shell.out
    assert "Somebody else has to do this" in shell.err


def test_rows_of_a_list_that_cannot_be_are_rejected(shell, table, department):
    path = table(
        MATTERS,
        ONE.format(code="D9"),
        "L,M2,a,,inspection,D1,,x,y,",
        "L,M3,a,,walk,D1,city,x,y,",
        "L,M4,a,,inspection,D1,city,,y,",
    )
    assert shell("import_matters", path).endswith("4 rejected")
    for code in ("unknown_department", "required", "invalid_choice"):
        assert f"[{code}]" in shell.err


def test_matters_without_a_code_go_by_their_item(shell, table, department):
    path = table(MATTERS, "L,,甲,,inspection,D1,city,x,y,", "L,,乙,,inspection,D1,city,x,y,")
    assert shell("import_matters", path).startswith("2 created")
    assert set(Matter.objects.values_list("sub_item", flat=True)) == {"甲", "乙"}
    assert set(MatterVersion.objects.values_list("sub_item", flat=True)) == {""}


# ---- check forms


def test_lines_that_share_a_number_keep_their_order(shell, table):
    path = table(FORM, "F,甲表,1,a,1,", "F,甲表,2,b,0,", "F,甲表,2,c,0,", "F,乙表,1,d,0,")
    assert shell("import_checklists", path) == "4 created, 0 updated, 0 unchanged, 0 rejected"
    version = ChecklistVersion.objects.get(checklist__name="甲表")
    lines = version.items.values_list("order", "line_no", "content", "is_key")
    assert list(lines) == [(1, "1", "a", True), (2, "2", "b", False), (3, "2", "c", False)]
    assert shell("import_checklists", path) == "0 created, 0 updated, 4 unchanged, 0 rejected"


def test_a_form_belongs_to_the_matters_it_names_and_finds_their_list(
    shell, table, department, people
):
    shell("import_matters", table(MATTERS, ONE.format(code="D1")))
    shell("import_checklists", table(FORM, "F,x,1,a,0,M1;M9"))
    form = Checklist.objects.get()
    assert form.list_code == "L"
    assert [matter.code for matter in form.matters.all()] == ["M1"]
    assert "No matter has the code “M9”. [unknown_matter]" in shell.err
    said = shell("import_checklists", table(FORM, "F,x,1,a,0,"), list="L")
    assert said.startswith("0 created, 1 updated")
    assert not form.matters.exists()


def test_a_published_form_is_followed_by_a_draft_with_the_lines_of_the_file(shell, table, people):
    shell("import_checklists", table(FORM, "F,x,1,a,0,", "F,x,2,b,0,"), by="drafter")
    publish(ChecklistVersion.objects.get(), people)
    shorter = table(FORM, "F,x,1,a,0,")
    assert shell("import_checklists", shorter) == "0 created, 0 updated, 1 unchanged, 0 rejected"
    first, second = ChecklistVersion.objects.order_by("number")
    assert (first.items.count(), first.state) == (2, "published")
    assert (second.items.count(), second.state) == (1, "draft")


# ---- claims


def test_claims_follow_the_rules_of_the_list(shell, table, department, people):
    city = build.department(department, region=build.region("330100", department.region))
    shell("import_matters", table(MATTERS, ONE.format(code="D1")), by="drafter")
    lines = ("matter_code,department_code", f"M1,{city.code}", "M1,D1", "M9,D1", "M1,D9")
    assert shell("import_claims", table(*lines)).endswith("4 rejected")
    assert "[not_in_force]" in shell.err
    publish(MatterVersion.objects.get(), people)
    assert shell("import_claims", table(*lines)) == "1 created, 0 updated, 0 unchanged, 3 rejected"
    for code in ("level", "unknown_matter", "unknown_department"):
        assert f"[{code}]" in shell.err
    claim = Claim.objects.get()
    assert (claim.department, claim.region) == (city, city.region)
    assert shell("import_claims", table(*lines)).startswith("0 created, 0 updated, 1 unchanged")


def test_the_queries_of_claims_do_not_grow_with_the_rows(
    shell, table, department, people, django_assert_max_num_queries
):
    shell("import_matters", table(MATTERS, ONE.format(code="D1")), by="drafter")
    publish(MatterVersion.objects.get(), people)
    below = [build.region(f"3301{n:02}", department.region) for n in range(40)]
    codes = [build.department(department, region=region).code for region in below]
    with django_assert_max_num_queries(20):
        claimed = shell(
            "import_claims", table("matter_code,department_code", *(f"M1,{c}" for c in codes))
        )
    assert claimed.startswith("40 created")


# ---- the demo list, by the commands that everybody has


def test_the_demo_list_lands_without_a_remark(who_and_where):
    shell = who_and_where
    through = {"by": "chen.wei", "publish": ["ping.lan", "fang.jing"]}
    for command, name, options in (
        ("import_subjects", "subjects", {}),
        ("import_subjects", "links", {"links": True}),
        ("import_matters", "matters", through),
        ("import_checklists", "checklists", through),
        ("import_claims", "claims", {}),
    ):
        first = shell(command, DEMO / f"{name}.csv", **options)
        assert first.endswith(" created, 0 updated, 0 unchanged, 0 rejected"), shell.err
        second = shell(command, DEMO / f"{name}.csv", **options)
        assert second.startswith("0 created, 0 updated, "), shell.err
        assert "rejected:" not in shell.err
    in_force = MatterVersion.objects.filter(state="published")
    assert in_force.count() == MatterVersion.objects.count() > 80
