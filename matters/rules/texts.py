"""What the officials' words on ratio, frequency and levels say."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_FLOOR = "不少于|不低于|不小于|至少|≥|>="
_CEILING = "不超过|不高于|不多于|不大于|至多|最多|≤|<="
_SHARE = re.compile(
    rf"(?:(?P<floor>{_FLOOR})|(?P<ceiling>{_CEILING}))?(?:总数的)?"
    r"(?P<low>\d+(?:\.\d+)?)(?P<low_unit>[%‰])?(?:[-—–~～至到]+(?P<high>\d+(?:\.\d+)?))?"
    r"(?P<unit>[%‰])(?P<tail>以上|以内|以下)?"
)
_UNIT = {"%": Decimal("0.01"), "‰": Decimal("0.001")}
_CLAUSE = re.compile(r"[;；。，,]")
_ONE_LEVEL = re.compile(r"^(省|市|县)[级局]")
_OTHER_LEVELS = re.compile(r"^(省|市|县)(、|级|局)")


@dataclass(frozen=True)
class Ratio:
    """Shares from 0 to 1 of the objects on the list; None is no bound."""

    least: Decimal | None
    most: Decimal | None


def ratio(text: str) -> Ratio | None:
    """Read a sampling ratio, or return None when the text gives none for the whole list.

    >>> ratio("抽查比例不少于2‰")
    Ratio(least=Decimal('0.002'), most=None)
    """
    text = _plain(text).split("其中")[0]
    clauses = _CLAUSE.split(text)
    if _ONE_LEVEL.match(clauses[0]) and any(_OTHER_LEVELS.match(each) for each in clauses[1:]):
        return None  # a bound for one level only
    found = list(_SHARE.finditer(text))
    return _share(found[0]) if len(found) == 1 else None


def _share(found: re.Match[str]) -> Ratio | None:
    unit = _UNIT[found["unit"]]
    low = Decimal(found["low"]) * _UNIT[found["low_unit"] or found["unit"]]
    high = Decimal(found["high"]) * unit if found["high"] else low
    if high > 1 or low > high:
        return None
    if found["floor"] or found["tail"] == "以上":
        return Ratio(low, None)
    if found["ceiling"] or found["tail"] in ("以内", "以下"):
        return Ratio(None, high)
    return Ratio(low, high)


_NUMBER = r"\d+|[一二两三四五六七八九十]"
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_TIMES = re.compile(
    rf"(?:(?P<floor>{_FLOOR})|(?P<ceiling>{_CEILING}))?"
    rf"(?P<low>{_NUMBER})(?:[-—–~～至到]+(?P<high>{_NUMBER}))?次"
)
_PERIODS = (
    (re.compile(r"有效期"), "term"),
    (re.compile(r"每[3三]年"), "three_years"),
    (re.compile(r"每[2两二]年"), "two_years"),
    (re.compile(r"每半年"), "half_year"),
    (re.compile(r"每个?季|/季"), "quarter"),
    (re.compile(r"每个?月|/月"), "month"),
    (re.compile(r"每年|/年|年度"), "year"),
)
_LEVEL = re.compile(r"(省|市|县)级?局")
_SOME = re.compile(r"^(其中)?(对)?(重点|高风险|A级|B级|C级|D级)")


@dataclass(frozen=True)
class Frequency:
    """How many times in a period (``matters.choices.Period``); None is no bound."""

    least: int | None
    most: int | None
    per: str


def frequency(text: str) -> Frequency | None:
    """Read a frequency, or return None when the text gives none for every object of the list.

    >>> frequency("1—2次/年")
    Frequency(least=1, most=2, per='year')
    """
    clauses = [each for each in re.split("[;；。]", _plain(text)) if each]
    if sum(bool(_LEVEL.search(each)) for each in clauses) > 1:
        return None  # each level has its own
    readings = []
    for clause in clauses:
        if _SOME.match(clause):
            continue  # more for some objects; the others stay as they are
        reading = _times(clause, is_alternative=clause.startswith("或"))
        if reading is None:
            return None
        readings.append(reading)
    if len({reading.per for reading in readings}) != 1:
        return None
    return Frequency(
        _bound(min, [reading.least for reading in readings]),
        _bound(max, [reading.most for reading in readings]),
        readings[0].per,
    )


def _times(clause: str, *, is_alternative: bool) -> Frequency | None:
    per = next((name for pattern, name in _PERIODS if pattern.search(clause)), None)
    found = list(_TIMES.finditer(clause))
    if per is None or len(found) > 1 or "汛" in clause.replace("每年汛前", ""):
        return None
    if not found:
        return Frequency(1, None, per) if is_alternative and "分次" in clause else None
    low = _count(found[0]["low"])
    high = _count(found[0]["high"]) if found[0]["high"] else low
    if found[0]["floor"]:
        return Frequency(low, None, per)
    if found[0]["ceiling"]:
        return Frequency(None, high, per)
    return Frequency(low, high, per)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text]


def _bound(pick: Any, values: list[int | None]) -> int | None:
    """Return the widest bound; one that is open opens all."""
    return None if None in values else pick(values)


_LEVELS = {"省": 2, "市": 3, "县": 4, "区": 4, "乡": 5, "镇": 5, "所": 5}
_UPWARD = re.compile(r"^(省|市|县)级?(?:以上|及以上)")
_NAMED = re.compile(r"^(?:[省市县区乡镇所]级?|[、和及与]|设区的(?=市))+")


def levels(text: str) -> list[int]:
    """Read the exercising levels (2 province … 5 township) from the words for the responsible unit.

    >>> levels("县级以上工商、市场监管部门"), levels("市、县级市场监督管理部门")
    ([2, 3, 4], [3, 4])
    """
    text = _plain(text).replace("市场", "场")
    upward = _UPWARD.match(text)
    if upward:
        return list(range(2, _LEVELS[upward[1]] + 1))
    named = _NAMED.match(text)
    return sorted({_LEVELS[each] for each in named[0] if each in _LEVELS}) if named else []


def _plain(text: str) -> str:
    """Return the text without spaces and with one form of what is written in several."""
    table = str.maketrans("％（）／：．", "%()/:.")
    return re.sub(r"\s", "", text).translate(table)
