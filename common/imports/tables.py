"""Reading the tables that people send: CSV in UTF-8 or GB18030, gzipped or not, XLSX, JSON rows."""

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import openpyxl
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "gb18030")
LARGEST_WORKBOOK = 1 << 30
"""Bytes that a workbook may unpack to; a larger one is refused before it is opened."""

csv.field_size_limit(1 << 20)

Line = tuple[int, "list[str] | None"]
"""The line a record starts on and its cells; None where the quotation marks make no sense."""


class Unreadable(Exception):
    """The file cannot be read as a table at all; the message is one sentence for a person."""


@contextmanager
def open_table(path: Path) -> Iterator[Iterator[Line]]:
    """Give the records of a table file one by one, its heading first.

    The kind of file is told by its first bytes, never by its name. Formulas are never computed: a
    workbook gives the values it was saved with, a CSV file the text as it stands.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
    except OSError as error:
        raise Unreadable(
            _("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    if magic == b"PK\x03\x04":
        with path.open("rb") as raw:
            yield _workbook(path, raw)
        return
    unpack: Any = gzip.open if magic[:2] == b"\x1f\x8b" else open
    encoding = _encoding(path, unpack)
    with unpack(path, "rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        if text.read(1) == "[":
            yield _json(path, text)
            return
        text.seek(0)
        yield _csv(text)


def _encoding(path: Path, unpack: Any) -> str:
    for encoding in ENCODINGS:
        decoder = getincrementaldecoder(encoding)()
        try:
            with unpack(path, "rb") as raw:
                while chunk := raw.read(1 << 20):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError) as error:
            raise Unreadable(_("%(path)s is damaged.") % {"path": path}) from error
        return encoding
    raise Unreadable(_("%(path)s is neither UTF-8 nor GB18030 text.") % {"path": path})


def _csv(text: IO[str]) -> Iterator[Line]:
    records = csv.reader(text, strict=True)
    while True:
        start = records.line_num + 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:
            yield start, None
            continue
        if any(cells):
            yield start, cells


def _json(path: Path, text: IO[str]) -> Iterator[Line]:
    """Yield the objects of an array, numbered from 1, below the names of the first one."""
    try:
        rows = json.loads("[" + text.read())
        names = list(rows[0]) if rows else []
        yield 0, names
        for number, row in enumerate(rows, 1):
            yield number, [cell_text(row.get(name)) for name in names]
    except (ValueError, AttributeError) as error:
        raise Unreadable(_("%(path)s holds no rows of JSON.") % {"path": path}) from error


def _workbook(path: Path, raw: IO[bytes]) -> Iterator[Line]:
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("workbooks come from outside: only defusedxml may read them")
    refusal = _("%(path)s cannot be read as a workbook.") % {"path": path}
    try:
        with zipfile.ZipFile(raw) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_WORKBOOK:
                raise Unreadable(refusal)
        book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # programs write wrong ones
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [cell_text(cell) for cell in cells]
            if any(texts):
                yield number, texts
    except (zipfile.BadZipFile, DefusedXmlException, KeyError, ValueError, IndexError) as error:
        raise Unreadable(refusal) from error


def cell_text(cell: object) -> str:
    """Return a workbook's value as a CSV file would hold it: numbers keep their digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)
