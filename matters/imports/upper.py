"""The list of a level above as a file or as rows: read to be compared, nothing of it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from common.imports import Outcome, Row
from common.imports.tables import Line
from matters.imports.matters import MatterImporter
from matters.models import Matter, MatterVersion
from matters.rules.benchmark import COMPARED

EMPTY: Mapping[str, Any] = {"object_types": [], "methods": []}


class UpperReader(MatterImporter):
    """Read matters with the columns of the list; ``versions`` are not stored anywhere."""

    chunk: ClassVar[int] = 1000

    def __init__(self, list_code: str) -> None:
        super().__init__(list_code)
        self.versions: list[MatterVersion] = []

    def resolve(self, rows: list[Row]) -> list[Row]:
        return rows

    def land(self, rows: list[Row]) -> list[Outcome]:
        for row in rows:
            cells = row.cells
            matter = Matter(
                list_code=cells["list_code"],
                code=cells["code"],
                national_code=cells.get("national_code") or None,
            )
            # what a file leaves out is open, so that nothing departs from it
            content = {name: cells.get(name) or EMPTY.get(name, "") for name in COMPARED}
            self.versions.append(MatterVersion(matter=matter, **content))
        return [Outcome.CREATED] * len(rows)


def lines_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """Yield rows of JSON as the lines of a table, headings first; lists become cells."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield 0, names
    for number, row in enumerate(rows, 1):
        yield number, [_cell(row.get(name)) for name in names]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(map(str, value))
    return "" if value is None else str(value)
