"""Regions, departments, people and subjects land where they belong."""

import datetime as dt

import pytest

from registry.choices import Level
from registry.models import Department, Grant, Link, Officer, Region, Subject
from registry.places import plane
from registry.roles import sync_roles
from tests import build


def paths(model):
    return dict(model.objects.values_list("code", "path"))


# ---- regions and departments


def test_parents_may_stand_below_their_children(shell, table):
    shell("import_divisions", table("code,name,parent_code", "330102,a,330100", "330100,b,330000",
                                    "330000,c,"))  # fmt: skip
    assert paths(Region) == {
        "330000": "330000/",
        "330100": "330000/330100/",
        "330102": "330000/330100/330102/",
    }
    assert Region.objects.get(code="330102").level == Level.COUNTY


@pytest.mark.parametrize("head", ["代码,名称,级别,上级代码", "code,name,level,parent_code"])
def test_levels_are_known_by_their_chinese_and_english_names(shell, table, head):
    words = ("省", "市", "县(市区)") if head.startswith("代") else ("province", "city", "county")
    shell("import_divisions", table(head, f"330000,a,{words[0]},", f"330100,b,{words[1]},330000",
                                    f"330102,c,{words[2]},330100"))  # fmt: skip
    levels = Region.objects.order_by("code").values_list("level", flat=True)
    assert list(levels) == [Level.PROVINCE, Level.CITY, Level.COUNTY]


def test_codes_of_any_length_are_one_code(shell, table):
    shell("import_divisions", table("code,name,provinceCode", "33,a,", "3301,b,33"))
    shell("import_divisions", table("code,name", "330000000000,a", "330100000000,b"))
    assert paths(Region) == {"330000": "330000/", "330100": "330000/330100/"}


def test_what_hangs_below_a_region_moves_with_it(shell, table):
    tree = ("code,name,parent_code", "330000,a,", "330100,b,330000", "330102,c,330100")
    shell("import_divisions", table(*tree))
    moved = shell(
        "import_divisions", table("code,name,parent_code", "340000,z,", "330100,b,340000")
    )
    assert moved == "1 created, 1 updated, 0 unchanged, 0 rejected"
    assert paths(Region)["330102"] == "340000/330100/330102/"


def test_a_circle_of_parents_is_rejected(shell, table):
    circle = ("code,name,parent_code", "330100,a,330200", "330200,b,330100", "330000,c,")
    assert shell("import_divisions", table(*circle)).endswith("2 rejected")
    assert "parent_rejected" in shell.err


def test_one_province_can_be_taken_from_a_national_file(shell, table):
    lines = ("code,name", "330000,a", "340000,b")
    assert shell("import_divisions", table(*lines), within="33").startswith("1 created")


def test_a_department_stands_in_the_region_of_its_code(shell, table, province):
    shell("import_departments", table("部门名称,部门编码", "浙江省公安厅,330000000M120"))
    department = Department.objects.get()
    assert (department.region, department.level) == (province, Level.PROVINCE)
    shell(
        "import_departments",
        table(
            "部门名称,部门编码,联系电话,联系地址", "浙江省公安厅,330000000M120,0571-1,民生路66号"
        ),
    )
    department.refresh_from_db()
    assert (department.phone, department.address) == ("0571-1", "民生路66号")
    shell("import_departments", table("部门名称,部门编码", "x,990000000M120"))
    assert "No region has the code “990000”. [unknown_region]" in shell.err


# ---- people


PEOPLE = "username,name,department_code,role,certificate_no,valid_until,lines,on_duty"


@pytest.fixture
def bureau(province):
    sync_roles()
    return build.department(code="D1", region=province)


