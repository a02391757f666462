"""From the bytes of a request to rows: gzip, character sets, JSON, NDJSON and CSV.

A row of NDJSON or CSV is a line (a quoted CSV field holds no line break); empty lines are nobody's
row. Rows are numbered from 1 and each is judged for itself: what one row holds never costs another.
"""

import csv
import gzip
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

import msgspec
from django.utils.http import parse_header_parameters

from datacenter.rules import RowFault

# Station, time and value of a row as they were sent: CSV gives bytes, JSON text or numbers.
Sent = tuple[Any, Any, Any]
# The same of many rows.
Columns = tuple[Sequence[Any], Sequence[Any], Sequence[Any]]

BLOCK = 1 << 20
ROWS_AT_ONCE = 20_000
GZIP = ("gzip", "x-gzip")
MEDIA_TYPES = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
}
CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}


class Unsupported(Exception):
    """The media type, character set or content encoding is none of ours."""


class Malformed(Exception):
    """The body as a whole cannot be read, so that not even its rows can be counted."""


class TooLarge(Exception):
    """The body unpacks to more than the limit."""


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


@dataclass(frozen=True)
class Format:
    """How a body is written: ``kind`` is json, ndjson or csv, ``charset`` a Python codec."""

    kind: str
    charset: str

    @classmethod
    def of(cls, content_type: str) -> "Format":
        """Read a Content-Type header; raises Unsupported."""
        media_type, parameters = parse_header_parameters(content_type[:200])
        kind = MEDIA_TYPES.get(media_type)
        charset = CHARSETS.get(parameters.get("charset", "utf-8").lower())
        if kind is None or charset is None:
            raise Unsupported(content_type)
        return cls(kind, charset)


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
    faults: dict[int, RowFault] = field(default_factory=dict)


@dataclass(frozen=True)
class Posted:
    """What a source posted: the bytes on the wire and the two headers that say how to read them."""

    content: bytes
    content_type: str
    content_encoding: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def body(self, limit: int) -> "Body":
        """Find the rows; raises Unsupported, Malformed, TooLarge (unpacked over ``limit``)."""
        form = Format.of(self.content_type)
        return Body(unpack(self.content, self.content_encoding, limit), form)

    def packed(self) -> bytes:
        """Return the content as gzip."""
        if self.content_encoding.strip().lower() in GZIP:
            return self.content
        return gzip.compress(self.content, compresslevel=1, mtime=0)


