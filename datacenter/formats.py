"""From the bytes of a request to rows: gzip, character sets, JSON, NDJSON and CSV.

A row of NDJSON or CSV is a line (a quoted CSV field holds no line break); empty lines are nobody's
row. Rows are numbered from 1 and each is judged for itself: what one row holds never costs another.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec
from django.utils.http import parse_header_parameters

from datacenter.readers import Chunk, CsvReader, JsonReader, Shape, one_by_one

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
        reader = CsvReader(self._header, shape) if self._kind == "csv" else JsonReader(shape)
        first = 1
        for rows in self._blocks():
            numbers = range(first, first + len(rows))
            first = numbers.stop
            read = reader.all(rows)
            yield one_by_one(numbers, rows, reader) if read is None else Chunk(numbers, read)

    def raw(self, numbers: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield single rows as they were sent, in order, unreadable characters replaced."""
        first = 1
        for rows in self._blocks() if numbers else ():
            for number, row in enumerate(rows, first):
                if number in numbers:
                    yield number, bytes(row).strip().decode("utf-8", "replace")
            first += len(rows)

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