def test_an_officer_has_an_account_a_certificate_and_a_role(shell, table, bureau):
    build.line("drainage")
    path = table(PEOPLE, "lin.tao,林涛,D1,officer,Z1,2031年6月30日,drainage;gas,是")
    assert shell("import_officers", path).startswith("1 created")
    assert "No line of business has the code “gas”. [unknown_line]" in shell.err
    officer = Officer.objects.get()
    assert officer.lines == ["drainage", "gas"]
    assert dt.date(2031, 6, 30) in officer.valid
    assert dt.date(2031, 7, 1) not in officer.valid
    assert not officer.user.has_usable_password()
    grant = Grant.objects.get()
    assert (grant.role_id, grant.department, grant.region) == ("officer", bureau, bureau.region)
    assert shell("import_officers", path) == "0 created, 0 updated, 1 unchanged, 0 rejected"


def test_a_grid_member_is_an_officer_without_a_certificate(shell, table, bureau):
    shell("import_officers", table(PEOPLE, "zhou,周,D1,auxiliary,,,drainage,1"))
    officer = Officer.objects.get()
    assert (officer.certificate_no, officer.valid) == (None, None)


def test_who_looks_across_departments_is_granted_the_region(shell, table, bureau):
    shell("import_officers", table(PEOPLE, "yan,严,D1,enforcement_supervisor,,,,"))
    grant = Grant.objects.get()
    assert (grant.department, grant.region) == (None, bureau.region)
    assert not Officer.objects.exists()


def test_people_that_cannot_be_are_rejected(shell, table, bureau):
    path = table(
        PEOPLE,
        "a,a,D2,officer,Z1,2031-06-30,,",
        "b,b,D1,king,,,,",
        "c,c,D1,officer,Z2,,,",
        "d,d,D1,security_admin,,,,",
    )
    assert shell("import_officers", path).endswith("3 rejected")
    for code in ("unknown_department", "unknown_role", "required"):
        assert f"[{code}]" in shell.err
    shell("import_officers", table(PEOPLE, "d,d,D1,leader,,,,"))
    assert "An administrator holds one role and no other. [roles_clash]" in shell.err
    assert Grant.objects.filter(user__username="d").count() == 1


# ---- subjects


SUBJECTS = "kind,code,name,uscc,region_code,lon,lat,labels,state"


def test_a_subject_has_its_place_in_degrees_and_metres(shell, table, province):
    path = table(SUBJECTS, "企业,E1,x,91330108MA27K6Q409,330000,120.1,30.2,deep_pit;site,存续")
    shell("import_subjects", path)
    subject = Subject.objects.get()
    assert (subject.kind, subject.state) == ("enterprise", "active")
    assert subject.labels == ["deep_pit", "site"]
    assert subject.xy == pytest.approx(plane(120.1, 30.2))
    assert shell("import_subjects", path) == "0 created, 0 updated, 1 unchanged, 0 rejected"


def test_a_wrong_credit_code_is_a_warning_and_half_a_place_is_rejected(shell, table, province):
    path = table(SUBJECTS, "site,S1,x,91330108MA27K6Q400,330000,,,,", "site,S2,x,,330000,120.1,,,")
    assert shell("import_subjects", path) == "1 created, 0 updated, 0 unchanged, 1 rejected"
    assert "warning: line 2, uscc: The check character" in shell.err
    assert "line 3, lat: A place has both" in shell.err


def test_links_join_subjects_that_are_known_once(shell, table, province):
    for kind in ("site", "project"):
        build.subject(code="TWICE", kind=kind, region=province)
    gauge, operator = (build.subject(code=code, region=province) for code in ("G1", "E1"))
    path = table("from_code,to_code,kind", "G1,E1,drained_by", "G1,NONE,x", "TWICE,E1,x")
    assert shell("import_subjects", path, links=True).startswith("1 created")
    assert "[unknown_subject]" in shell.err
    assert "[ambiguous]" in shell.err
    link = Link.objects.get()
    assert (link.source, link.target, link.kind) == (gauge, operator, "drained_by")
    assert shell("import_subjects", path, links=True).startswith("0 created, 0 updated, 1 unch")
