"""Which document may be issued when, and how it is numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

MARKS: Mapping[str, str] = {
    "approval": "检批",
    "notice": "检通",
    "record": "检录",
    "order": "责改",
    "recheck": "复查",
}
"""What stands for each kind in the number of a document."""


@dataclass(frozen=True)
class Facts:
    """What a task has come to, as far as documents ask."""

    is_act: bool
    is_approved: bool
    has_officers: bool
    is_confirmed: bool
    has_order: bool
    is_recheck: bool


def missing(kind: str, facts: Facts) -> str:
    """Return what keeps the document from being issued (Missing), or an empty text."""
    if not facts.is_act:
        return "not_an_act"
    if kind == "approval":
        return "" if facts.is_approved else "not_approved"
    if kind == "notice":
        return "" if facts.has_officers else "not_sent"
    if kind == "recheck" and not facts.is_recheck:
        return "no_recheck"
    if not facts.is_confirmed:
        return "no_result"
    return "no_order" if kind == "order" and not facts.has_order else ""


def code_of(body: str, kind: str, year: int, number: int) -> str:
    """Return the number of a document as it is printed, such as 西湖区建设局检通〔2026〕7号."""
    return f"{body}{MARKS[kind]}〔{year}〕{number}号"
