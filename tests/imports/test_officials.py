"""The officials' own files, as they were published: every row lands, none is bent."""

import csv

import pytest
from django.urls import reverse

from matters.imports.discretion import DiscretionImporter
from matters.models import CheckItem, Checklist, ChecklistVersion, MatterVersion, PolicyVersion
from matters.services import discretion
from registry.choices import Level
from registry.models import Department, Region
from tests import build

pytestmark = pytest.mark.realdata


@pytest.fixture
def divisions(shell, shared_data):
    shell("import_divisions", shared_data / "zj_divisions.csv")
    return shell


def unchanged(said):
    return said.startswith("0 created, 0 updated, ") and said.endswith(" 0 rejected")


def test_the_divisions_down_to_the_villages(divisions, shared_data):
    assert divisions.out[-1] == "1489 created, 0 updated, 0 unchanged, 0 rejected"
    villages = shared_data / "zj_villages.csv.gz"
    assert divisions("import_divisions", villages).startswith("25547 created")
    assert unchanged(divisions("import_divisions", villages))
    assert unchanged(divisions("import_divisions", shared_data / "zj_divisions.csv"))
    counts = {level: Region.objects.filter(level=level).count() for level in Level}
    assert [counts[level] for level in list(Level)[1:]] == [1, 11, 90, 1387, 25547]
    village = Region.objects.get(code="330102001051")
    assert village.path == "330000/330100/330102/330102001/330102001051/"


def test_the_departments_of_2017(divisions, shared_data):
    path = shared_data / "zj_departments_2017.csv"
    assert divisions("import_departments", path).startswith("59 created")
    assert divisions.out[-1].endswith(" 0 rejected")
    assert unchanged(divisions("import_departments", path))
    assert set(Department.objects.values_list("region__code", flat=True)) == {"330000"}


@pytest.mark.parametrize("has_departments", [True, False])
def test_all_79_matters_land_as_drafts(divisions, shared_data, has_departments):
    """Bodies are named in words; where no department is known by them the draft waits for one."""
    if has_departments:
        divisions("import_departments", shared_data / "zj_departments_2017.csv")
    path = shared_data / "zj_shuangsuiji_matters_2017.csv"
    said = divisions("import_matters", path)
    assert said == "79 created, 0 updated, 0 unchanged, 0 rejected"
    versions = MatterVersion.objects.filter(matter__list_code="zj-2017")
    assert versions.filter(state="draft").count() == 79
    assert versions.exclude(department=None).count() == (79 if has_departments else 0)
    assert versions.filter(matter__code="").count() == 5
    assert not versions.exclude(matter__national_code=None).exists()
    assert divisions("import_matters", path) == "0 created, 0 updated, 79 unchanged, 0 rejected"


def test_a_matter_goes_to_the_department_that_its_words_mean(divisions, shared_data):
    divisions("import_departments", shared_data / "zj_departments_2017.csv")
    divisions("import_matters", shared_data / "zj_shuangsuiji_matters_2017.csv")
    names = dict(MatterVersion.objects.values_list("matter__code", "department__name"))
    assert "食品药品" in names["B02"]
    assert "工商" in names["A01"]
    assert "质量技术" in names["C08"]
    police = MatterVersion.objects.filter(item__startswith="易制毒").values("department__name")
    assert {row["department__name"] for row in police} == {"浙江省公安厅"}


def test_all_135_lines_of_28_forms_land(divisions, shared_data):
    divisions("import_matters", shared_data / "zj_shuangsuiji_matters_2017.csv")
    path = shared_data / "zj_check_forms_2017.csv"
    said = divisions("import_checklists", path)
    assert said == "135 created, 0 updated, 0 unchanged, 0 rejected"
    assert Checklist.objects.filter(list_code="zj-2017").count() == 28
    assert CheckItem.objects.count() == 135
    assert divisions.err.count("warning") == 1
    assert "No matter has the code “C03”. [unknown_matter]" in divisions.err
    repeated = ChecklistVersion.objects.get(checklist__code="B07")
    assert list(repeated.items.values_list("line_no", flat=True)) == ["1", "2", "2"]
    assert Checklist.objects.get(code="A01").matters.count() == 9
    assert divisions("import_checklists", path) == "0 created, 0 updated, 135 unchanged, 0 rejected"


def test_forms_that_came_before_their_matters_find_them_later(divisions, shared_data):
    path = shared_data / "zj_check_forms_2017.csv"
    divisions("import_checklists", path)
    assert not Checklist.objects.exclude(matters=None).exists()
    divisions("import_matters", shared_data / "zj_shuangsuiji_matters_2017.csv")
    said = divisions("import_checklists", path)
    assert said.startswith("0 created, 132 updated, 3 unchanged")
    assert Checklist.objects.filter(matters=None).count() == 1


def test_the_135_lines_go_out_as_they_came_in_and_come_in_again(
    divisions, shared_data, client, tmp_path
):
    source = shared_data / "zj_check_forms_2017.csv"
    divisions("import_checklists", source)
    reader = build.user()
    build.grant(reader, "matters.view_checklist")
    client.force_login(reader)
    sent = client.get(reverse("matters:checklist-sheets", args=["csv"])).content
    with source.open(encoding="utf-8-sig", newline="") as file:
        before = [[cell.strip() for cell in row] for row in csv.reader(file)]
    after = list(csv.reader(sent.decode("utf-8-sig").splitlines(keepends=True)))
    assert after == before
    again = tmp_path / "again.csv"
    again.write_bytes(sent)
    said = divisions("import_checklists", again)
    assert said == "0 created, 0 updated, 135 unchanged, 0 rejected"
    book = tmp_path / "again.xlsx"
    book.write_bytes(client.get(reverse("matters:checklist-sheets", args=["xlsx"])).content)
    said = divisions("import_checklists", book)
    assert said == "0 created, 0 updated, 135 unchanged, 0 rejected"


def test_all_27_tiers_of_the_discretion_benchmark_land(shared_data, db):
    version = build.policy(kind="discretion", state="draft", valid=None)
    report = DiscretionImporter(version).run(shared_data / "sz_discretion_sample_2023.csv")
    assert str(report) == "27 created, 0 updated, 0 unchanged, 0 rejected"
    assert not report.warnings
    assert not report.unused
    again = DiscretionImporter(version).run(shared_data / "sz_discretion_sample_2023.csv")
    assert str(again) == "0 created, 0 updated, 27 unchanged, 0 rejected"
    build.policy(kind="discretion")
    PolicyVersion.objects.filter(pk=version.pk).update(state="published", valid=build.FOREVER)
    day = build.FOREVER.lower
    found = discretion("sz_cg_2023_001", 2, day)
    assert (found.least, found.most, found.tier.level) == (10000, 10000, "情节较重")
    assert found.is_inside_the_law
    assert discretion("sz_cg_2023_002", "情节轻微", day).measure == "none"
    assert discretion("sz_cg_2023_002", 7, day).most == 5000
    assert discretion("sz_cg_2023_003", "情节严重", day).measure == "per_square_metre"