def unpack(content: bytes, encoding: str, limit: int) -> bytes:
    """Undo a Content-Encoding (gzip or none), unpacking no more than ``limit`` bytes.

    Raises Unsupported, Malformed (not gzip, cut off, something behind it), TooLarge.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        if len(content) > limit:
            raise TooLarge
        return content
    if encoding not in GZIP:
        raise Unsupported(encoding)
    parts, size, rest = [], 0, content
    while rest:
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            part = member.decompress(rest, limit - size + 1)
        except zlib.error as error:
            raise Malformed(str(error)) from None
        size += len(part)
        if size > limit:
            raise TooLarge
        if not member.eof:
            raise Malformed("gzip data end too early")
        parts.append(part)
        rest = member.unused_data
    return b"".join(parts)


class Body:
    """An unpacked body whose rows have been found but not yet read.

    Raises Malformed when a JSON body is not ``{"rows": [...]}``.
    """

    def __init__(self, content: bytes, form: Format):
        if form.charset != "utf-8":
            # bytes that are no text stay bytes that are no text, for the row that has them
            text = content.decode(form.charset, "surrogateescape")
            content = text.encode("utf-8", "surrogateescape")
        content = content.removeprefix(b"\xef\xbb\xbf")
        self._kind = form.kind
        self._header = b""
        self._members: list[bytes] = []
        self._lines = b""
        if form.kind == "json":
            self._members = members(content)
            return
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if form.kind == "csv":
            self._header, _, content = content.lstrip().partition(b"\n")
        self._lines = content

    def count(self) -> int:
        """Return how many rows were sent."""
        return sum(map(len, self._blocks()))

    def read(self, shape: Shape) -> Iterator[Chunk]:
        """Yield all rows in order, some thousands at a time."""
        reader = _CsvReader(self._header, shape) if self._kind == "csv" else _JsonReader(shape)
        first = 1
        for rows in self._blocks():
            numbers = range(first, first + len(rows))
            first = numbers.stop
            read = reader.all(rows)
            yield _one_by_one(numbers, rows, reader) if read is None else Chunk(numbers, read)

    def raw(self, numbers: Collection[int]) -> dict[int, str]:
        """Return single rows as they were sent, unreadable characters replaced."""
        found: dict[int, str] = {}
        first = 1
        for rows in self._blocks() if numbers else ():
            for number in range(first, first + len(rows)):
                if number in numbers:
                    found[number] = bytes(rows[number - first]).strip().decode("utf-8", "replace")
            first += len(rows)
        return found

    def _blocks(self) -> Iterator[list[bytes]]:
        """Yield the rows, unread, some thousands at a time."""
        for start in range(0, len(self._members), ROWS_AT_ONCE):
            yield self._members[start : start + ROWS_AT_ONCE]
        start = 0
        while start < len(self._lines):
            end = self._lines.find(b"\n", start + BLOCK)
            end = len(self._lines) if end < 0 else end
            yield [line for line in self._lines[start:end].split(b"\n") if line.strip()]
            start = end + 1


def members(content: bytes) -> list[bytes]:
    """Return the members of the array in ``{"rows": [...]}``, each as it was sent."""
    envelope = _ENVELOPE.fullmatch(content)
    if envelope is None:
        raise Malformed('not {"rows": [...]}')
    array = envelope[1]
    try:
        return _ARRAY.decode(array)  # type: ignore[return-value]  # a Raw is as good as bytes here
    except (msgspec.DecodeError, RecursionError):
        return _split(array)


_ENVELOPE = re.compile(rb'\s*\{\s*"rows"\s*:\s*(\[.*\])\s*\}\s*', re.DOTALL)
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)


def _split(array: bytes) -> list[bytes]:
    """Part a JSON array at its own commas, whatever its members hold."""
    found: list[bytes] = []
    depth, start = 0, 1
    for token in _TOKEN.finditer(array):
        sign = array[token.start()]
        if sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
            if depth == 0:
                if token.end() != len(array):
                    break
                last = array[start : token.start()]
                return [*found, last] if found or last.strip() else []
        elif sign == ord(",") and depth == 1:
            found.append(array[start : token.start()])
            start = token.end()
    raise Malformed("brackets do not match")


class _Reader(Protocol):
    def all(self, rows: list[bytes]) -> Columns | None:
        """Read many rows at once; None when one of them is out of the ordinary."""

    def one(self, row: bytes) -> Sent:
        """Read one row with care; raises RowFault."""


def _one_by_one(numbers: range, rows: list[bytes], reader: _Reader) -> Chunk:
    good, read, faults = [], [], {}
    for number, row in zip(numbers, rows, strict=True):
        try:
            read.append(reader.one(bytes(row)))
            good.append(number)
        except RowFault as fault:
            faults[number] = fault
    stations, times, values = zip(*read, strict=True) if read else ((), (), ())
    return Chunk(good, (stations, times, values), faults)


def _text(row: bytes) -> str:
    try:
        return row.decode()
    except UnicodeDecodeError:
        raise RowFault("bad_encoding") from None


@cache
def _rows_of(shape: Shape) -> msgspec.json.Decoder[Any]:
    names = dict(zip(("station", "time", "value"), shape.names, strict=True))

    class Row(msgspec.Struct, rename=names):
        station: str
        time: str
        value: float | str

    return msgspec.json.Decoder(list[Row])


class _JsonReader:
    def __init__(self, shape: Shape):
        self._shape = shape
        self._keys = [json.dumps(name, ensure_ascii=False).encode() for name in shape.names]
        self._rows = _rows_of(shape)

    def all(self, rows: list[bytes]) -> Columns | None:
        block = b",".join(rows)
        # the decoder takes the last of two equal names; as many names as rows: none comes twice
        if b"\\" in block or any(block.count(key) != len(rows) for key in self._keys):
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


class _CsvReader:
    def __init__(self, header: bytes, shape: Shape):
        self._fault: RowFault | None = None
        try:
            self._names = [name.strip() for name in _fields(header)]
            self._places = [self._place(name) for name in shape.names]
        except RowFault as fault:
            self._fault = fault

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
