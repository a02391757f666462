"""What an answer came to, line by line, rule by rule and, for a merged form, matter by matter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from enforcement.choices import CheckResult, LineVerdict
from enforcement.models import Answer, Evidence, Inspection, LeftOut
from enforcement.rules.tasks import Judgement, Line, judge
from enforcement.services.answers import verdict_of
from enforcement.services.photos import photos_by_slot, photos_left_out
from matters.models import CheckItem, LineSource, Matter
from matters.reasons import explained, option_in_words, points
from matters.rules import verdicts
from matters.rules.lines import Slot


@dataclass(frozen=True)
class ExplainedLine:
    """One answered line, what it means for the result, its points, and its photos."""

    answer: Answer
    why: LineVerdict
    photos: list[Evidence]
    points: str = ""

    @property
    def chosen(self) -> str:
        """Return the result as the line calls it."""
        return option_in_words(self.answer.option)


@dataclass(frozen=True)
class MatterResult:
    """What the lines that serve one matter came to, by the rules of the form they came from."""

    matter: Matter
    result: CheckResult
    lines: list[str]


@dataclass(frozen=True)
class Explanation:
    """What an answer came to, line by line; ``photos`` are those of the whole.

    ``rules`` say rule by rule what was counted and which one decided; ``left_out`` are the lines
    that the answers before them left no room for, ``photos_left_out`` those that do not count.
    """

    result: CheckResult | None
    lines: list[ExplainedLine]
    photos: list[Evidence]
    rules: list[tuple[str, bool]] = field(default_factory=list)
    left_out: list[CheckItem] = field(default_factory=list)
    matters: list[MatterResult] = field(default_factory=list)
    photos_left_out: list[LeftOut] = field(default_factory=list)


def explain(inspection: Inspection) -> Explanation:
    """Explain an answer that was given; without a checklist there is no result to explain."""
    answers = list(inspection.answers.select_related("item__version"))
    photos = photos_by_slot(inspection.task)
    left_out = photos_left_out(inspection.task)
    if not answers:
        return Explanation(None, [], photos.get((None, 1), []), photos_left_out=left_out)
    verdict = verdict_of(inspection.task)
    judgement = judge([_line(answer) for answer in answers], verdict)
    lines = [
        ExplainedLine(
            answer,
            LineVerdict(judgement.why[answer.slot]),
            photos.get((answer.item_id, answer.round), []),
            _points(judgement, answer.slot),
        )
        for answer in answers
    ]
    given = {answer.item_id for answer in answers}
    return Explanation(
        CheckResult(judgement.result),
        lines,
        photos.get((None, 1), []),
        list(explained(judgement.ruling, verdict, called)),
        [item for item in answers[0].item.version.items.all() if item.pk not in given],
        results_by_matter(answers),
        left_out,
    )


def called(slot: Any) -> str:
    """Return how a line is called in an explanation: its number, and the round where it has one."""
    return str(slot.order) if slot.round == 1 else f"{slot.order} ({slot.round})"


def results_by_matter(answers: Sequence[Answer]) -> list[MatterResult]:
    """Judge the answers of a merged form for each matter that its lines serve.

    Each matter's lines count as in the form that they came from, by its rules.
    """
    sources = (
        LineSource.objects.filter(item__in={answer.item_id for answer in answers})
        .select_related("matter", "source__version")
        .order_by("matter__code", "matter", "item__order")
    )
    by_matter: dict[Any, list[LineSource]] = {}
    for source in sources:
        by_matter.setdefault(source.matter_id, []).append(source)
    return [_for_matter(rows, answers) for rows in by_matter.values()]


def _for_matter(sources: list[LineSource], answers: Sequence[Answer]) -> MatterResult:
    own = {source.item_id: source.source for source in sources}
    forms = {source.version_id: source.version for source in own.values()}
    verdict = next(iter(forms.values())).ruling if len(forms) == 1 else verdicts.HOUSE
    counted = [
        Line(
            answer.item.order,
            answer.result,
            is_key=own[answer.item_id].is_key,
            round=answer.round,
            score=own[answer.item_id].score,
            share=answer.option.share,
        )
        for answer in answers
        if answer.item_id in own
    ]
    result = judge(counted, verdict).result
    return MatterResult(
        sources[0].matter, CheckResult(result), [called(line.slot) for line in counted]
    )


def _line(answer: Answer) -> Line:
    return Line(
        answer.item.order,
        answer.result,
        is_key=answer.item.is_key,
        round=answer.round,
        score=answer.item.score,
        share=answer.option.share,
    )


def _points(judgement: Judgement, slot: Slot) -> str:
    reason = judgement.ruling.lines[slot]
    if reason.possible is None:
        return ""
    return f"{points(reason.earned)}/{points(reason.possible)}"
