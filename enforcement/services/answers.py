"""What an answer holds: its content, what is missing in it, and what it comes to line by line."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common import workdays
from enforcement.choices import ACTS, CheckResult, LineFault, LineVerdict, Outcome
from enforcement.models import Answer, Evidence, Inspection, Task
from enforcement.rules import Judgement, Line, judge, line_fault, rectify_within
from enforcement.services.photos import photos_by_line
from matters.models import CheckItem


@dataclass(frozen=True)
class Submission:
    """What an officer answers: result and note by line, the outcome, the finding about the clue.

    ``answers`` and ``notes`` are keyed by the id of the checklist's line.
    """

    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    notes: Mapping[uuid.UUID, str] = field(default_factory=dict)
    outcome: str = ""
    finding: str = ""
    rectify_by: dt.date | None = None
    note: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash by which a repeat is told from a change."""
        content = [
            sorted((str(key), value) for key, value in self.answers.items()),
            sorted((str(key), value) for key, value in self.notes.items() if value),
            [self.outcome, self.finding, str(self.rectify_by or ""), self.note],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def checklist_items(task: Task) -> list[CheckItem]:
    """Return the lines of the task's checklist, in order; none where it has no checklist."""
    version = task.checklist_version
    return list(version.items.all()) if version else []


def judged_lines(task: Task, content: Submission, items: list[CheckItem]) -> dict[uuid.UUID, Line]:
    """Return the answered lines as the rules see them, by the id of the line."""
    pictures: dict[uuid.UUID | None, int] = {}
    for item_id in task.evidence.values_list("item_id", flat=True):
        pictures[item_id] = pictures.get(item_id, 0) + 1
    return {
        item.pk: Line(
            item.order,
            content.answers.get(item.pk, ""),
            is_key=item.is_key,
            photo_required=item.photo_required,
            has_note=bool(content.notes.get(item.pk)),
            photos=pictures.get(item.pk, 0),
        )
        for item in items
    }


def faults(task: Task, content: Submission, items: list[CheckItem]) -> dict[str, str]:
    """Return what is still to be done, in words by field, first things first."""
    answered = judged_lines(task, content, items)
    found = {
        f"line_{line.order}": str(LineFault(fault).label)
        for line in answered.values()
        if (fault := line_fault(line))
    }
    if found:
        return found
    judgement = judge(answered.values())
    if judgement.result == "incomplete":
        return {
            f"line_{line.order}": str(LineFault.KEY_OPEN.label)
            for line in answered.values()
            if judgement.why[line.order] == "key_open"
        }
    return _outcome_faults(task, content, judgement if items else None)


def _outcome_faults(task: Task, content: Submission, judgement: Judgement | None) -> dict[str, str]:
    found = {}
    allowed = judgement.outcomes if judgement else tuple(Outcome.values)
    if task.kind in ACTS and content.outcome not in allowed:
        found["outcome"] = _("Choose an outcome that fits the answers.")
    if task.kind not in ACTS and content.outcome:
        found["outcome"] = _("Only an inspection has an outcome for the object.")
    if content.outcome == Outcome.RECTIFY_BY:
        if not content.rectify_by or not rectify_within(workdays.today(), content.rectify_by):
            found["rectify_by"] = _("Choose a day from tomorrow up to 30 days ahead.")
    elif content.rectify_by:
        found["rectify_by"] = _("A day belongs to an order to correct only.")
    if task.origin and not content.finding:
        found["finding"] = _("Say what you found out about the clue.")
    elif judgement and content.finding and content.finding not in judgement.findings:
        found["finding"] = _("Nothing was checked, so the clue could not be verified.")
    if content.outcome == Outcome.UNABLE and not content.note:
        found["note"] = _("Say why the inspection was not possible.")
    return found


@dataclass(frozen=True)
class ExplainedLine:
    """One answered line, what it means for the result, and its photos."""

    answer: Answer
    why: LineVerdict
    photos: list[Evidence]


@dataclass(frozen=True)
class Explanation:
    """What an answer came to, line by line; ``photos`` are those of the whole."""

    result: CheckResult | None
    lines: list[ExplainedLine]
    photos: list[Evidence]


def explain(inspection: Inspection) -> Explanation:
    """Explain an answer that was given; without a checklist there is no result to explain."""
    answers = list(inspection.answers.select_related("item"))
    judgement = judge(
        Line(answer.item.order, answer.result, is_key=answer.item.is_key) for answer in answers
    )
    photos = photos_by_line(inspection.task)
    lines = [
        ExplainedLine(
            answer,
            LineVerdict(judgement.why[answer.item.order]),
            photos.get(answer.item_id, []),
        )
        for answer in answers
    ]
    return Explanation(
        CheckResult(judgement.result) if answers else None, lines, photos.get(None, [])
    )
