"""Laws as pages show them: texts in order, remarks in words, versions side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.differences import Span, sides
from matters import rules
from matters.choices import ArticleKind, MatchKind
from matters.models import Article, ArticleMatch, LawVersion
from matters.rules import LawText, Node, Remark

PIECES = (ArticleKind.PARAGRAPH, ArticleKind.ITEM, ArticleKind.SUBITEM)


@dataclass
class Clause:
    """One paragraph, item or sub-item of an article as a line: its own words alone."""

    kind: str
    label: str
    text: str
    locator: str


@dataclass
class Passage:
    """A heading, or an article with its lines."""

    row: Article | Node
    clauses: list[Clause] = field(default_factory=list)

    @property
    def is_article(self) -> bool:
        return self.row.kind == ArticleKind.ARTICLE

    @property
    def is_appendix(self) -> bool:
        return self.row.kind == ArticleKind.APPENDIX

    @property
    def depth(self) -> int:
        """Return 2 for the highest headings, as pages number them."""
        return {"part": 2, "subpart": 3, "chapter": 3, "section": 4}.get(self.row.kind, 5)


def passages(rows: Iterable[Article | Node]) -> list[Passage]:
    """Return a text in order: headings, and articles with their paragraphs and items as lines."""
    found: list[Passage] = []
    for row in rows:
        if row.kind not in PIECES:
            found.append(Passage(row))
        elif found:
            label = "" if row.kind == ArticleKind.PARAGRAPH else row.label
            own = row.text.split("\n")[0]
            found[-1].clauses.append(Clause(row.kind, label, own, row.locator))
    return found


def text_of(version: LawVersion) -> list[Passage]:
    """Return the text of a version, by one query."""
    return passages(version.articles.all())


def source_of(version: LawVersion) -> str:
    """Return the text of a version as it can be pasted again."""
    lines = [version.law.name, *version.preamble.splitlines()]
    for passage in text_of(version):
        row = passage.row
        if passage.is_appendix:
            lines += [row.title, *row.text.strip().splitlines()]
        elif not passage.is_article:
            lines.append(f"{row.label}　{row.title}".strip("　"))
        else:
            first, *rest = passage.clauses or [Clause("", "", "", "")]
            lines.append(f"{row.label}　{first.text}")
            lines += [f"{each.label}{each.text}" for each in rest]
    return "\n\n".join(lines)


def in_words(remark: Remark) -> str:
    """Say what is doubtful about a line of a law's text."""
    texts = {
        "article_jump": _("%(label)s stands where %(expected)s was expected."),
        "article_repeats": _("%(label)s comes a second time; it was read as a paragraph."),
        "article_empty": _("%(label)s has no text."),
        "heading_jump": _("%(label)s does not follow the heading before it."),
        "item_jump": _("Item %(label)s does not follow the item before it."),
        "item_repeats": _("Item %(label)s comes a second time; it was read as a paragraph."),
        "item_alone": _("An item without a paragraph above it: “%(text)s”."),
        "appendix": _("Read as an appendix from here on: “%(text)s”."),
        "unplaced": _("This line belongs to no article: “%(text)s”."),
        "no_article": _("No article can be read in this text."),
    }
    return texts[remark.code] % remark.values


@dataclass(frozen=True)
class Note:
    """A remark with its line number."""

    line: int
    text: str


def notes(text: LawText) -> list[Note]:
    return [Note(each.line, in_words(each)) for each in text.remarks]


@dataclass
class Beside:
    """What one article became: the old text beside the new, differences marked."""

    kind: str
    olds: list[Article]
    news: list[Article]
    left: list[Span]
    right: list[Span]
    confidence: float = 1.0
    match: ArticleMatch | None = None

    @property
    def is_same(self) -> bool:
        return self.kind == MatchKind.SAME

    @property
    def is_unsure(self) -> bool:
        return self.confidence < UNSURE

    @property
    def label(self) -> str:
        """Return the badge's word of what became of it."""
        return str(MatchKind(self.kind).label)

    @property
    def percent(self) -> int:
        return round(self.confidence * 100)


UNSURE = 0.75
"""Below this confidence a person looks twice."""


def beside(matches: Iterable[ArticleMatch]) -> list[Beside]:
    """Return matches as rows: a split article once beside its parts, a merged one likewise."""
    groups: dict[tuple[str, object], list[ArticleMatch]] = defaultdict(list)
    for match in matches:
        key: object = match.pk
        if match.kind == MatchKind.SPLIT:
            key = match.old_id
        elif match.kind == MatchKind.MERGED:
            key = match.new_id
        groups[match.kind, key].append(match)
    return [_beside(kind, group) for (kind, _key), group in groups.items()]


def _beside(kind: str, group: list[ArticleMatch]) -> Beside:
    olds = list({each.old.pk: each.old for each in group if each.old}.values())
    news = list({each.new.pk: each.new for each in group if each.new}.values())
    left, right = sides(*("\n".join(each.text for each in side) for side in (olds, news)))
    confidence = min(float(each.confidence) for each in group)
    return Beside(kind, olds, news, left, right, confidence, group[0])


def matches_between(old: LawVersion, new: LawVersion) -> list[ArticleMatch]:
    """Return the matches of two versions: as confirmed, or compared now where they are apart."""
    rows = with_ends(new.matches.all()) if new.before == old else []
    if rows:
        return list(rows)
    sides_ = [{row.locator: row for row in each.articles.whole()}
              for each in (old, new)]  # fmt: skip
    found = rules.match(
        *([rules.Part(row.locator, row.text) for row in side.values()] for side in sides_)
    )
    return [
        ArticleMatch(
            version=new,
            old=sides_[0][each.old] if each.old else None,
            new=sides_[1][each.new] if each.new else None,
            kind=each.kind,
            confidence=each.confidence,
            order=order,
        )
        for order, each in enumerate(found)
    ]


def with_ends(rows: "QuerySet[ArticleMatch]") -> "QuerySet[ArticleMatch]":
    return rows.select_related("old", "new")
