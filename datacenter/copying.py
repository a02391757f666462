"""PostgreSQL's binary COPY format, for the four types that readings need.

A field is its length (int32) and its bytes; building it once for each distinct time, value and
series, and joining, costs a fraction of text and spares the server all parsing.
"""

import datetime as dt
import struct
import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = struct.pack(">h", -1)

_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def start(fields: int) -> bytes:
    """Return what begins a row of ``fields`` fields."""
    return struct.pack(">h", fields)


def integer(number: int) -> bytes:
    return struct.pack(">ii", 4, number)


def uuid_(value: uuid.UUID) -> bytes:
    return struct.pack(">i", 16) + value.bytes


def timestamp(moment: dt.datetime) -> bytes:
    """Encode an aware time; for times from 2000 on, the order of the bytes is the order in time."""
    return struct.pack(">iq", 8, (moment - _EPOCH) // _MICROSECOND)


def moment_of(field: bytes) -> dt.datetime:
    """Return the time (UTC) that ``timestamp`` encoded."""
    return _EPOCH + _MICROSECOND * struct.unpack(">iq", field)[1]


def numeric(value: Decimal) -> bytes:
    """Encode a finite decimal without trailing zeros: groups of four digits around the point."""
    whole, _, part = f"{abs(value.normalize()):f}".partition(".")
    whole = whole.lstrip("0")
    groups = [
        int("".join(four))
        for four in zip_longest(
            *[iter(whole.zfill(-(-len(whole) // 4) * 4) + part)] * 4, fillvalue="0"
        )
    ]
    weight = -(-len(whole) // 4) - 1
    while groups and groups[0] == 0:
        groups.pop(0)
        weight -= 1
    while groups and groups[-1] == 0:
        groups.pop()
    sign = 0x4000 if value < 0 else 0
    body = struct.pack(
        f">hhHh{len(groups)}h", len(groups), weight if groups else 0, sign, len(part), *groups
    )
    return struct.pack(">i", len(body)) + body


class Stream:
    """A file for ``copy_expert`` over blocks of rows, with header and trailer around them."""

    def __init__(self, blocks: Iterable[bytes]):
        self._blocks = self._around(blocks)

    def read(self, size: int = -1) -> bytes:
        """Return the next block, whatever its size; the driver takes what it gets."""
        return next(self._blocks, b"")

    @staticmethod
    def _around(blocks: Iterable[bytes]) -> Iterator[bytes]:
        yield HEADER
        yield from blocks
        yield TRAILER
