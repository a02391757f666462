"""What the answers of a check come to, what may follow from them, and what stands in an act's way.

Sources, as the comments name them:
FOOD  食品生产经营监督检查管理办法 (SAMR Order 49, 2021), the most complete inspection procedure,
RSR   国务院关于加强和规范事中事后监管的指导意见 (国发〔2019〕18号),
ZJCAE 浙江省综合行政执法条例 (2022),
54    国务院办公厅关于严格规范涉企行政检查的意见 (国办发〔2024〕54号).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from matters.rules import verdicts
from matters.rules.lines import Slot

RECTIFY_DAYS = 15
RECTIFY_DAYS_MAX = 30
"""Calendar days of an order to correct: what is proposed, and the most that may be given."""


@dataclass(frozen=True)
class Line:
    """One answered line: ``result`` is an AnswerResult value, empty while unanswered.

    ``share`` is what of the line's ``score`` the answer earns; ``round`` counts in a repeat group.
    """

    order: int
    result: str
    is_key: bool = False
    photo_required: bool = False
    has_note: bool = False
    photos: int = 0
    round: int = 1
    score: Decimal = Decimal(0)
    share: Decimal = Decimal(0)

    @property
    def slot(self) -> Slot:
        return Slot(self.order, self.round)

    @property
    def was_checked(self) -> bool:
        return self.result in ("passed", "failed")


@dataclass(frozen=True)
class Judgement:
    """The result of a whole check and, line by line, why (LineVerdict values by slot)."""

    result: str
    why: dict[Slot, str]
    ruling: verdicts.Ruling

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the outcomes that may be chosen for this result, the proposed one first.

        What failed is corrected even where the form's own rules let the check pass.
        """
        if self.result == "passed" and "failed" in self.why.values():
            return ("rectify_now", "rectify_by", "passed")
        return OUTCOMES[self.result]

    @property
    def proposed(self) -> str:
        """Return the outcome that the answers speak for, if any does."""
        return next(iter(self.outcomes), "")

    @property
    def findings(self) -> tuple[str, ...]:
        """Return what may be said of the clue: where nothing was seen, nothing is known."""
        return ("cannot_verify",) if self.result == "unchecked" else FINDINGS


FINDINGS = ("confirmed", "benign_true", "false", "cannot_verify")

OUTCOMES: dict[str, tuple[str, ...]] = {
    "passed": ("passed",),
    # Correcting on the spot is for minor faults; the rest gets a written order (FOOD 33).
    "minor": ("rectify_now", "rectify_by", "refer_to_case", "transferred"),
    "serious": ("rectify_by", "refer_to_case", "transferred"),
    "unchecked": ("unable",),
    # All items are covered (FOOD 23-35): a key line left open is finished first.
    "incomplete": (),
}
"""Outcomes by result; another body's competence or a crime is ``transferred`` (FOOD 38)."""


def judge(lines: Iterable[Line], verdict: verdicts.Verdict = verdicts.HOUSE) -> Judgement:
    """Judge a check by the rules of its form; without any, by the house rule.

    The house rule: a failed key line makes it serious, another failed line minor. Lines that do
    not apply are left out. A check without a single checked line is ``unchecked``; one that left
    a key line open while others were checked is ``incomplete``.
    """
    lines = list(lines)
    given = [
        verdicts.Line(line.slot, line.result, line.is_key, line.score, line.share) for line in lines
    ]
    ruling = verdicts.evaluate(verdict, given)
    why = {line.slot: ruling.lines[line.slot].why for line in lines}
    return Judgement(ruling.result, why, ruling)


def line_fault(line: Line) -> str:
    """Return what is missing in one line (LineFault value), or an empty string.

    Facts are recorded on the spot (FOOD 23-35): a failed line says what is wrong in words or in
    pictures, and a line that asks for a photo has one when it was checked.
    """
    if not line.result:
        return "unanswered"
    if line.was_checked and line.photo_required and not line.photos:
        return "photo_missing"
    if line.result == "failed" and not line.has_note and not line.photos:
        return "note_missing"
    return ""


