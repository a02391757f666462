"""Laws from a list, from JSON with their texts, or from one text as it is published."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.imports import Column, Importer, Outcome, Refused, Report, Row, Unreadable
from common.imports.columns import choice, date, each
from common.imports.tables import ENCODINGS, Line
from common.models import User
from matters import lawbook, rules, services
from matters.choices import LawKind, LawState
from matters.models import Law, LawVersion

KINDS = {
    "法律": LawKind.LAW,
    "行政法规": LawKind.ADMIN_REGULATION,
    "administrative_regulation": LawKind.ADMIN_REGULATION,
    "地方性法规": LawKind.LOCAL_REGULATION,
    "部门规章": LawKind.DEPARTMENT_RULE,
    "ministry_rule": LawKind.DEPARTMENT_RULE,
    "地方政府规章": LawKind.LOCAL_RULE,
    "规范性文件": LawKind.NORMATIVE,
    "行政规范性文件": LawKind.NORMATIVE,
    "标准": LawKind.STANDARD,
}
TEXT_FILES = (".txt", ".md", ".markdown")
COLUMNS = ("title", "kind", "text")
OWN = {"title_en": "name_en", "issuer": "issuer", "issuer_en": "issuer_en", "kind": "kind"}


class LawImporter(Importer):
    """Laws by title; one that brings a new text gets a draft, never over what is published.

    A table gives one law a row; a ``.txt`` or ``.md`` file is the text of one law; JSON is a list
    of laws, or one, with ``text`` or ``articles``. ``drafted`` are the drafts that the file leaves
    behind, each with the day on which its text says it comes into force. ``by`` drafts them.
    """

    model = Law
    key = ("title",)
    chunk = 50
    columns = (
        Column("title", ("标题", "名称", "法律名称", "name"), required=True),
        Column("title_en", ("英文标题", "name_en")),
        Column("kind", ("类别", "效力位阶"), choice(LawKind, KINDS)),
        Column("issuer", ("制定机关", "发布机关")),
        Column("issuer_en"),
        Column("aliases", ("简称", "别名"), each(rules.title_key)),
        Column("document_no", ("文号", "发文字号")),
        Column("version_date", ("公布日期", "通过日期"), date),
        Column("valid_from", ("施行日期", "生效日期"), date),
        Column("source", ("来源",)),
        Column("text", ("正文", "全文")),
        Column("text_en", ("英文正文", "英文全文")),
    )

    def __init__(
        self, *, by: User | None = None, kind: str = "", valid_from: dt.date | None = None
    ) -> None:
        super().__init__()
        self.by, self.kind, self.valid_from = by, kind, valid_from
        self.drafted: list[tuple[LawVersion, dt.date | None]] = []

    def run(self, path: Path, progress: Callable[[int], None] = lambda rows: None) -> Report:
        if path.suffix.lower() == ".json":
            records = _from_json(path)
        elif path.suffix.lower() in TEXT_FILES:
            records = _from_text(path, self.kind)
        else:
            return super().run(path, progress)
        return self.read(records, path.name, progress)

    def prepare(self) -> None:
        self.laws = {law.key: law for law in Law.objects.all()}

    def clean(self, row: Row) -> None:
        cells = row.cells
        if not rules.title_key(cells["title"]):
            raise Refused("required", _("A law has a title."), "title")
        known = self.laws.get(rules.title_key(cells["title"]))
        cells["kind"] = cells.get("kind") or self.kind or (known.kind if known else "")
        if not cells["kind"]:
            cells["kind"] = _kind_of(cells["title"])
        if text := cells.get("text"):
            cells["text"] = read = rules.read(text)
            for remark in read.remarks:
                place = Row(row.line + remark.line if row.line else remark.line, {})
                self.warn(place, "text", remark.code, lawbook.in_words(remark))
            if not read.articles:
                raise Refused("no_article", _("No article can be read in this text."), "text")

    def identity(self, row: Row) -> tuple[Any, ...]:
        return (rules.title_key(row.cells["title"]), row.cells.get("valid_from"))

    def land(self, rows: list[Row]) -> list[Outcome]:
        return [self._law(row) for row in rows]

    def _law(self, row: Row) -> Outcome:
        cells = row.cells
        key = rules.title_key(cells["title"])
        own = {OWN[name]: cells[name] for name in OWN if cells.get(name)}
        law = self.laws.get(key)
        outcome = Outcome.UNCHANGED
        if law is None:
            law = services.add_law(cells["title"], by=self.by, basis=self.file, **own)
            self.laws[key] = law
            outcome = Outcome.CREATED
        else:
            changed = {name: value for name, value in own.items() if getattr(law, name) != value}
            if changed:
                services.amend_law(law, changed, by=self.by, basis=self.file)
                outcome = Outcome.UPDATED
        if cells.get("aliases") and set(cells["aliases"]) - set(law.aliases):
            services.amend_law(law, {"aliases": cells["aliases"]}, by=self.by, basis=self.file)
            outcome = max(outcome, Outcome.UPDATED)
        if cells.get("text") and self._text(law, row):
            outcome = max(outcome, Outcome.UPDATED)
        if cells.get("text_en") and self._english(law, row):
            outcome = max(outcome, Outcome.UPDATED)
        return outcome

    def _text(self, law: Law, row: Row) -> bool:
        """Draft the text unless a version of the law says the same; tell whether it did."""
        cells, read = row.cells, row.cells["text"]
        words = [(node.locator, node.text) for node in read.articles]
        for version in law.versions.order_by("-number"):
            rows = version.articles.whole().values_list("locator", "text")
            if [tuple(each) for each in rows.order_by("order")] == words:
                if version.state == LawState.DRAFT:
                    self.drafted.append((version, self._day(row)))
                return False
        described = {
            "adopted_on": cells.get("version_date") or read.made_on,
            "document_no": cells.get("document_no") or "",
            "source": cells.get("source") or "",
        }
        version = services.draft_version(law, read, by=self.by, basis=self.file, **described)
        self.drafted.append((version, self._day(row)))
        return True

    def _english(self, law: Law, row: Row) -> bool:
        """Write the English text to the version that the row is about; tell whether it is new.

        A row without a Chinese text is about the newest version.
        """
        version = law.versions.order_by("-number").first()
        if row.cells.get("text"):
            words = [node.text for node in row.cells["text"].articles]
            version = next((each for each in law.versions.order_by("-number")
                            if [*each.articles.whole().order_by("order").values_list(
                                "text", flat=True)] == words), None)  # fmt: skip
        if version is None:
            raise Refused("no_text", _("The library has no text of this law yet."), "text_en")
        before = services.english_of(version)
        services.translate(version, row.cells["text_en"], by=self.by, basis=self.file)
        return services.english_of(version) != before

    def _day(self, row: Row) -> dt.date | None:
        return row.cells.get("valid_from") or self.valid_from or row.cells["text"].in_force_from


def _kind_of(title: str) -> str:
    """Guess the kind of a text from the last word of its title."""
    plain = rules.title_key(title)
    if plain.endswith(("法", "法典")):
        return LawKind.LAW
    if plain.endswith("条例"):
        is_local = plain[:12].find("省") > 0 or plain[:8].find("市") > 0
        return LawKind.LOCAL_REGULATION if is_local else LawKind.ADMIN_REGULATION
    return LawKind.NORMATIVE


def _from_text(path: Path, kind: str) -> Iterator[Line]:
    text = _decoded(path)
    read = rules.read(text)
    yield 0, list(COLUMNS)
    yield 0, [read.title or path.stem, kind, text]


def _from_json(path: Path) -> Iterator[Line]:
    """Yield one law a record; ``articles`` are texts, or objects with number and text."""
    try:
        loaded = json.loads(_decoded(path))
        laws = loaded if isinstance(loaded, list) else [loaded]
        names = list(dict.fromkeys(name for law in laws for name in law if name != "articles"))
        names += [name for name in ("text", "text_en") if name not in names]
        yield 0, names
        for number, law in enumerate(laws, 1):
            law.setdefault("text", "\n".join(map(_article, law.get("articles", ()))))
            law.setdefault("text_en", "\n".join(map(_english, law.get("articles", ()))).strip())
            yield number, ["；".join(v) if isinstance(v := law.get(name), list) else str(v or "")
                           for name in names]  # fmt: skip
    except (ValueError, AttributeError, TypeError) as error:
        raise Unreadable(_("%(path)s holds no rows of JSON.") % {"path": path}) from error


def _article(article: Any) -> str:
    if isinstance(article, str):
        return article
    number = str(article.get("number") or article.get("label") or "")
    if number.isdigit():
        number = f"第{rules.numeral(int(number))}条"
    return f"{number}　{article['text']}"


def _english(article: Any) -> str:
    """Return the English words of an article that is an object with a number, if it has any."""
    words = "" if isinstance(article, str) else article.get("text_en") or ""
    number = "" if isinstance(article, str) else str(article.get("number") or "")
    return f"Article {number}  {words}" if words and number else ""


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            _("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("%(path)s is neither UTF-8 nor GB18030 text.") % {"path": path})
