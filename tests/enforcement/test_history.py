"""Inspections of earlier years come from another system: each once, shown and counted."""

import datetime as dt

import pytest
from django.core.management import call_command

from common.imports import Outcome
from common.panels import panels_of
from enforcement.history import HistoryImporter
from enforcement.models import PastInspection
from enforcement.services.past import past_acts_by_matter, visits_in
from tests import build

pytestmark = pytest.mark.django_db
HEAD = "来源,编号,主体编号,部门编码,检查日期,检查结果,事项代码,事项,是否现场,备注\n"


@pytest.fixture
def world():
    bureau = build.department(code="B1")
    matter = build.matter(code="M-1")
    return build.subject(code="S-1", uscc="91330100M000100Y43"), bureau, matter


def load(tmp_path, *lines):
    path = tmp_path / "history.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    return HistoryImporter().run(path)


def test_rows_land_once_and_change_when_they_differ(world, tmp_path):
    subject, bureau, matter = world
    line = "旧系统,1,S-1,B1,2019-05-06,合格,M-1,燃气检查,是,a\tb\\"
    second = "旧系统,2,91330100M000100Y43,B1,2019年6月7日,责令改正,M-9,别的,否,"
    report = load(tmp_path, line, second)
    assert dict(report.outcomes) == {Outcome.CREATED: 2}
    assert [each.code for each in report.warnings] == ["unknown_matter"]
    past = PastInspection.objects.get(code="1")
    assert (past.subject, past.department, past.matter) == (subject, bureau, matter)
    assert past.note == "a\tb\\"
    again = load(tmp_path, line, second.replace("责令改正", "立案"))
    assert dict(again.outcomes) == {Outcome.UNCHANGED: 1, Outcome.UPDATED: 1}
    assert PastInspection.objects.count() == 2


def test_what_is_wrong_is_named_by_its_line(world, tmp_path):
    for kind in ("site", "project"):
        build.subject(code="T", kind=kind)
    report = load(
        tmp_path,
        "旧,1,nobody,B1,2019-05-06,合格,,,,",
        "旧,2,S-1,nobody,2019-05-06,合格,,,,",
        "旧,3,S-1,B1,2199-05-06,合格,,,,",
        "旧,4,S-1,B1,2019-05-06,好极了,,,,",
        "旧,5,T,B1,2019-05-06,合格,,,,",
        "旧,6,S-1,B1,2019-05-06,合格,,,,",
    )
    assert report.landed == 1
    assert sorted((each.line, each.code) for each in report.rejected) == [
        (2, "unknown_subject"), (3, "unknown_department"), (4, "in_the_future"),
        (5, "invalid_choice"), (6, "ambiguous"),
    ]  # fmt: skip


def test_a_chunk_takes_a_fixed_number_of_queries(world, tmp_path, django_assert_max_num_queries):
    lines = [f"旧,{n},S-1,B1,2019-05-06,合格,M-1,,是," for n in range(300)]
    with django_assert_max_num_queries(12):
        load(tmp_path, *lines)


def test_they_count_for_visits_and_coverage(world, tmp_path):
    subject, bureau, matter = world
    load(
        tmp_path,
        "旧,1,S-1,B1,2019-05-06,合格,M-1,,是,",
        "旧,2,S-1,B1,2019-07-06,合格,M-1,,否,",
        "旧,3,S-1,B1,2020-07-06,合格,M-1,,是,",
    )
    assert visits_in(subject, 2019) == 1
    assert visits_in(subject, 2019, department=build.department()) == 0
    assert visits_in(subject, 2019, department=bureau) == 1
    assert past_acts_by_matter(2019) == {matter.pk: 2}


def test_the_page_of_the_subject_shows_them_under_the_name_of_that_day(world, tmp_path):
    subject, bureau, _matter = world
    load(tmp_path, "旧,1,S-1,B1,2020-05-06,合格,M-1,燃气检查,是,")
    bureau.former_names.create(name="老局", valid=build.ended(dt.date(2021, 1, 1)))
    person = build.user()
    build.grant(person, "enforcement.view_inspection")
    [panel] = [p for p in panels_of(subject, person)["main"] if "past" in p.template]
    assert [each.department_then for each in panel.context["rows"]] == ["老局"]
    nobody = build.user()
    assert not [p for p in panels_of(subject, nobody)["main"] if "past" in p.template]


def test_the_command_says_what_it_did(world, tmp_path, capsys):
    path = tmp_path / "h.csv"
    path.write_text(HEAD + "旧,1,S-1,B1,2019-05-06,合格,M-1,,是,\n", "utf-8")
    call_command("import_history", str(path))
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in capsys.readouterr().out
