"""What a row of readings must say: its time, its value, and what of a refused row may be kept."""

import datetime as dt
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any, NamedTuple

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
AHEAD = dt.timedelta(hours=24)
PLACES = Decimal("0.0001")
LONGEST_NUMBER = 40
LONGEST_SAMPLE = 200

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|z|[+-]\d\d:?\d\d)?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONG_DIGITS = re.compile(r"\d{7,}[\dXx]{4,}", re.ASCII)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class Verdict(NamedTuple):
    """Why a row is not loaded: a ``choices.Fault``, the field, what fills the message."""

    code: str
    field: str
    params: dict[str, Any]


class RowFault(Exception):
    """A row cannot be loaded; what is kept of it is the ``verdict``."""

    def __init__(self, code: str, field: str = "", **params: Any):
        super().__init__(code)
        self.verdict = Verdict(code, field, params)


def moment(text: str, field: str, *, latest: dt.datetime) -> dt.datetime:
    """Return the moment that an RFC 3339 text names, in UTC.

    Refused: no offset (nobody may guess it), before EARLIEST, after ``latest``. Digits past the
    microsecond are cut off.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise RowFault("time_malformed", field, value=sample(text))
    if match[3] is None:
        raise RowFault("time_without_offset", field, value=text)
    try:
        found = dt.datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3].upper()}")
        found = found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise RowFault("time_malformed", field, value=text) from None
    if found > latest:
        raise RowFault("time_in_future", field, value=text)
    if found < EARLIEST:
        raise RowFault("time_too_early", field, value=text)
    return found


def quantity(sent: str | float | Decimal, field: str, *, least: Decimal, most: Decimal) -> Decimal:
    """Return a measured value between ``least`` and ``most``, rounded half even to four decimals.

    A float stands for its shortest decimal text, so 0.1 is one tenth.
    """
    text = repr(sent) if isinstance(sent, float) else str(sent).strip()
    if len(text) > LONGEST_NUMBER:
        raise RowFault("out_of_range", field, value=sample(text), least=str(least), most=str(most))
    if not _NUMBER.fullmatch(text):
        raise RowFault("not_a_number", field, value=sample(text))
    try:
        value = Decimal(text).quantize(PLACES, ROUND_HALF_EVEN)
    except InvalidOperation:
        value = Decimal("Infinity")
    if not least <= value <= most:
        raise RowFault("out_of_range", field, value=text, least=str(least), most=str(most))
    return value


def sample(raw: str, longest: int = LONGEST_SAMPLE) -> str:
    """Return as much of a refused text as may be kept: short, printable, nobody's number in it.

    Runs of eleven or more digits (telephone, identity, card numbers) and mail addresses are masked.
    """
    text = _MAIL.sub("***", _LONG_DIGITS.sub("***", raw[: longest * 4]))
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
