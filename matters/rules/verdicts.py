"""What the answers of a check come to, by rules that are data on the version of its form.

A verdict is ``passed``, ``minor`` or ``serious``; of several rules that apply the gravest counts.
``unchecked`` and ``incomplete`` are no matter of taste: without a checked line nothing is known, a
key line left open is finished first (食品生产经营监督检查管理办法 arts. 23-35).

Stored form::

    {"rules": [{"when": "key_failed", "least": 1, "result": "serious"},
               {"when": "failed", "least": 3, "result": "serious"},
               {"when": "score", "below": 60, "result": "serious", "name": "不合格"}],
     "rescale": true, "passed_name": "合格"}
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from matters.rules.lines import FAILED, NOT_APPLICABLE, PASSED

KEY_FAILED, FAILED_LINES, SCORE = "key_failed", "failed", "score"
KINDS = (KEY_FAILED, FAILED_LINES, SCORE)
GRAVITY = ("passed", "minor", "serious")
RESULTS = ("minor", "serious")
MOST_RULES = 10


@dataclass(frozen=True)
class Rule:
    """One rule: ``least`` failed (key) lines, or a score ``below`` so many per cent."""

    when: str
    result: str
    least: int = 1
    below: Decimal = Decimal(0)
    name: str = ""
    name_en: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the rule as it stands in the database."""
        bound = (
            {"below": f"{self.below.normalize():f}"}
            if self.when == SCORE
            else {"least": self.least}
        )
        names = {"name": self.name, "name_en": self.name_en}
        return {"when": self.when, **bound, "result": self.result} | {
            key: text for key, text in names.items() if text
        }


