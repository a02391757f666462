"""From one row as it was sent to its station, time and value: JSON objects and lines of CSV.

Ordinary rows are read many at a time; as soon as one is out of the ordinary, its whole chunk is
read row by row, with care.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import msgspec

from datacenter.rules import RowFault, Verdict

# Station, time and value of a row as they were sent: CSV gives bytes, JSON text or numbers.
Sent = tuple[Any, Any, Any]
# The same of many rows.
Columns = tuple[Sequence[Any], Sequence[Any], Sequence[Any]]


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


@dataclass(frozen=True)
class Shape:
    """The names of the three fields that a dataset's rows carry."""

    station: str
    time: str
    value: str

    @property
    def names(self) -> tuple[str, str, str]:
        return self.station, self.time, self.value


@dataclass(frozen=True)
class Chunk:
    """Some rows: the readable ones beside their numbers, the others by number."""

    numbers: Sequence[int]
    columns: Columns
    faults: dict[int, Verdict] = field(default_factory=dict)


class Reader(Protocol):
    def all(self, rows: list[bytes]) -> Columns | None:
        """Read many rows at once; None when one of them is out of the ordinary."""

    def one(self, row: bytes) -> Sent:
        """Read one row with care; raises RowFault."""


def one_by_one(numbers: range, rows: list[bytes], reader: Reader) -> Chunk:
    good, read, faults = [], [], {}
    for number, row in zip(numbers, rows, strict=True):
        try:
            read.append(reader.one(bytes(row)))
            good.append(number)
        except RowFault as fault:
            faults[number] = fault.verdict
    stations, times, values = zip(*read, strict=True) if read else ((), (), ())
    return Chunk(good, (stations, times, values), faults)


def _text(row: bytes) -> str:
    try:
        return row.decode()
    except UnicodeDecodeError:
        raise RowFault("bad_encoding") from None


# A backslash inside a string that a colon follows: the same name may be written in two ways.
_ESCAPED_NAME = re.compile(rb'\\(?:[^"\\]|\\.)*"\s*:', re.DOTALL)


@cache
def _rows_of(shape: Shape) -> msgspec.json.Decoder[Any]:
    names = dict(zip(("station", "time", "value"), shape.names, strict=True))

    class Row(msgspec.Struct, rename=names):
        station: str
        time: str
        value: float | str

    return msgspec.json.Decoder(list[Row])


class JsonReader:
    def __init__(self, shape: Shape):
        self._shape = shape
        self._keys = [json.dumps(name, ensure_ascii=False).encode() for name in shape.names]
        self._rows = _rows_of(shape)

    def all(self, rows: list[bytes]) -> Columns | None:
        block = b",".join(rows)
        # the decoder takes the last of two equal names; as many names as rows: none comes twice
        if any(block.count(key) != len(rows) for key in self._keys):
            return None
        if b"\\" in block and _ESCAPED_NAME.search(block):
            return None
        try:
            read = self._rows.decode(b"[" + block + b"]")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if len(read) != len(rows):
            return None
        return (
            [row.station for row in read],
            [row.time for row in read],
            [row.value for row in read],
        )

    def one(self, row: bytes) -> Sent:
        try:
            found = json.loads(
                _text(row),
                object_pairs_hook=_once,
                parse_int=Number,
                parse_float=Number,
                parse_constant=Number,
            )
        except (ValueError, RecursionError):
            raise RowFault("malformed") from None
        if not isinstance(found, dict):
            raise RowFault("malformed")
        station, time, value = sent = tuple(found.get(name) for name in self._shape.names)
        for name, given in zip(self._shape.names, sent, strict=True):
            if given is None:
                raise RowFault("missing_field", name)
            if not isinstance(given, str) or (name != self._shape.value and type(given) is Number):
                raise RowFault("wrong_type", name)
        return station, time, value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON; a name that comes twice says two things, so neither counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise RowFault("duplicate_field", name[:60])
    return found


class CsvReader:
    def __init__(self, header: bytes, shape: Shape):
        self._fault: Verdict | None = None
        try:
            self._names = [name.strip() for name in _fields(header)]
            self._places = [self._place(name) for name in shape.names]
        except RowFault as fault:
            self._fault = fault.verdict

    def _place(self, name: str) -> int:
        if self._names.count(name) > 1:
            raise RowFault("duplicate_field", name)
        if name not in self._names:
            raise RowFault("missing_field", name)
        return self._names.index(name)

    def all(self, rows: list[bytes]) -> Columns | None:
        if self._fault:
            return None
        width = len(self._names)
        if any(row.count(b",") != width - 1 for row in rows):
            return None
        block = b",".join(rows)
        if b'"' in block:
            return None
        fields = block.split(b",")
        station, time, value = self._places
        return fields[station::width], fields[time::width], fields[value::width]

    def one(self, row: bytes) -> Sent:
        if self._fault:
            raise RowFault(self._fault.code, self._fault.field)
        fields = _fields(row)
        if len(fields) > len(self._names):
            raise RowFault("too_many_fields")
        if len(fields) < len(self._names):
            raise RowFault("missing_field", self._names[len(fields)][:60])
        station, time, value = self._places
        return fields[station], fields[time], fields[value]


def _fields(line: bytes) -> list[str]:
    try:
        return next(csv.reader([_text(line)], strict=True), [])
    except csv.Error:
        raise RowFault("malformed") from None
