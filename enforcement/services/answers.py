"""What an answer holds: its content, what is missing in it, and what it comes to line by line."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common import workdays
from enforcement.choices import ACTS, LineFault, Outcome, TaskKind
from enforcement.models import Task
from enforcement.rules.tasks import Judgement, Line, judge, line_fault, rectify_within
from matters.models import CheckItem
from matters.rules import verdicts
from matters.rules.lines import MOST_ROUNDS, Option, Slot, asked, slots


@dataclass(frozen=True)
class Round:
    """The answers about one thing of a repeat group: which one, results and notes by line."""

    about: str = ""
    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    notes: Mapping[uuid.UUID, str] = field(default_factory=dict)

    def plain(self) -> list[Any]:
        """Return the content as it is hashed."""
        return [self.about, *_plain(self.answers, self.notes)]


@dataclass(frozen=True)
class Submission:
    """What an officer answers: result and note by line, the outcome, the finding about the clue.

    ``answers`` (codes of results) and ``notes`` are keyed by the id of the checklist's line, the
    lines of a repeat group stand in its ``rounds``.
    """

    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    notes: Mapping[uuid.UUID, str] = field(default_factory=dict)
    outcome: str = ""
    finding: str = ""
    rectify_by: dt.date | None = None
    note: str = ""
    rounds: Mapping[str, Sequence[Round]] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Return the hash by which a repeat is told from a change."""
        content: list[Any] = [
            *_plain(self.answers, self.notes),
            [self.outcome, self.finding, str(self.rectify_by or ""), self.note],
        ]
        if self.rounds:
            content.append(
                [[group, *(each.plain() for each in turns)]
                 for group, turns in sorted(self.rounds.items())]
            )  # fmt: skip
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def counts(self) -> dict[str, int]:
        """Return how often each repeat group was answered."""
        return {group: len(turns) for group, turns in self.rounds.items()}

    def turn(self, item: CheckItem, slot: Slot) -> Round:
        """Return the round that holds the answer to a line."""
        turns = self.rounds.get(item.group, ()) if item.group else ()
        if slot.round <= len(turns):
            return turns[slot.round - 1]
        return Round("", self.answers, self.notes) if slot.round == 1 else Round()

    def option(self, item: CheckItem, slot: Slot) -> Option | None:
        """Return the result that was chosen, None while the line is unanswered."""
        code = self.turn(item, slot).answers.get(item.pk, "")
        return next((each for each in item.results if each.code == code), None)

    def note_on(self, item: CheckItem, slot: Slot) -> str:
        """Return the note; a failed line without one is told in its standard wording."""
        own = self.turn(item, slot).notes.get(item.pk, "")
        option = self.option(item, slot)
        return own or (item.finding if option and option.means == "failed" else "")


def _plain(answers: Mapping[uuid.UUID, str], notes: Mapping[uuid.UUID, str]) -> list[Any]:
    return [
        sorted((str(key), value) for key, value in answers.items()),
        sorted((str(key), value) for key, value in notes.items() if value),
    ]


def checklist_items(task: Task) -> list[CheckItem]:
    """Return the lines of the task's checklist, in order; none where it has no checklist."""
    version = task.checklist_version
    if version is None:
        return []
    items = list(version.items.all())
    ordered = _ordered_lines(task)
    return [item for item in items if item.pk in ordered] or items


def _ordered_lines(task: Task) -> set[uuid.UUID]:
    """Return the lines that a recheck looks at: what its order is about.

    None where one of them is asked only after another line: then the whole form is gone through.
    """
    if task.kind != TaskKind.RECHECK:
        return set()
    lines = CheckItem.objects.filter(answer__ordered__rectification__recheck=task)
    found = dict(lines.values_list("pk", "when_line"))
    return set(found) if all(when is None for when in found.values()) else set()


def verdict_of(task: Task) -> verdicts.Verdict:
    """Return the rules by which the answers of a task are judged."""
    return task.checklist_version.ruling if task.checklist_version else verdicts.HOUSE


