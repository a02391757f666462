"""Check forms out: in the officials' columns, so that they come in again as they went out."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from common.lists.export import LONGEST_CELL, UNWRITABLE
from matters.models import CheckItem, Checklist, ChecklistVersion
from matters.rules.lines import write_options

Rows = Iterator[list[Any]]

OFFICIAL = ("事项代码", "记录表名称", "序号", "检查内容", "操作方法与要领", "要求提供材料")
"""The columns of the officials' own table."""
WHOLE = (
    "清单", *OFFICIAL, "适用事项", "name_en", "content_en", "how_en", "papers_en", "关键项",
    "需拍照", "结果选项", "分值", "检查依据", "问题描述", "finding_en", "重复对象", "group_en",
    "前提项", "前提结果",
)  # fmt: skip
"""All that a form holds; what the importer takes by the same names."""
WIDTHS = {
    "检查内容": 60,
    "操作方法与要领": 50,
    "要求提供材料": 40,
    "检查依据": 40,
    "记录表名称": 30,
}


def official_rows(versions: Iterable[ChecklistVersion]) -> Rows:
    """Yield head and lines in the officials' six columns."""
    yield list(OFFICIAL)
    for version in versions:
        for line in version.items.all():
            yield _official(version.checklist, line)


def whole_rows(versions: Iterable[ChecklistVersion]) -> Rows:
    """Yield head and lines with everything that a form holds."""
    yield list(WHOLE)
    for version in versions:
        form = version.checklist
        codes = "；".join(dict.fromkeys(matter.code for matter in form.matters.all()))
        for line in version.items.all():
            yield [
                form.list_code, *_official(form, line), codes, form.name_en, line.content_en,
                line.how_en, line.papers_en, int(line.is_key), int(line.photo_required),
                write_options(line.options), f"{line.score.normalize():f}" if line.score else "",
                line.basis, line.finding, line.finding_en, line.group, line.group_en,
                line.when_line or "", "；".join(line.when_answers),
            ]  # fmt: skip


def _official(form: Checklist, line: CheckItem) -> list[str]:
    return [form.code, form.name, line.line_no, line.content, line.how, line.papers]


def as_csv(rows: Rows) -> bytes:
    """Write a table as it comes in again, byte by byte what stood in it."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return f"\ufeff{out.getvalue()}".encode()


def as_workbook(rows: Rows, title: str) -> bytes:
    """Write a table as a workbook: fixed head, wrapped text, nothing that becomes a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join("_" if c in "[]:*?/\\" else c for c in title)[:31] or "1")
    sheet.freeze_panes = "A2"
    head = next(rows)
    for at, name in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(name, 14)
    sheet.append([_cell(sheet, name, Font(bold=True)) for name in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    text = UNWRITABLE.sub("\ufffd", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes "=…" for a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font:
        cell.font = font
    return cell
