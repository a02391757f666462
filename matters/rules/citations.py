"""References to articles of law, as officials write them: 《食品安全法》第三十四条第一款第（三）项.

A place in a law is a locator: article, paragraph and item numbers joined by dots, ``34.1.3``. A
paragraph that the text does not name is 0 (第四十三条第（四）项 is ``43.0.4``); 第十条之一 is
``10-1``; an empty locator is the whole law. Headings are ``c3`` (章), ``p1.c2.s1`` (编, 章, 节).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matters.rules.numerals import NUMERAL, number, numeral

HEADING_LETTERS = {"编": "p", "分编": "q", "章": "c", "节": "s"}
_RANK = {"条": 0, "款": 1, "项": 2, "目": 3}
_TITLE = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》")
_NOTE = re.compile(rf"\s*[（(](?!{NUMERAL}[）)])[^（）()]{{1,80}}[）)]")
_ONE = rf"第?\s*[（(]?(?:{NUMERAL})[）)]?"
_PLACE = re.compile(
    rf"\s*(?P<list>第\s*[（(]?(?:{NUMERAL})[）)]?(?:\s*(?:、|和|及|至|到|或者|或)\s*{_ONE})*|"
    rf"[（(](?:{NUMERAL})[）)](?:\s*(?:、|和|及|至|到|或者|或)\s*{_ONE})*)"
    rf"\s*(?P<unit>条|款|项|目|编|章|节)(?:之(?P<sub>[一二三四五六七八九十]+))?"
)
_SPLIT = re.compile(
    rf"(?P<range>至|到)?[^0-9０-９零〇○一二两三四五六七八九十百千至到]*(?P<n>{NUMERAL})"
)
_SEPARATOR = re.compile(r"\s*(?:、|，|,|；|;|以及|及其|或者|和|及|与|或|至|到|—|－|-|~|～|\s)\s*")
_RANGES = ("至", "到", "—", "－", "-", "~", "～")
LONGEST_RANGE = 60


@dataclass(frozen=True)
class Reference:
    """One place in one law: the title as written, the locator, and the words that say so."""

    title: str
    locator: str
    quoted: str


@dataclass
class _Found:
    """Numbers by rank: article (with the number after 之), paragraph, item, sub-item."""

    parts: list[int]
    sub: int = 0
    heading: str = ""

    @property
    def locator(self) -> str:
        if self.heading:
            return self.heading
        first = f"{self.parts[0]}-{self.sub}" if self.sub else str(self.parts[0])
        return ".".join([first, *map(str, self.parts[1:])])


def references(text: str) -> list[Reference]:
    """Return every place of every law that a text cites, in order, each once.

    >>> text = "《消防法》第十二条、第十三条第三款，《建筑法》第七条"
    >>> [each.locator for each in references(text)]
    ['12', '13.3', '7']
    """
    titles = list(_TITLE.finditer(text))
    found: dict[tuple[str, str], Reference] = {}
    for place, title in enumerate(titles):
        end = titles[place + 1].start() if place + 1 < len(titles) else len(text)
        for reference in _after(text, title, end):
            found.setdefault((title_key(reference.title), reference.locator), reference)
    return list(found.values())


def _after(text: str, title: re.Match[str], end: int) -> Iterator[Reference]:
    at = title.end()
    if note := _NOTE.match(text, at, end):
        at = note.end()
    places, at = _places(text, at, end)
    if not places:
        yield Reference(title[1], "", title[0])
    for place in places:
        yield Reference(title[1], place.locator, title[0] + words(place.locator))


def _places(text: str, at: int, end: int) -> tuple[list[_Found], int]:
    """Read the places from ``at`` on; stop where the text says something else."""
    places: list[_Found] = []
    group = 0  # how many of the last places were read from the last token
    separator = ""
    while match := _PLACE.match(text, at, end):
        unit, numbers = match["unit"], _numbers(match["list"])
        if not numbers or (unit in _RANK and _RANK[unit] and not _has_article(places)):
            break
        sub = number(match["sub"] or "") or 0
        if unit not in _RANK:
            new = [_Found([], heading=f"{HEADING_LETTERS[unit]}{each}") for each in numbers]
        elif not _RANK[unit]:
            if places and separator in _RANGES and not sub:
                first = places[-1].parts[0] if places[-1].parts else numbers[0]
                numbers = _span(first + 1, numbers[0]) + numbers[1:]
            new = [_Found([each], sub) for each in numbers]
        else:
            owners = places[-1:] if separator else places[-group:]
            if separator in _RANGES and len(places[-1].parts) > _RANK[unit]:
                numbers = _span(places[-1].parts[_RANK[unit]] + 1, numbers[0])
            new = [_below(owner, _RANK[unit], each) for owner in owners for each in numbers]
            if not separator:
                del places[-group:]
        places += new
        group = len(new)
        at = match.end()
        between = _SEPARATOR.match(text, at, end)
        separator = between[0].strip() if between else ""
        if between:
            if not _PLACE.match(text, between.end(), end):
                break
            at = between.end()
    return places, at


def _has_article(places: list[_Found]) -> bool:
    return bool(places and places[-1].parts)


def _below(owner: _Found, rank: int, value: int) -> _Found:
    parts = owner.parts[:rank]
    parts += [0] * (rank - len(parts))
    return _Found([*parts, value], owner.sub)


def _numbers(text: str) -> list[int]:
    """Read ``第（一）、（二）`` or ``十至十五``."""
    values: list[int] = []
    for match in _SPLIT.finditer(text):
        value = number(match["n"])
        if value is None:
            return []
        values += _span(values[-1] + 1, value) if match["range"] and values else [value]
    return values


def _span(first: int, last: int) -> list[int]:
    """Return ``first`` … ``last``; a range that nobody would mean is its end alone."""
    return list(range(first, last + 1)) if 0 <= last - first < LONGEST_RANGE else [last]


def words(locator: str) -> str:
    """Return a locator as laws write it.

    >>> words("34.1.3"), words("10-1"), words("43.0.4"), words("c3"), words("")
    ('第三十四条第一款第（三）项', '第十条之一', '第四十三条第（四）项', '第三章', '')
    """
    if not locator:
        return ""
    if not locator[0].isdigit():
        names = {letter: word for word, letter in HEADING_LETTERS.items()}
        return "".join(f"第{numeral(int(part[1:]))}{names[part[0]]}" for part in locator.split("."))
    article, *below = locator.split(".")
    first, _dash, sub = article.partition("-")
    text = f"第{numeral(int(first))}条" + (f"之{numeral(int(sub))}" if sub else "")
    for value, form in zip(below, ("第{}款", "第（{}）项", "第{}目"), strict=False):
        text += form.format(numeral(int(value))) if int(value) else ""
    return text


def english_words(locator: str) -> str:
    """Return a locator as English texts write it.

    >>> english_words("34.1.3"), english_words("43.0.4"), english_words("c3")
    ('art. 34(1) item 3', 'art. 43 item 4', 'ch. 3')
    """
    if not locator:
        return ""
    if not locator[0].isdigit():
        names = {"p": "part", "q": "sub-part", "c": "ch.", "s": "sec."}
        return ", ".join(f"{names[part[0]]} {part[1:]}" for part in locator.split("."))
    article, *below = locator.split(".")
    text = f"art. {article}"
    for value, form in zip(below, ("({})", " item {}", " sub-item {}"), strict=False):
        text += form.format(value) if int(value) else ""
    return text


def candidates(locator: str) -> list[str]:
    """Return where a place may stand in a text, best first: a paragraph not named is the first.

    >>> candidates("43.0.4"), candidates("13.3")
    (['43.1.4', '43'], ['13.3', '13'])
    """
    if not locator or not locator[0].isdigit():
        return [locator] if locator else []
    article, *below = locator.split(".")
    found = []
    while below:
        found.append(".".join([article, *("1" if each == "0" else each for each in below)]))
        below = below[:-1] if below[-2:-1] != ["0"] else below[:-2]
    return [*found, article]


_STATE = "中华人民共和国"


def title_key(title: str) -> str:
    """Return a law's title as citations differ in it: without the state, brackets and spaces.

    >>> title_key("中华人民共和国食品安全法（2021年修正）") == title_key(" 食品安全法 ")
    True
    """
    plain = re.sub(r"[（(][^（）()]*(?:年|修正|修订|试行|暂行)[^（）()]*[）)]$", "", title.strip())
    plain = re.sub(r"[\s　《》〈〉<>“”\"·]", "", plain)
    return plain.removeprefix(_STATE) if plain != _STATE else plain