def asked_lines(content: Submission, items: list[CheckItem]) -> list[tuple[Slot, CheckItem]]:
    """Return the lines that are asked, given the answers, in the order they are answered."""
    every = list(slots(items, content.counts()))
    by_order = {item.order: item for item in items}

    def answer(slot: Slot) -> str:
        option = content.option(by_order[slot.order], slot)
        return option.code if option else ""

    open_ = asked(every, answer)
    return [(slot, item) for slot, item in every if slot in open_]


def judged_lines(task: Task, content: Submission, items: list[CheckItem]) -> dict[Slot, Line]:
    """Return the lines that are asked as the rules see them, by line and round."""
    pictures: dict[tuple[uuid.UUID | None, int], int] = {}
    for key in task.evidence.photos().values_list("item_id", "round"):
        pictures[key] = pictures.get(key, 0) + 1
    found = {}
    for slot, item in asked_lines(content, items):
        option = content.option(item, slot)
        found[slot] = Line(
            item.order,
            option.means if option else "",
            is_key=item.is_key,
            photo_required=item.photo_required,
            has_note=bool(content.note_on(item, slot)),
            photos=pictures.get((item.pk, slot.round), 0),
            round=slot.round,
            score=item.score,
            share=option.share if option else Decimal(0),
        )
    return found


def faults(
    task: Task, content: Submission, items: list[CheckItem], *, day: dt.date | None = None
) -> dict[str, str]:
    """Return what is still to be done, in words by field, first things first.

    ``day`` is that of the visit where the answer arrives later.
    """
    answered = judged_lines(task, content, items)
    found = {
        f"line_{line.slot.suffix}": str(LineFault(fault).label)
        for line in answered.values()
        if (fault := line_fault(line))
    }
    found |= _round_faults(content, items)
    if found:
        return found
    judgement = judge(list(answered.values()), verdict_of(task))
    if judgement.result == "incomplete":
        return {
            f"line_{line.slot.suffix}": str(LineFault.KEY_OPEN.label)
            for line in answered.values()
            if judgement.why[line.slot] == "key_open"
        }
    return _outcome_faults(task, content, judgement if items else None, day or workdays.today())


def _round_faults(content: Submission, items: list[CheckItem]) -> dict[str, str]:
    """Return the rounds that do not say what they are about, where there are several."""
    found = {}
    for group, turns in content.rounds.items():
        first = next((item.order for item in items if item.group == group), None)
        if first is None or len(turns) < 2:
            continue
        for number, each in enumerate(turns[:MOST_ROUNDS], 1):
            if not each.about:
                field_name = f"about_{Slot(first, number).suffix}"
                found[field_name] = _("Say which one this is about.")
    return found


def _outcome_faults(
    task: Task, content: Submission, judgement: Judgement | None, day: dt.date
) -> dict[str, str]:
    found = {}
    allowed = judgement.outcomes if judgement else tuple(Outcome.values)
    if task.kind in ACTS and content.outcome not in allowed:
        found["outcome"] = _("Choose an outcome that fits the answers.")
    if task.kind not in ACTS and content.outcome:
        found["outcome"] = _("Only an inspection has an outcome for the object.")
    if content.outcome == Outcome.RECTIFY_BY:
        if not content.rectify_by or not rectify_within(day, content.rectify_by):
            found["rectify_by"] = _("Choose a day from tomorrow up to 30 days ahead.")
    elif content.rectify_by:
        found["rectify_by"] = _("A day belongs to an order to correct only.")
    if task.has_clue and not content.finding:
        found["finding"] = _("Say what you found out about the clue.")
    elif judgement and content.finding and content.finding not in judgement.findings:
        found["finding"] = _("Nothing was checked, so the clue could not be verified.")
    if content.outcome == Outcome.UNABLE and not content.note:
        found["note"] = _("Say why the inspection was not possible.")
    return found
