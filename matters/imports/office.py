"""Check forms as offices have them: tables in Word and Excel files, found by what their heads say.

Merged cells count for every cell they cover. What cannot be read is named with its place.
"""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import openpyxl
from django.db import transaction
from django.utils.translation import gettext as _
from docx.table import Table

from common.imports import Report, Row, Unreadable
from common.imports.columns import match
from common.imports.tables import LARGEST_WORKBOOK, cell_text, open_table
from common.models import User
from matters.imports.checklists import ChecklistImporter

HEAD_ROWS = 15
"""Within how many rows a table's head is looked for."""
MOST_ROWS = 5000


@dataclass(frozen=True)
class Found:
    """One line that was read, the place it stands at, and its cells by field."""

    place: str
    cells: dict[str, str]


@dataclass
class Reading:
    """What a file holds: lines that were read, and what was not, with its place."""

    lines: list[Found] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    @property
    def forms(self) -> list[str]:
        return list(dict.fromkeys(line.cells["name"] for line in self.lines))


@dataclass(frozen=True)
class Grid:
    """One table: where it stands, what stands above it, its rows with their numbers."""

    place: str
    title: str
    rows: list[tuple[int, list[str]]]


def read_office(name: str, data: bytes, code: str) -> Reading:
    """Read a Word, Excel or CSV file. Raises Unreadable when it is none of them.

    ``code`` is what a form is called by where the file has no column for it; several forms are
    numbered behind it.
    """
    reading = Reading()
    grids = list(_grids(name, data))
    if not grids:
        raise Unreadable(_("The file holds no table."))
    for grid in grids:
        _read(grid, reading)
    forms = reading.forms
    for line in reading.lines:
        number = forms.index(line.cells["name"]) + 1
        if not line.cells.get("code"):
            line.cells["code"] = code if len(forms) == 1 else f"{code}-{number}"
    return reading


def _grids(name: str, data: bytes) -> Iterator[Grid]:
    suffix = name.rpartition(".")[2].casefold()
    if suffix in ("docx", "xlsx"):
        _check_size(data)
    try:
        if suffix == "docx":
            yield from _word(data)
        elif suffix == "xlsx":
            yield from _excel(data)
        elif suffix == "csv":
            yield _csv(data)
        else:
            raise Unreadable(_("Send a Word file (.docx), an Excel file (.xlsx) or a CSV file."))
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise Unreadable(_("The file is damaged or not what its name says.")) from error


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(_("The file is damaged or not what its name says.")) from error
    if size > LARGEST_WORKBOOK:
        raise Unreadable(_("The file unpacks to more than it may."))


def _word(data: bytes) -> Iterator[Grid]:
    """Yield the tables of a Word file with the paragraph above each."""
    document = docx.Document(io.BytesIO(data))
    title, number = "", 0
    for block in document.iter_inner_content():
        if not isinstance(block, Table):
            title = block.text.strip() or title
            continue
        number += 1
        rows = [
            (at, [cell.text.strip() for cell in row.cells]) for at, row in enumerate(block.rows, 1)
        ]
        yield Grid(_("table %(number)d") % {"number": number}, title, rows)
        title = ""


def _excel(data: bytes) -> Iterator[Grid]:
    """Yield the sheets of a workbook, what a merged cell says in every cell it covers."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        covered: dict[tuple[int, int], Any] = {}
        for block in sheet.merged_cells.ranges:
            value = sheet.cell(block.min_row, block.min_col).value
            for row in range(block.min_row, min(block.max_row, MOST_ROWS) + 1):
                for column in range(block.min_col, block.max_col + 1):
                    covered[row, column] = value
        rows = []
        for at, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS)), 1):
            texts = [
                cell_text(covered.get((at, place), cell.value)).strip()
                for place, cell in enumerate(cells, 1)
            ]
            rows.append((at, texts))
        if any(any(texts) for _at, texts in rows):
            yield Grid(_("sheet “%(name)s”") % {"name": sheet.title}, "", rows)


def _csv(data: bytes) -> Grid:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data)
        with open_table(path) as lines:
            rows = [(at, cells or []) for at, cells in lines]
    return Grid(_("the table"), "", rows)


def _read(grid: Grid, reading: Reading) -> None:
    head = _head(grid.rows)
    if head is None:
        reading.unread.append(
            (grid.place, _("No column says what to check, so the table was left out."))
        )
        return
    places = match(ChecklistImporter.columns, grid.rows[head][1])
    headings = grid.rows[head][1]
    used = set(places.values())
    for heading in dict.fromkeys(headings):
        if heading and headings.index(heading) not in used:
            reading.unread.append(
                (
                    grid.place,
                    _("Column “%(name)s” is not known and was left out.") % {"name": heading},
                )
            )
    title = _title(grid, head)
    for number, cells in grid.rows[head + 1 :]:
        place = _("%(table)s, row %(row)d") % {"table": grid.place, "row": number}
        _take(reading, place, {name: _at(cells, at) for name, at in places.items()}, title, cells)


def _take(
    reading: Reading, place: str, cells: dict[str, str], title: str, texts: Sequence[str]
) -> None:
    said = [text for text in dict.fromkeys(texts) if text]
    if not said:
        return
    if len(said) == 1 and len(texts) > 1:
        # One cell across the whole table: a heading between lines, or a remark below them.
        reading.unread.append((place, _("Not a line: “%(text)s”") % {"text": said[0][:80]}))
        return
    if not cells.get("content"):
        text = " | ".join(said)[:80]
        reading.unread.append((place, _("Says nothing to check: “%(text)s”") % {"text": text}))
        return
    cells["name"] = cells.get("name") or title
    reading.lines.append(Found(place, cells))


def _head(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """Return which row is the head: the one with most known names, what to check among them."""
    best, most = None, 0
    for at, (_number, cells) in enumerate(rows[:HEAD_ROWS]):
        found = match(ChecklistImporter.columns, cells)
        if "content" in found and len(set(found.values())) > max(most, 1):
            best, most = at, len(set(found.values()))
    return best


def _title(grid: Grid, head: int) -> str:
    """Return what the form is called: the line above the head, the text above, or the sheet."""
    for _number, cells in reversed(grid.rows[:head]):
        said = [text for text in dict.fromkeys(cells) if text]
        if len(said) == 1:
            return said[0][:300]
    if grid.title:
        return grid.title[:300]
    quoted = re.search(r"“(.+)”", grid.place)
    return quoted[1] if quoted else grid.place


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


class OfficeImporter(ChecklistImporter):
    """Lines that were read from an office's file; forms keep their matters unless it names some."""

    def clean(self, row: Row) -> None:
        row.cells.setdefault("matter_codes", [])
        super().clean(row)

    def _link(self, forms: Any) -> Any:
        return super()._link(forms) if self.has("matter_codes") else set()


def land_office(
    lines: Sequence[Found], list_code: str, *, by: User, name: str, dry: bool
) -> tuple[Report, OfficeImporter]:
    """Land what was read as drafts, or only try whether it would."""
    names = list(dict.fromkeys(key for line in lines for key in line.cells))
    importer = OfficeImporter(list_code, by=by)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "lines.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(names)
            table.writerows([line.cells.get(key, "") for key in names] for line in lines)
        report = importer.run(path)
        if dry:
            transaction.set_rollback(True)
    importer.file = name
    return report, importer
