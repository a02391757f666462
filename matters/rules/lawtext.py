"""The text of a law as it is published, read into parts, chapters, articles, paragraphs and items.

Plain text and Markdown alike: ``第四十三条　…`` begins an article, a further line of it is its
next paragraph (款), ``（一）`` an item (项), ``1.`` a sub-item (目). What cannot be understood is
named with its line, never dropped in silence.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from matters.rules.citations import HEADING_LETTERS
from matters.rules.numerals import NUMERAL, number, numeral

HEADINGS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
_RANK = {"part": 0, "subpart": 1, "chapter": 2, "section": 3, "article": 4, "paragraph": 5,
         "item": 6, "subitem": 7}  # fmt: skip
_HEADING = re.compile(rf"第({NUMERAL})(分编|编|章|节)[\s　]*([^，。；：]{{0,60}})$")
_ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?(.*)$", re.DOTALL)
_ITEM = re.compile(rf"[（(]({NUMERAL})[）)][\s　]*(.*)$", re.DOTALL)
_SUBITEM = re.compile(r"([0-9０-９]{1,2})[.．、][\s　]*(?![0-9０-９])(.*)$", re.DOTALL)
_APPENDIX = re.compile(r"附[\s　]*(?:件|表|录)[\s　]*[:：一二三四五六七八九十0-9]*")
_LISTED = re.compile(r"(?:([一二三四五六七八九十]+)、)?(附[\s　]*则|(?<=、)[^，。；]{1,30})$")
_COMMENT = re.compile(r"<!--.*?-->")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_MADE = re.compile(r"通过|修订|修正|修改|公布|发布|批准")
_IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|生效|执行)")
_ON_PUBLICATION = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|实施|生效|执行)")


@dataclass
class Node:
    """A heading, an article or a piece of one; ``text`` is whole, with all that stands below it."""

    kind: str
    number: int
    label: str
    locator: str
    line: int
    sub: int = 0
    title: str = ""
    text: str = ""
    parent: int | None = None

    @property
    def is_heading(self) -> bool:
        return self.kind in HEADINGS.values()


@dataclass(frozen=True)
class Remark:
    """What somebody should look at, with the line it stands on; ``values`` fill its words."""

    line: int
    code: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass
class LawText:
    """What was read: nodes in order (parents by index), days, and what is doubtful."""

    title: str = ""
    preamble: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    made_on: dt.date | None = None
    in_force_from: dt.date | None = None

    @property
    def articles(self) -> list[Node]:
        return [node for node in self.nodes if node.kind == "article"]


def read(text: str) -> LawText:
    """Read the text of a law."""
    return _Reader().read(text)


class _Reader:
    def __init__(self) -> None:
        self.law = LawText()
        self.open: dict[str, int] = {}
        """Kind of node → index of the one that is open."""
        self.contents: set[str] | None = None
        """Headings of a table of contents while it lasts."""
        self.last = (0, 0)

    def read(self, text: str) -> LawText:
        for line, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
            if words := _plain(raw):
                self._line(line, words, is_heading=raw.lstrip().startswith("#"))
        self._finish()
        return self.law

    def _line(self, line: int, words: str, *, is_heading: bool) -> None:
        if re.fullmatch(r"目[\s　]*[录次]", words):
            self.contents = set()
        elif found := _HEADING.match(words):
            self._heading(line, found)
        elif (found := _ARTICLE.match(words)) and self._is_article(found):
            self._article(line, found)
        elif is_heading and self.law.nodes and (found := _LISTED.match(words)):
            self._chapter(line, found)
        elif "article" in self.open:
            self._piece(line, words, is_heading=is_heading)
        elif self.contents is not None:
            pass
        elif not self.law.title and not _DAY.match(words) and not self.law.preamble:
            self.law.title = words
        elif not self.law.nodes:
            self.law.preamble.append(words)
        elif self.law.nodes[-1].is_heading and len(words) <= 30 and words[-1] not in "。；，":
            self.law.nodes[-1].title += _tight(words)
        elif self.law.nodes[-1].kind == "appendix":
            self.law.nodes[-1].text += f"\n{words}"
        else:
            self._remark(line, "unplaced", text=words[:40])

    def _heading(self, line: int, found: re.Match[str]) -> None:
        value, unit, title = number(found[1]) or 0, found[2], _tight(found[3])
        label = f"第{found[1]}{unit}"
        if self.contents is not None:
            if f"{label}{title}" not in self.contents:
                self.contents.add(f"{label}{title}")
                return
            self.contents = None
        kind = HEADINGS[unit]
        parent = self._parent(kind)
        above = self.law.nodes[parent].locator if parent is not None else ""
        locator = ".".join(filter(None, [above, f"{HEADING_LETTERS[unit]}{value}"]))
        self._expect_heading(line, kind, value, parent, label)
        self._add(Node(kind, value, label, locator, line, title=title, parent=parent))

    def _chapter(self, line: int, found: re.Match[str]) -> None:
        """Open a chapter that is numbered as a list is, or 附则 without a number."""
        parent = self._parent("chapter")
        above = self.law.nodes[parent].locator if parent is not None else ""
        beside = sum(each.kind == "chapter" and each.parent == parent for each in self.law.nodes)
        value = number(found[1] or "") or beside + 1
        locator = ".".join(filter(None, [above, f"c{value}"]))
        if any(each.locator == locator for each in self.law.nodes):
            locator = ".".join(filter(None, [above, f"c{beside + 1}"]))
        title = _tight(found[2])
        label = f"{found[1]}、" if found[1] else ""
        self._add(Node("chapter", value, label, locator, line, title=title, parent=parent))

    def _appendix(self, line: int, words: str) -> None:
        value = sum(each.kind == "appendix" for each in self.law.nodes) + 1
        self.open.clear()
        self.law.nodes.append(Node("appendix", value, "", f"a{value}", line, title=words))
        self._remark(line, "appendix", text=words[:40])

    def _expect_heading(
        self, line: int, kind: str, value: int, parent: int | None, label: str
    ) -> None:
        before = [
            each.number for each in self.law.nodes if each.kind == kind and each.parent == parent
        ]
        runs_on = kind == "chapter" and value == 1
        if before and value != before[-1] + 1 and not runs_on:
            self._remark(line, "heading_jump", label=label)

    def _is_article(self, found: re.Match[str]) -> bool:
        """Tell an article's beginning from a paragraph that begins with a reference."""
        value, sub = number(found[1]), number(found[2] or "") or 0
        if value is None:
            return False
        rest = found[3]
        if not rest or rest[0] in " \t　":
            return True
        expected = {(self.last[0] + 1, 0), (self.last[0], self.last[1] + 1)}
        return (value, sub) in expected and rest[0] not in "第、，。；至和及与的规定"

    def _article(self, line: int, found: re.Match[str]) -> None:
        value, sub = number(found[1]) or 0, number(found[2] or "") or 0
        self.contents = None
        label = f"第{found[1]}条" + (f"之{found[2]}" if found[2] else "")
        expected = {(self.last[0] + 1, 0), (self.last[0], self.last[1] + 1)}
        if (value, sub) not in expected:
            known = {(each.number, each.sub) for each in self.law.articles}
            if (value, sub) in known:
                self._remark(line, "article_repeats", label=label)
                self._piece(line, found[0], is_heading=False)
                return
            words = f"第{numeral(self.last[0] + 1)}条" if self.last[0] < 9999 else ""
            self._remark(line, "article_jump", label=label, expected=words)
        self.last = (value, sub)
        locator = f"{value}-{sub}" if sub else str(value)
        for kind in ("paragraph", "item", "subitem"):
            self.open.pop(kind, None)
        self._add(
            Node("article", value, label, locator, line, sub=sub, parent=self._parent("article"))
        )
        if body := found[3].lstrip(" \t　:："):
            self._paragraph(line, body)

    def _piece(self, line: int, words: str, *, is_heading: bool) -> None:
        if is_heading or _APPENDIX.fullmatch(words):
            self._appendix(line, words)
        elif found := _ITEM.match(words):
            self._item(line, "item", found)
        elif "item" in self.open and (found := _SUBITEM.match(words)):
            self._item(line, "subitem", found)
        else:
            self._paragraph(line, words)

    def _paragraph(self, line: int, words: str) -> None:
        article = self.open["article"]
        count = sum(
            each.kind == "paragraph" and each.parent == article for each in self.law.nodes[article:]
        )
        locator = f"{self.law.nodes[article].locator}.{count + 1}"
        self.open.pop("item", None)
        self.open.pop("subitem", None)
        label = f"第{numeral(count + 1)}款"
        self._add(Node("paragraph", count + 1, label, locator, line, text=words, parent=article))

    def _item(self, line: int, kind: str, found: re.Match[str]) -> None:
        owner = "paragraph" if kind == "item" else "item"
        if owner not in self.open:
            self._paragraph(line, found[0])
            self._remark(line, "item_alone", text=found[0][:40])
            return
        parent, value = self.open[owner], number(found[1]) or 0
        below = [
            each.number
            for each in self.law.nodes[parent:]
            if each.kind == kind and each.parent == parent
        ]
        label = f"（{found[1]}）" if kind == "item" else f"{value}."
        if value in below:
            self._paragraph(line, found[0])
            self._remark(line, "item_repeats", label=label)
            return
        if value != (below[-1] if below else 0) + 1:
            self._remark(line, "item_jump", label=label)
        locator = f"{self.law.nodes[parent].locator}.{value}"
        if kind == "item":
            self.open.pop("subitem", None)
        self._add(Node(kind, value, label, locator, line, text=found[2].strip(), parent=parent))

    def _parent(self, kind: str) -> int | None:
        """Return the nearest open node above a kind, and close what the new one ends."""
        for name in [each for each in self.open if _RANK[each] >= _RANK[kind]]:
            del self.open[name]
        above = [index for name, index in self.open.items() if _RANK[name] < _RANK[kind]]
        return max(above, default=None)

    def _add(self, node: Node) -> None:
        self.law.nodes.append(node)
        self.open[node.kind] = len(self.law.nodes) - 1

    def _remark(self, line: int, code: str, **values: str | int) -> None:
        self.law.remarks.append(Remark(line, code, values))

    def _finish(self) -> None:
        law = self.law
        children: dict[int, list[int]] = {}
        for index, node in enumerate(law.nodes):
            if node.parent is not None:
                children.setdefault(node.parent, []).append(index)
        for index in reversed(range(len(law.nodes))):
            node = law.nodes[index]
            if not node.is_heading:
                below = [_written(law.nodes[each]) for each in children.get(index, ())]
                node.text = "\n".join(filter(None, [node.text, *below]))
        for node in law.articles:
            if not node.text:
                self._remark(node.line, "article_empty", label=node.label)
        if not law.articles:
            self._remark(1, "no_article")
        law.remarks.sort(key=lambda each: each.line)
        _days(law)


