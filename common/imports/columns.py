"""What a table's columns are called and how their cells become values."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext as _

_SEPARATORS = re.compile(r"[;；、|]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TRUE = {"1", "true", "yes", "y", "是", "有", "√"}
_FALSE = {"", "0", "false", "no", "n", "否", "无"}


class Refused(Exception):
    """One cell is not acceptable; ``code`` for machines, the message for people."""

    def __init__(self, code: str, reason: str, field: str = ""):
        super().__init__(reason)
        self.code, self.reason, self.field = code, reason, field


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, other headings it goes by, and the parser of its cells.

    A required column must be in the file and filled in every row.
    """

    field: str
    names: tuple[str, ...] = ()
    parse: Callable[[str], Any] = str
    required: bool = False


def match(columns: tuple[Column, ...], headings: list[str]) -> dict[str, int]:
    """Return field → position for the headings of a file; the first of a column's names wins."""
    places: dict[str, int] = {}
    for position, heading in enumerate(headings):
        places.setdefault(_plain(heading), position)
    found: dict[str, int] = {}
    for column in columns:
        for name in map(_plain, (column.field, *column.names)):
            if name in places:
                found[column.field] = places[name]
                break
    return found


def _plain(heading: str) -> str:
    """Return a heading without what varies: case, spaces, underscores, marks, notes in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"\(.*?\)|[\s_*:·-]", "", text)


def items(text: str) -> list[str]:
    """Return the entries of a list inside a cell, in order, each once."""
    return list(dict.fromkeys(part for each in _SEPARATORS.split(text) if (part := each.strip())))


def date(text: str) -> dt.date | None:
    """Return a day written 2026-11-23, 2026/11/23 or 2026年11月23日."""
    if not text:
        return None
    found = _DATE.fullmatch(text.split(" ")[0])
    try:
        year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
        return dt.date(year, month, day)
    except ValueError:
        raise Refused("invalid_date", _("“%(text)s” is not a date.") % {"text": text}) from None


def truth(text: str) -> bool:
    """Return yes or no, as people write them."""
    plain = text.casefold()
    if plain not in _TRUE | _FALSE:
        raise Refused("invalid_choice", _("“%(text)s” is neither yes nor no.") % {"text": text})
    return plain in _TRUE


def integer(lowest: int, highest: int) -> Callable[[str], int | None]:
    """Return the parser of a whole number between two bounds; empty is none."""

    def parse(text: str) -> int | None:
        number = decimal(Decimal(lowest), Decimal(highest))(text)
        if number is not None and number != number.to_integral_value():
            raise Refused("invalid_number", _("“%(text)s” is not a whole number.") % {"text": text})
        return None if number is None else int(number)

    return parse


def decimal(lowest: Decimal, highest: Decimal) -> Callable[[str], Decimal | None]:
    """Return the parser of a number between two bounds; empty is none."""

    def parse(text: str) -> Decimal | None:
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise Refused("invalid_number", _("“%(text)s” is not a number.") % {"text": text})
        if not lowest <= number <= highest:
            raise Refused(
                "out_of_range",
                _("%(text)s is not between %(lowest)s and %(highest)s.")
                % {"text": text, "lowest": lowest, "highest": highest},
            )
        return number

    return parse


def degrees(limit: int) -> Callable[[str], float | None]:
    """Return the parser of a longitude (180) or latitude (90) in degrees."""
    number = decimal(Decimal(-limit), Decimal(limit))

    def parse(text: str) -> float | None:
        value = number(text)
        return None if value is None else float(value)

    return parse


def choice(
    choices: type[Choices], aliases: Mapping[str, Any] | None = None
) -> Callable[[str], Any]:
    """Return the parser of one of ``choices``, written as its value, its name or an alias."""
    known = {str(each.value): each.value for each in choices}
    known |= {each.name.casefold(): each.value for each in choices}
    known |= {name.casefold(): value for name, value in (aliases or {}).items()}

    def parse(text: str) -> Any:
        if not text:
            return None
        if text.casefold() not in known:
            raise Refused("invalid_choice", _("“%(text)s” is not a known value.") % {"text": text})
        return known[text.casefold()]

    return parse


def each(parse: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """Return the parser of a list whose entries ``parse`` reads."""
    return lambda text: [parse(entry) for entry in items(text)]
