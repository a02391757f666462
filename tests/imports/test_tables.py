"""Every kind of file that people send is read, and what is no table is refused in one sentence."""

import datetime as dt
import gzip
import io
import json
import zipfile

import openpyxl
import pytest
from django.utils.translation import override

from common.imports import Unreadable
from common.imports.tables import open_table

HEADING = ["代码", "名称"]
ROW = ["330000", "浙江省"]
TEXT = "代码,名称\n330000,浙江省\n"


def rows(path):
    with open_table(path) as lines:
        return list(lines)


def refusal(path):
    with override("en"), pytest.raises(Unreadable) as refused:
        rows(path)
    return str(refused.value)


def workbook(path, *lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_it_reads_csv_in_the_encodings_of_china_packed_or_not(tmp_path, encoding, pack):
    path = tmp_path / "any.name"
    path.write_bytes(pack(TEXT.encode(encoding)))
    assert rows(path) == [(1, HEADING), (2, ROW)]


def test_it_tells_the_line_on_which_a_record_starts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('code,name\n1,"two\nlines"\n\n2,b\n')
    assert rows(path) == [(1, ["code", "name"]), (2, ["1", "two\nlines"]), (5, ["2", "b"])]


def test_it_goes_on_after_a_line_with_a_stray_quotation_mark(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('code,name\n1,"a"b\n2,c\n')
    assert rows(path) == [(1, ["code", "name"]), (2, None), (3, ["2", "c"])]


def test_it_reads_a_workbook_as_text_whose_numbers_keep_their_digits(tmp_path):
    day = dt.datetime(2026, 11, 23)  # noqa: DTZ001 (a workbook knows no zones)
    path = workbook(tmp_path / "t.xlsx", HEADING, [330000, "浙江省"], [3.5, day], [True, None])
    assert rows(path) == [
        (1, HEADING),
        (2, ["330000", "浙江省"]),
        (3, ["3.5", "2026-11-23"]),
        (4, ["1"]),
    ]


def test_it_never_computes_a_formula(tmp_path):
    """A workbook gives the value that was saved with it, here none; CSV gives the text."""
    path = workbook(tmp_path / "t.xlsx", HEADING, ["330000", "=1+1"])
    assert rows(path)[1] == (2, ["330000", ""])
    path = tmp_path / "t.csv"
    path.write_text("code,name\n1,=1+1\n")
    assert rows(path)[1] == (2, ["1", "=1+1"])


def test_it_reads_the_arrays_of_the_npm_package(tmp_path):
    path = tmp_path / "streets.json"
    path.write_text(json.dumps([{"code": "330102001", "name": "清波街道", "areaCode": "330102"}]))
    assert rows(path) == [
        (0, ["code", "name", "areaCode"]),
        (1, ["330102001", "清波街道", "330102"]),
    ]


def test_it_says_in_a_sentence_what_it_cannot_read(tmp_path):
    assert "cannot be opened: No such file" in refusal(tmp_path / "nowhere.csv")
    path = tmp_path / "t"
    path.write_bytes(b"\xff\xff\xff\xff")
    assert "neither UTF-8 nor GB18030" in refusal(path)
    path.write_bytes(gzip.compress(TEXT.encode())[:-9])
    assert "damaged" in refusal(path)
    path.write_bytes(b"PK\x03\x04 no archive")
    assert "workbook" in refusal(path)
    path.write_text("[1, 2")
    assert "no rows of JSON" in refusal(path)


def test_it_refuses_a_workbook_with_entities_or_without_measure(tmp_path, monkeypatch):
    good = io.BytesIO()
    workbook(good, HEADING, ROW)
    path = tmp_path / "bomb.xlsx"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            text = source.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                text = f"{bomb}{text}"
            target.writestr(part, text)
    assert "workbook" in refusal(path)
    path.write_bytes(good.getvalue())
    monkeypatch.setattr("common.imports.tables.LARGEST_WORKBOOK", 100)
    assert "workbook" in refusal(path)