def _written(node: Node) -> str:
    """Return a piece as it stands in the text of what it belongs to."""
    return f"{node.label}{node.text}" if node.kind in ("item", "subitem") else node.text


def _days(law: LawText) -> None:
    """Read the days of the last making and of coming into force."""
    made = [_day(found) for line in law.preamble if _MADE.search(line)
            for found in [_DAY.findall(line)] if found]  # fmt: skip
    law.made_on = max((each for each in made if each), default=None)
    tail = [node.text for node in law.articles[-3:]]
    for text in [*law.preamble, *tail]:
        if found := _IN_FORCE.search(text):
            law.in_force_from = _date(*found.groups())
    if law.in_force_from is None and any(_ON_PUBLICATION.search(each) for each in tail):
        law.in_force_from = law.made_on


def day_of_force(text: str) -> dt.date | None:
    """Return the day from which a text says it is in force."""
    found = _IN_FORCE.search(text)
    return _date(*found.groups()) if found else None


def _day(found: list[tuple[str, str, str]]) -> dt.date | None:
    return _date(*found[-1])


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _plain(raw: str) -> str:
    """Return a line without Markdown, comments and the spaces around it."""
    text = _COMMENT.sub("", raw).strip(" \t\r　\u200b\ufeff\xa0")
    text = re.sub(r"^(?:#+|>|[-*+](?=\s))\s*", "", text).replace("**", "")
    return "" if re.fullmatch(r"[-=_*]{3,}", text) else text.strip(" \t　")


def _tight(text: str) -> str:
    """Return a heading without the spaces that set its characters apart (总　则)."""
    return re.sub(r"(?<=[^\x00-\x7f])[\s　]+(?=[^\x00-\x7f])", "", text.strip(" \t　"))