def rectify_default(day: dt.date) -> dt.date:
    """Return the day proposed for an order to correct given on ``day``."""
    return day + dt.timedelta(days=RECTIFY_DAYS)


def rectify_within(day: dt.date, until: dt.date) -> bool:
    """Tell whether an order given on ``day`` may run until ``until`` (1 to 30 days; FOOD 33)."""
    return 1 <= (until - day).days <= RECTIFY_DAYS_MAX


# ---- nothing outside the list


@dataclass(frozen=True)
class ListedMatter:
    """One published version of a matter: ``valid`` tells whether the day lies in its term."""

    valid: bool
    levels: Collection[int]


@dataclass(frozen=True)
class ListedClaim:
    """One claim of the matter whose days hold the day.

    ``level`` is that of the power: of the body that handed it down where one did. ``entrusted`` are
    the departments that may act in the claiming body's name, ``once_entrusted`` those whose
    entrustment is over or to come; ``handed_down`` the places where a township's body acts instead.
    """

    department: object
    level: int
    region_path: str
    has_lapsed: bool = False
    entrusted: Collection[object] = ()
    once_entrusted: Collection[object] = ()
    handed_down: Collection[str] = ()


def list_fault(
    published: Sequence[ListedMatter],
    claims: Sequence[ListedClaim],
    *,
    department: object,
    region_path: str,
    is_revoked: bool = False,
) -> str:
    """Return why ``department`` may not act in the region (ListFault value), or an empty string.

    An unpublished matter may not be inspected (RSR); a body acts on what it has claimed, at its
    level and in its region (ZJCAE 6), or in the name of one that has entrusted it. The database
    asks the same in ``act_list_fault``.
    """
    if not published:
        return "revoked" if is_revoked else "not_published"
    in_force = [version for version in published if version.valid]
    if not in_force:
        return "not_in_force"
    if not claims:
        return "not_claimed"
    faults = [_claim_fault(claim, in_force[0].levels, department, region_path) for claim in claims]
    return max(faults, key=_CLAIM_FAULTS.index)


_CLAIM_FAULTS = (
    "other_department",
    "entrustment",
    "lapsed",
    "level",
    "region",
    "handed_down",
    "",
)
"""From the farthest from an act to the nearest: of several claims the nearest tells why."""


def _claim_fault(
    claim: ListedClaim, levels: Collection[int], department: object, region_path: str
) -> str:
    if claim.department != department and department not in claim.entrusted:
        return "entrustment" if department in claim.once_entrusted else "other_department"
    if claim.has_lapsed:
        return "lapsed"
    if claim.level not in levels:
        return "level"
    if not region_path.startswith(claim.region_path):
        return "region"
    if any(region_path.startswith(place) for place in claim.handed_down):
        return "handed_down"
    return ""


# ---- who fits


@dataclass(frozen=True)
class Candidate:
    """An officer of the acting body, as of one moment."""

    is_active: bool
    is_certified: bool
    on_duty: bool
    lines: Collection[str]
    has_conflict: bool = False
    is_on_leave: bool = False
    is_lent_out: bool = False


CALLABLE = frozenset({"off_duty"})
"""What does not keep a dispatcher from calling an officer in, with a reason."""


def misfits(candidate: Candidate, *, line: str, is_act: bool) -> list[str]:
    """Return why an officer does not fit a task (Misfit values), gravest first.

    Only certificate holders act on a counterpart; auxiliary staff and grid members never do (54).
    A fact check of a public place needs no certificate. Whoever declared an interest in the subject
    withdraws (行政处罚法 art. 43), and nobody sets that aside.
    """
    found = {
        "inactive": not candidate.is_active,
        "uncertified": is_act and not candidate.is_certified,
        "conflict": candidate.has_conflict,
        "lent_out": candidate.is_lent_out,
        "on_leave": candidate.is_on_leave,
        "other_line": bool(line) and line not in candidate.lines,
        "off_duty": not candidate.on_duty,
    }
    return [code for code, is_so in found.items() if is_so]
