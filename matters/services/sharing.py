"""One form from many matters (一表通查): lines that say the same appear once."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.models import User
from matters.models import CheckItem, ChecklistVersion, LineSource, Matter
from matters.services.checklists import LINE_FIELDS, new_checklist
from matters.services.citations import Cited, cite_all

ALIKE = 0.8
"""How alike two lines under the same article are, to be the same line."""


@transaction.atomic
def merge_forms(
    matters: Sequence[Matter], list_code: str, code: str, name: str, *, by: User, name_en: str = ""
) -> ChecklistVersion:
    """Draft one form for several matters from their forms in force, or the latest drafts.

    A shared line keeps every line it came from and the matters it serves; it is a key line, asks
    for a photo and counts as much as the strictest of them. Emits ``matters.checklist_drafted``.
    """
    if len(matters) < 2:
        raise RuleError("one_matter", _("Choose at least two matters."), field="matters")
    forms = {
        matter.pk: list(ChecklistVersion.objects.of_matter(matter).without_merged())
        for matter in matters
    }
    without = [str(matter) for matter in matters if not forms[matter.pk]]
    if without:
        raise RuleError(
            "no_form",
            _("These matters have no form: %(matters)s.") % {"matters": "; ".join(without)},
            field="matters",
        )
    version = new_checklist(
        list_code, code, name, by=by, name_en=name_en, matters=matters, basis=""
    )
    merged = _Merged(version)
    for matter in matters:
        for form in forms[matter.pk]:
            merged.take(form, matter)
    merged.write()
    emit("matters.checklist_merged", version, facts={"matters": len(matters)}, by=by)
    return version


class _Merged:
    """The lines of a merged form as it grows."""

    def __init__(self, version: ChecklistVersion):
        self.version = version
        self.lines: list[CheckItem] = []
        self.sources: list[tuple[CheckItem, CheckItem, Matter]] = []
        self.parents: dict[int, tuple[CheckItem, list[str]]] = {}
        self.taken: dict[Any, dict[int, CheckItem]] = {}

    def take(self, form: ChecklistVersion, matter: Matter) -> None:
        """Add the lines of a form, or find them among those that are there."""
        own = self.taken.setdefault(form.pk, {})
        if own:
            self.sources += [
                (own[line.order], line, matter) for line in form.items.all() if line.order in own
            ]
            return
        for line in form.items.all():
            parent = own.get(line.when_line) if line.when_line else None
            same = self._same(line, parent)
            if same is None:
                same = self._add(line, parent)
            else:
                self._tighten(same, line)
            own[line.order] = same
            self.sources.append((same, line, matter))

    def _same(self, line: CheckItem, parent: CheckItem | None) -> CheckItem | None:
        for other in self.lines:
            waits, answers = self.parents.get(id(other), (None, []))
            if waits is parent and answers == list(line.when_answers) and alike(other, line):
                return other
        return None

    def _add(self, line: CheckItem, parent: CheckItem | None) -> CheckItem:
        copy = CheckItem(version=self.version)
        for name in LINE_FIELDS:
            setattr(copy, name, getattr(line, name))
        if parent is not None:
            self.parents[id(copy)] = parent, list(line.when_answers)
        self.lines.append(copy)
        return copy

    def _tighten(self, line: CheckItem, other: CheckItem) -> None:
        """Let a shared line ask for all that any of its sources asks for."""
        line.is_key = line.is_key or other.is_key
        line.photo_required = line.photo_required or other.photo_required
        line.score = max(line.score, other.score)
        for name in ("how", "papers", "basis", "finding"):
            own, more = getattr(line, name), getattr(other, name)
            if more and plain(more) not in plain(own):
                setattr(line, name, f"{own}\n{more}".strip())

    def write(self) -> None:
        """Number the lines, groups together behind all that they wait for, and store them."""
        grouped: dict[str, list[CheckItem]] = {}
        for line in self.lines:
            grouped.setdefault(line.group, []).append(line)
        loose = grouped.pop("", [])
        ordered = [*loose, *(line for lines in grouped.values() for line in lines)]
        for order, line in enumerate(ordered, 1):
            line.order = order
        for line in ordered:
            parent, answers = self.parents.get(id(line), (None, []))
            # A line outside all groups cannot wait for one inside: it is then always asked.
            fits = parent is not None and parent.order < line.order
            fits = fits and parent is not None and parent.group in ("", line.group)
            line.when_line = parent.order if fits and parent else None
            line.when_answers = answers if fits else []
        CheckItem.objects.bulk_create(ordered)
        cite_all([Cited(line, line.basis) for line in ordered])
        LineSource.objects.bulk_create(
            [
                LineSource(item=item, source=source, matter=matter)
                for item, source, matter in self.sources
            ],
            ignore_conflicts=True,
        )


def alike(one: CheckItem, other: CheckItem) -> bool:
    """Tell whether two lines ask the same: the same words, or nearly so under one article."""
    if one.options != other.options or plain(one.group) != plain(other.group):
        return False
    a, b = plain(one.content), plain(other.content)
    if a == b:
        return True
    if not one.basis or plain(one.basis) != plain(other.basis):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def plain(text: str) -> str:
    """Return a text without what varies: width, case, spaces, marks, numbering in front."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"^\s*[(（]?[\d一二三四五六七八九十]+[)）.、]\s*", "", text)
    return re.sub(r"[\W_]+", "", text)
