"""Lists as the officials keep them: the columns of their tables, for download and for upload.

What goes out in these columns comes in again equal (``MatterImporter``): cells hold what an
official would write, and never a name that could not be read back.
"""

import csv
import io
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Font

from common.lists import Column as ListColumn
from common.lists.export import guard, unguard
from matters.imports.matters import SCOPES, TYPES, MatterImporter
from matters.models import MatterVersion
from registry.imports.subjects import KINDS
from registry.imports.trees import LEVELS


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def heading(column: Any) -> str:
    """Return what a column is called in the reader's language, as the importer knows it."""
    return str(column.names[0 if in_chinese() else 1])


def _first(words: dict[str, Any]) -> dict[Any, str]:
    """Return for each value the first word that the importer reads as it."""
    found: dict[Any, str] = {}
    for word, value in words.items():
        found.setdefault(value, word)
    return found


_TYPES, _KINDS, _LEVELS, _SCOPES = _first(TYPES), _first(KINDS), _first(LEVELS), _first(SCOPES)


def _coded(value: Any, words: dict[Any, str]) -> str:
    return words.get(value, str(value)) if in_chinese() else str(value)


def _listed(values: Iterable[Any], words: dict[Any, str]) -> str:
    return "；".join(_coded(value, words) for value in values)


CELLS: dict[str, Callable[[MatterVersion], Any]] = {
    "list_code": lambda row: row.matter.list_code,
    "code": lambda row: row.matter.code,
    "national_code": lambda row: row.matter.national_code or "",
    "department_code": lambda row: row.department.code if row.department else "",
    "administrative_type": lambda row: _coded(row.administrative_type, _TYPES),
    "levels": lambda row: _listed(row.levels, _LEVELS),
    "apply_scope": lambda row: "" if row.apply_scope is None else _coded(row.apply_scope, _SCOPES),
    "object_types": lambda row: _listed(row.object_types, _KINDS),
    "methods": lambda row: "；".join(row.methods),
    "is_on_clue": lambda row: ("是" if in_chinese() else "yes") if row.is_on_clue else "",
    "legal_min": lambda row: "" if row.legal_min is None else str(row.legal_min),
    "legal_max": lambda row: "" if row.legal_max is None else str(row.legal_max),
}


def cell(row: MatterVersion, field: str) -> str:
    """Return what an official would write into a column for a version."""
    own = CELLS.get(field)
    return str(own(row) if own else getattr(row, field))


def columns() -> list[ListColumn]:
    """Return the officials' columns as a list exports them, headed in the reader's language."""
    return [
        ListColumn(each.field, heading(each), export=partial(cell, field=each.field))
        for each in MatterImporter.columns
    ]


def reading(text: str) -> str:
    """Return a cell without the quote that an export sets before what looks like a formula."""
    bare = unguard(text)
    return bare if bare != text and guard(bare) == text else text


def template(form: str) -> bytes:
    """Return an empty table with the officials' columns, as CSV or as a workbook."""
    heads = [heading(each) for each in MatterImporter.columns]
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerow(heads)
        return f"\ufeff{out.getvalue()}".encode()
    book = Workbook()
    sheet: Any = book.active
    sheet.append(heads)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(MatterImporter.columns, 1):
        head = sheet.cell(row=1, column=place)
        head.font = Font(bold=column.required)
        sheet.column_dimensions[head.column_letter].width = 18
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()
