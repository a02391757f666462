"""The one way in for tables: read, check each row, land the good ones, report the others."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.db import DataError, IntegrityError, transaction
from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from common.imports.columns import Column, Refused, match
from common.imports.tables import Line, Unreadable, open_table
from common.imports.upsert import Outcome, Values, upsert


@dataclass
class Row:
    """One record of the file: the line it starts on and the parsed cells of the columns it has."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Remark:
    """What is wrong with one row, for machines (code) and people (reason)."""

    line: int
    field: str
    code: str
    reason: str

    def __str__(self) -> str:
        return _("line %(line)d, %(field)s: %(reason)s [%(code)s]") % {
            "line": self.line,
            "field": self.field or "–",
            "reason": self.reason,
            "code": self.code,
        }


@dataclass
class Report:
    """What an import did; a rejected row did not land, a warned one did."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def landed(self) -> int:
        return self.outcomes.total()

    @property
    def changed(self) -> int:
        return self.landed - self.outcomes[Outcome.UNCHANGED]

    def __str__(self) -> str:
        return (
            f"{self.outcomes[Outcome.CREATED]} created, {self.outcomes[Outcome.UPDATED]} updated, "
            f"{self.outcomes[Outcome.UNCHANGED]} unchanged, {len(self.rejected)} rejected"
        )


@cache
def _limits(model: type[Model]) -> dict[str, int]:
    """Return how many characters each text column of a table holds."""
    return {
        each.name: each.max_length
        for each in model._meta.fields
        if isinstance(each, CharField) and each.max_length
    }


class Importer:
    """How one kind of table lands: columns, natural key, checks. Lands by chunks, each atomic."""

    model: ClassVar[type[Model]]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    chunk: ClassVar[int] = 1000

    def __init__(self) -> None:
        self.report = Report()
        self.file = ""
        self.headings: dict[str, str] = {}
        self._width = 0

    def run(self, path: Path, progress: Callable[[int], None] = lambda rows: None) -> Report:
        """Import a file and return the report. Raises Unreadable when it is no such table."""
        with open_table(path) as lines:
            return self.read(lines, path.name, progress)

    def read(
        self, lines: Iterator[Line], name: str, progress: Callable[[int], None] = lambda rows: None
    ) -> Report:
        """Import records that somebody else has taken apart, their heading first."""
        self.file = name
        places = self._places(lines)
        self.prepare()
        rows = self._once(self._parsed(lines, places))
        while chunk := list(islice(rows, self.chunk)):
            self.take(chunk)
            progress(chunk[-1].line)
        self.finish()
        return self.report

    def take(self, rows: list[Row]) -> None:
        """Land the good ones among the rows of a chunk."""
        self._land(self.resolve(rows))

    def prepare(self) -> None:
        """Load what the rows refer to; runs once, when the headings are known."""

    def clean(self, row: Row) -> None:
        """Check a row by itself and complete its cells; raise Refused to reject it."""

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Check rows together, reject some by ``self.reject``, return those that may land."""
        return rows

    def land(self, rows: list[Row]) -> list[Outcome]:
        """Write good rows with a fixed number of queries; return what became of each."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do what needs the whole file landed."""

    def has(self, name: str) -> bool:
        """Tell whether the file has a column."""
        return name in self.headings

    def reject(self, row: Row, name: str, code: str, reason: str) -> None:
        self.report.rejected.append(Remark(row.line, self.headings.get(name, name), code, reason))

    def warn(self, row: Row, name: str, code: str, reason: str) -> None:
        self.report.warnings.append(Remark(row.line, self.headings.get(name, name), code, reason))

    def _places(self, lines: Iterator[Line]) -> dict[str, int]:
        headings = next((cells for _line, cells in lines if cells), None)
        if headings is None:
            raise Unreadable(_("The file is empty."))
        places = match(self.columns, headings)
        self.headings = {name: headings[place].strip() for name, place in places.items()}
        missing = [
            "/".join((each.field, *each.names[:1]))
            for each in self.columns
            if each.required and each.field not in places
        ]
        if missing:
            raise Unreadable(
                _("The file has no column %(missing)s.") % {"missing": ", ".join(missing)}
            )
        self._width = len(headings)
        used = set(places.values())
        self.report.unused = [
            heading
            for place, heading in enumerate(headings)
            if heading.strip() and place not in used
        ]
        return places

    def _parsed(self, lines: Iterator[Line], places: dict[str, int]) -> Iterator[Row]:
        wanted = [(each, places[each.field]) for each in self.columns if each.field in places]
        for line, cells in lines:
            row = Row(line, {})
            if cells is None:
                self.reject(
                    row, "", "malformed", _("The quotation marks of this line do not match.")
                )
            elif any(cells[self._width :]):
                self.reject(row, "", "extra_cells", _("The line has more cells than the heading."))
            elif self._parse(row, wanted, cells):
                yield row

    def _parse(self, row: Row, wanted: list[tuple[Column, int]], cells: list[str]) -> bool:
        column = None
        try:
            for column, place in wanted:
                text = cells[place].strip() if place < len(cells) else ""
                row.cells[column.field] = self._cell(column, text)
            column = None
            self.clean(row)
        except Refused as refused:
            name = refused.field or (column.field if column else "")
            self.reject(row, name, refused.code, refused.reason)
            return False
        return True

    def _cell(self, column: Column, text: str) -> Any:
        if column.required and not text:
            raise Refused("required", _("This cell must be filled in."))
        if "\x00" in text:
            raise Refused("control_character", _("The text holds a character that no text has."))
        value = column.parse(text)
        limit = _limits(self.model).get(column.field)
        if limit and isinstance(value, str) and len(value) > limit:
            raise Refused(
                "too_long",
                _("%(length)d characters; at most %(limit)d fit.")
                % {"length": len(value), "limit": limit},
            )
        return value

    def _once(self, rows: Iterator[Row]) -> Iterator[Row]:
        seen: dict[int, int] = {}
        for row in rows:
            key = hash(self.identity(row))
            if key in seen:
                self.reject(
                    row,
                    self.key[-1],
                    "duplicate",
                    _("Line %(line)d has the same key.") % {"line": seen[key]},
                )
            else:
                seen[key] = row.line
                yield row

    def identity(self, row: Row) -> tuple[Any, ...]:
        """Return what makes a row the same row as another one of the file."""
        return tuple(row.cells.get(name) for name in self.key)

    def _land(self, rows: list[Row]) -> None:
        """Land a chunk; one that the database refuses is halved until the bad row stands alone."""
        if not rows:
            return
        try:
            with transaction.atomic():
                outcomes = self.land(rows)
        except (IntegrityError, DataError) as error:
            if len(rows) == 1:
                reason = str(error).partition("\n")[0]
                self.reject(rows[0], "", "conflict", _("Refused: %(why)s.") % {"why": reason})
                return
            half = len(rows) // 2
            self._land(rows[:half])
            self._land(rows[half:])
        else:
            self.report.outcomes.update(outcomes)


class TableImporter(Importer):
    """Rows that are rows of one table: cells are fields, named alike."""

    def land(self, rows: list[Row]) -> list[Outcome]:
        outcomes, _rows = upsert(
            self.model, self.key, [self.values(row) for row in rows], defaults=self.defaults
        )
        return outcomes

    def values(self, row: Row) -> Values:
        """Return the fields that the file says."""
        return row.cells

    def defaults(self, values: Values) -> Values:
        """Return what a new row has besides; a later import leaves it alone."""
        return {}