@dataclass(frozen=True)
class Verdict:
    """The rules of one form; ``rescale`` counts the score over the lines that apply alone."""

    rules: tuple[Rule, ...]
    rescale: bool = True
    passed_name: str = ""
    passed_name_en: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the rules as they stand in the database."""
        stored: dict[str, Any] = {"rules": [rule.stored() for rule in self.rules]}
        stored["rescale"] = self.rescale
        names = {"passed_name": self.passed_name, "passed_name_en": self.passed_name_en}
        return stored | {key: text for key, text in names.items() if text}


HOUSE = Verdict((Rule(KEY_FAILED, "serious"), Rule(FAILED_LINES, "minor")))
"""A failed key line makes a check serious, another failed line minor."""


class BadVerdict(ValueError):
    """Rules that cannot be read; ``code`` says why, ``number`` which rule (from 1)."""

    def __init__(self, code: str, number: int = 0):
        super().__init__(f"{code} in rule {number}")
        self.code, self.number = code, number


def read(stored: Mapping[str, Any]) -> Verdict:
    """Read rules as they are stored; none are the house rule. Raises BadVerdict."""
    if not stored or not stored.get("rules"):
        return HOUSE
    if len(stored["rules"]) > MOST_RULES:
        raise BadVerdict("too_many")
    return Verdict(
        tuple(_rule(each, number) for number, each in enumerate(stored["rules"], 1)),
        bool(stored.get("rescale", True)),
        str(stored.get("passed_name", "")),
        str(stored.get("passed_name_en", "")),
    )


def _rule(raw: Mapping[str, Any], number: int) -> Rule:
    when, result = raw.get("when"), raw.get("result")
    if when not in KINDS:
        raise BadVerdict("kind", number)
    if result not in RESULTS:
        raise BadVerdict("result", number)
    try:
        least, below = int(raw.get("least", 1)), Decimal(str(raw.get("below", 0)))
    except (ArithmeticError, TypeError, ValueError):
        raise BadVerdict("bound", number) from None
    if when == SCORE and not 0 < below <= 100:
        raise BadVerdict("below", number)
    if when != SCORE and least < 1:
        raise BadVerdict("least", number)
    name, name_en = str(raw.get("name", "")), str(raw.get("name_en", ""))
    return Rule(when, result, least, below, name, name_en)


@dataclass(frozen=True)
class Line:
    """One line as the rules see it: what its answer means, empty while unanswered.

    ``key`` is how the caller calls it; ``share`` is what of its ``score`` the answer earns.
    """

    key: Hashable
    means: str
    is_key: bool = False
    score: Decimal = Decimal(0)
    share: Decimal = Decimal(0)

    @property
    def was_checked(self) -> bool:
        return self.means in (PASSED, FAILED)


@dataclass(frozen=True)
class LineReason:
    """What one line means for the verdict, and the points it earned of those to be had.

    ``possible`` is None where the line carries no points or its points do not count here.
    """

    why: str
    earned: Decimal = Decimal(0)
    possible: Decimal | None = None


@dataclass(frozen=True)
class RuleReason:
    """What one rule came to: what it counted (failed lines, or per cent), whether it applies."""

    rule: Rule
    counted: Decimal | None
    applies: bool
    lines: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """What a check comes to and, line by line and rule by rule, why."""

    result: str
    lines: dict[Hashable, LineReason]
    rules: tuple[RuleReason, ...] = ()
    earned: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)
    percent: Decimal | None = None
    decisive: Rule | None = None
    left_out: tuple[Hashable, ...] = field(default=())

    @property
    def has_score(self) -> bool:
        return self.percent is not None


def evaluate(verdict: Verdict, lines: Iterable[Line]) -> Ruling:
    """Judge a check by the rules of its form.

    Points: what applied and was checked counts. With ``rescale`` lines that do not apply are left
    out of the total; without it they count as earned in full.
    """
    lines = list(lines)
    reasons = {line.key: _reason(line, verdict.rescale) for line in lines}
    counted = [each for each in reasons.values() if each.possible is not None]
    earned = sum((each.earned for each in counted), Decimal(0))
    possible = sum((each.possible or Decimal(0) for each in counted), Decimal(0))
    percent = _percent(earned, possible) if possible else None
    rules = tuple(_apply(rule, lines, percent) for rule in verdict.rules)
    applying = [each.rule for each in rules if each.applies]
    decisive = max(applying, key=_gravity, default=None)
    left_out = tuple(line.key for line in lines if line.means == NOT_APPLICABLE)
    return Ruling(
        _result(lines, decisive), reasons, rules, earned, possible, percent, decisive, left_out
    )


def _result(lines: Sequence[Line], decisive: Rule | None) -> str:
    if not any(line.was_checked for line in lines):
        return "unchecked"
    if decisive and decisive.when != SCORE:
        # What failed stands, whatever else is still open.
        return decisive.result
    if any(line.is_key and not line.was_checked and line.means != NOT_APPLICABLE for line in lines):
        return "incomplete"
    return decisive.result if decisive else "passed"


def _gravity(rule: Rule) -> tuple[int, int, Decimal]:
    """Order rules: the graver result, then counted lines before points, then the lower score."""
    return GRAVITY.index(rule.result), -KINDS.index(rule.when), -rule.below


def _apply(rule: Rule, lines: Sequence[Line], percent: Decimal | None) -> RuleReason:
    if rule.when == SCORE:
        return RuleReason(rule, percent, percent is not None and percent < rule.below)
    failed = tuple(
        line.key
        for line in lines
        if line.means == FAILED and (line.is_key or rule.when == FAILED_LINES)
    )
    return RuleReason(rule, Decimal(len(failed)), len(failed) >= rule.least, failed)


def _percent(earned: Decimal, possible: Decimal) -> Decimal:
    return (earned * 100 / possible).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _reason(line: Line, rescale: bool) -> LineReason:
    why = _why(line)
    if not line.score or (line.means == NOT_APPLICABLE and rescale):
        return LineReason(why)
    if line.means == NOT_APPLICABLE:
        return LineReason(why, line.score, line.score)
    if not line.was_checked:
        return LineReason(why)
    return LineReason(why, line.score * line.share, line.score)


def _why(line: Line) -> str:
    if line.means in (PASSED, NOT_APPLICABLE):
        return line.means
    plain = "failed" if line.means == FAILED else "open"
    return f"key_{plain}" if line.is_key else plain
