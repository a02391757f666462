"""Whom a rule of dispatch leaves, part by part: which part is it that leaves nobody?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One officer whom a rule names, or whose team it names, as they stand now."""

    is_active: bool
    is_certified: bool
    lines: tuple[str, ...]
    is_away: bool
    on_duty: bool
    open_work: int


@dataclass(frozen=True)
class Wanted:
    """What a rule asks of officers; what is empty is not asked."""

    line: str = ""
    calls_in: bool = False
    most_open: int | None = None


@dataclass(frozen=True)
class Gap:
    """The part (RuleGap) after which fewer than two are left, and how many."""

    part: str
    left: int

    @property
    def is_nobody(self) -> bool:
        return self.left == 0


def gap(members: Iterable[Member], wanted: Wanted, *, enough: int = 2) -> Gap | None:
    """Return the first part of a rule that leaves too few; None where enough are left.

    A part that leaves nobody is named before one that only leaves too few for a visit.
    """
    left = list(members)
    found: Gap | None = None
    for part, keeps in _parts(wanted):
        left = [each for each in left if keeps(each)]
        if not left:
            return Gap(part, 0)
        if len(left) < enough and found is None:
            found = Gap(part, len(left))
    return found


def _parts(wanted: Wanted) -> list[tuple[str, Callable[[Member], bool]]]:
    most = wanted.most_open
    return [
        ("empty", lambda each: True),
        ("inactive", lambda each: each.is_active),
        ("uncertified", lambda each: each.is_certified),
        ("other_line", lambda each: not wanted.line or wanted.line in each.lines),
        ("away", lambda each: not each.is_away),
        ("off_duty", lambda each: wanted.calls_in or each.on_duty),
        ("busy", lambda each: most is None or each.open_work < most),
    ]
