"""Amounts and circumstances of discretion benchmarks, read from how officials write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

YUAN, SQUARE_METRE, PLACE = "yuan", "per_square_metre", "per_place"
PERCENT, TIMES, NONE, OTHER = "percent", "times", "none", "other"

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[零〇一二两三四五六七八九十百千万亿\d.,，]+"
_RANGE = re.compile(
    rf"(?P<least>{_NUMBER})(?P<unit1>元|%|％|倍)?以上(?P<most>{_NUMBER})(?P<unit>元|%|％|倍)以下"
)
_UP_TO = re.compile(rf"(?P<most>{_NUMBER})(?P<unit>元|%|％|倍)以下")
_EXACT = re.compile(rf"(?P<most>{_NUMBER})(?P<unit>元|%|％|倍)")
_SPARED = re.compile(r"不予(行政)?处罚|免予(行政)?处罚|不罚")
_TIMES = re.compile(r"第(?P<at>[一二两三四五六七八九十\d]+)次(?P<more>及以上|以上|及其以上)?")


@dataclass(frozen=True)
class Amount:
    """A range of amounts; ``least`` and ``most`` are None where the text gives no number."""

    measure: str
    least: Decimal | None = None
    most: Decimal | None = None


def number(text: str) -> Decimal:
    """Read a number in Chinese or Arabic numerals: 二千, 1.5万, 5,000."""
    plain = text.replace(",", "").replace("，", "")
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return Decimal(plain)
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]+)", plain):
        factor = Decimal(1)
        for unit in match[2]:
            factor *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[unit]
        return Decimal(match[1]) * factor
    total, section, digit = 0, 0, 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in "万亿":
            total = (total + section + digit) * (10_000 if char == "万" else 100_000_000)
            section = digit = 0
        else:
            raise ValueError(text)
    return Decimal(total + section + digit)


def amount(text: str) -> Amount:
    """Read a penalty: a range, a ceiling, one sum, or that there is none."""
    for pattern in (_RANGE, _UP_TO, _EXACT):
        match = pattern.search(text)
        if match is None:
            continue
        most = number(match["most"])
        if pattern is _RANGE:
            least = number(match["least"])
        else:
            least = Decimal(0) if pattern is _UP_TO else most
        return Amount(_measure(text, match["unit"]), least, most)
    if _SPARED.search(text):
        return Amount(NONE, Decimal(0), Decimal(0))
    return Amount(OTHER)


def _measure(text: str, unit: str) -> str:
    if unit in "%％":
        return PERCENT
    if unit == "倍":
        return TIMES
    if "每平方米" in text:
        return SQUARE_METRE
    return PLACE if re.search(r"每[处个]", text) else YUAN


def times(text: str) -> tuple[int | None, int | None]:
    """Read how often a party has been punished: (2, 2), (3, None), or (None, None)."""
    match = _TIMES.search(text)
    if match is None:
        return None, None
    at = int(number(match["at"]))
    return at, None if match["more"] else at


@dataclass(frozen=True)
class Rung:
    """One tier as the choice sees it."""

    order: int
    level: str
    circumstances: str
    times_least: int | None = None
    times_most: int | None = None


def choose(rungs: list[Rung], circumstances: str | int) -> list[Rung]:
    """Return the rungs that circumstances lead to: a degree, its text, or the number of times.

    The text decides; a number finds the rungs that count how often it happened. More than one is
    for a person to choose between, none is for a person too.
    """
    if isinstance(circumstances, int):
        return [
            each
            for each in rungs
            if each.times_least is not None
            and each.times_least <= circumstances
            and (each.times_most is None or circumstances <= each.times_most)
        ]
    wanted = _plain(circumstances)
    exact = [each for each in rungs if wanted in (_plain(each.level), _plain(each.circumstances))]
    return exact or [each for each in rungs if wanted and wanted in _plain(each.circumstances)]


def _plain(text: str) -> str:
    return re.sub(r"[\s。；;，,]+", "", text)
