"""What every import command promises: bad rows told, good ones landed, nothing twice."""

import csv

import pytest
from django.core.management import CommandError

from common.models import AuditEntry
from registry.models import Region, Subject

DIVISIONS = ("代码,名称,级别,上级代码", "330000,浙江省,省,", "330100,杭州市,市,330000")


def test_it_counts_and_a_second_run_changes_nothing(shell, table):
    path = table(*DIVISIONS)
    assert shell("import_divisions", path) == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert shell("import_divisions", path) == "0 created, 0 updated, 2 unchanged, 0 rejected"
    assert shell.exit == 0
    path = table(*DIVISIONS[:2], "330100,杭州,市,330000")
    assert shell("import_divisions", path) == "0 created, 1 updated, 1 unchanged, 0 rejected"
    assert Region.objects.get(code="330100").name == "杭州"


def test_it_leaves_one_entry_in_the_audit_trail_when_something_changed(shell, table):
    path = table(*DIVISIONS)
    shell("import_divisions", path)
    shell("import_divisions", path)
    entry = AuditEntry.objects.get(action="import")
    assert entry.row == "registry.region"
    assert entry.facts["file"] == "table.csv"
    assert entry.facts["result"] == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert len(entry.facts["sha256"]) == 64


def test_bad_rows_are_told_by_line_field_code_and_reason_and_good_ones_land(shell, table):
    path = table(
        *DIVISIONS,
        "33010,x,市,330000",
        "330200,,市,330000",
        "330300,温州市,郡,330000",
        "330400,嘉兴市,市,340000",
        "330100,杭州市,市,330000",
        '330500,"湖"州市,市,330000',
        "330600,绍兴市,市,330000,more",
        "330700,金华市,市",
    )
    assert shell("import_divisions", path) == "3 created, 0 updated, 0 unchanged, 7 rejected"
    assert shell.exit == 0
    for said in (
        "rejected: line 4, 代码: “33010” is no code of a region. [invalid_code]",
        "rejected: line 5, 名称: This cell must be filled in. [required]",
        "rejected: line 6, 级别: “郡” is not a known value. [invalid_choice]",
        "rejected: line 7, 上级代码: no record has the code 340000. [unknown_parent]",
        "rejected: line 8, 代码: Line 3 has the same key. [duplicate]",
        "rejected: line 9, –: The quotation marks of this line do not match. [malformed]",
        "rejected: line 10, –: The line has more cells than the heading. [extra_cells]",
    ):
        assert said in shell.err
    assert Region.objects.get(code="330700").parent is None


def test_it_ends_with_1_when_no_row_landed(shell, table):
    assert shell("import_divisions", table("code,name", "x,y")).endswith("0 unchanged, 1 rejected")
    assert shell.exit == 1


def test_it_keeps_all_remarks_in_a_file(shell, table, tmp_path):
    path = table("code,name", *(f"x{number},x" for number in range(60)))
    shell("import_divisions", path, "--errors", tmp_path / "errors.csv")
    assert "… and 10 more; --errors FILE keeps all." in shell.err
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig") as file:
        kept = list(csv.DictReader(file))
    assert len(kept) == 60
    assert kept[0] == {
        "kind": "rejected", "line": "2", "field": "code", "code": "invalid_code",
        "reason": "“x0” is no code of a region.",
    }  # fmt: skip


def test_it_names_missing_columns_and_those_it_does_not_use(shell, table):
    with pytest.raises(CommandError, match="no column code/代码"):
        shell("import_divisions", table("name,colour", "浙江省,red"))
    shell("import_divisions", table("code,name,颜色", "330000,浙江省,red"))
    assert "columns not used: 颜色" in shell.err


def test_columns_that_the_file_does_not_have_stay_as_they_are(shell, table):
    shell("import_divisions", table("code,name,name_en", "330000,浙江省,Zhejiang"))
    shell("import_divisions", table("code,name", "330000,浙江"))
    region = Region.objects.get()
    assert (region.name, region.name_en) == ("浙江", "Zhejiang")


def test_a_row_that_the_database_refuses_stands_alone(shell, table, province, monkeypatch):
    """The chunk is halved until the one bad row is found; its neighbours land."""
    monkeypatch.setattr("registry.imports.subjects.SubjectImporter._cell", _unchecked)
    long = "x" * 301
    names = ["a", "b", long, "d", "e"]
    path = table(
        "kind,code,name,region_code", *(f"site,S{n},{name},330000" for n, name in enumerate(names))
    )
    assert shell("import_subjects", path) == "4 created, 0 updated, 0 unchanged, 1 rejected"
    assert "line 4, –: Refused: value too long" in shell.err
    assert Subject.objects.count() == 4


def _unchecked(importer, column, text):
    return column.parse(text)


def test_its_queries_do_not_grow_with_the_rows(
    shell, table, province, django_assert_max_num_queries
):
    def lines(count):
        return ("kind,code,name,region_code", *(f"site,S{n},x,330000" for n in range(count)))

    for count in (2, 900):
        with django_assert_max_num_queries(14):
            shell("import_subjects", table(*lines(count)))


def test_a_text_that_looks_like_a_formula_lands_as_it_is(shell, table, province):
    """The export makes it harmless; an import that changed it would falsify the source."""
    shell(
        "import_subjects", table("kind,code,name,region_code", "site,S1,=cmd|'/c calc'!A1,330000")
    )
    assert Subject.objects.get().name == "=cmd|'/c calc'!A1"


def test_control_characters_and_long_texts_are_rejected_at_their_cell(shell, table, province):
    path = table("kind,code,name,region_code", "site,S1,a\x00b,330000", f"site,{'S' * 61},x,330000")
    shell("import_subjects", path)
    assert (
        "line 2, name: The text holds a character that no text has. [control_character]"
        in shell.err
    )
    assert "line 3, code: 61 characters; at most 60 fit. [too_long]" in shell.err
