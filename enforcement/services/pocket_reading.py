"""A record from a phone in words: line by line, with its files, for whoever decides on it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.errors import RuleError
from enforcement.choices import EntryWay, EvidenceKind, Finding, Outcome, Signer, SignState
from enforcement.models import FieldRecord
from enforcement.services.answers import asked_lines
from enforcement.services.pocket_content import Content, read
from matters.models import CheckItem, ChecklistVersion
from matters.reasons import option_in_words


@dataclass(frozen=True)
class ReadLine:
    """One line of the form with what was answered."""

    item: CheckItem
    turn: int
    result: str
    note: str


@dataclass(frozen=True)
class Reading:
    """What a record says; ``facts`` are label and text."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[ReadLine] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)


def readable(record: FieldRecord) -> Reading:
    """Return a record in the reader's language."""
    try:
        content = read(record.body)
    except RuleError:
        return Reading()
    return Reading(_facts(content), _lines(content), _files(content))


def _facts(content: Content) -> list[tuple[str, str]]:
    said = content.submission
    entry = content.entry
    found = [
        (_("Outcome"), str(Outcome(said.outcome).label) if said.outcome else ""),
        (_("To be corrected by"), str(said.rectify_by or "")),
        (_("The clue"), str(Finding(said.finding).label) if said.finding in Finding else ""),
        (_("Note"), said.note or content.text),
        (_("Way in"), str(EntryWay(entry.way).label) if entry else ""),
        (_("Why without a code"), entry.reason if entry else ""),
    ]
    found += [
        (
            str(Signer(each.signer).label),
            " · ".join(filter(None, [str(SignState(each.state).label), each.name, each.reason])),
        )
        for each in content.signs
    ]
    found += [(_("Body camera"), f"{name} {sha256[:12]}…") for sha256, name in content.camera]
    return [(label, text) for label, text in found if text]


def _lines(content: Content) -> list[ReadLine]:
    version = ChecklistVersion.objects.filter(pk=content.form).first() if content.form else None
    if version is None:
        return []
    said = content.submission
    found = []
    for slot, item in asked_lines(said, list(version.items.all())):
        option = said.option(item, slot)
        found.append(
            ReadLine(
                item,
                slot.round,
                option_in_words(option) if option else "",
                said.note_on(item, slot),
            )
        )
    return found


def _files(content: Content) -> list[tuple[str, str]]:
    return [(str(EvidenceKind(each.kind).label), each.sha256) for each in content.files]
