"""An export is harmless in a spreadsheet and gives back what stood there."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from common.lists import export
from common.lists.export import guard, unguard

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
]


@pytest.mark.parametrize("text", RISKY)
def test_it_quotes_what_could_be_a_formula(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "杭州市", "1.5", "a=b", "2026-11-23"])
def test_it_leaves_plain_text_alone(text):
    assert guard(text) == text


@given(st.text())
def test_it_gives_back_what_stood_there(text):
    guarded = guard(text)
    assert unguard(guarded) == text
    assert not guarded.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    )


def test_it_writes_numbers_as_numbers_and_moments_in_shanghai():
    assert export._text(Decimal("-5.20")) == "-5.20"
    assert export._text(dt.date(2026, 11, 23)) == "2026-11-23"
    moment = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)
    assert export._text(moment) == "2026-11-23 14:05:00"


@pytest.mark.parametrize("text", [*RISKY[:-6], "＝1", "'=1", "x" * 40_000, "\ud800bad", "<b>&amp;"])
def test_it_writes_every_text_of_a_workbook_as_text(text):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append([export._cell(sheet, text)])
    target = io.BytesIO()
    book.save(target)
    read: Any = load_workbook(target).active
    cell = read["A1"]
    assert cell.data_type == "s"
    wanted = export.UNWRITABLE.sub("\ufffd", text)[: export.LONGEST_CELL]
    assert cell.value == wanted.replace("\r", "\n")


def test_its_lines_are_read_back_by_any_csv_reader():
    line = csv.writer(export._Line()).writerow([guard('=HYPERLINK("x")'), "a,b", "c\nd"])
    assert next(csv.reader(io.StringIO(line))) == ['\'=HYPERLINK("x")', "a,b", "c\nd"]
