"""What a new version does to claims, who may claim, and what an implementation list consists of."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

SUBSTANCE = ("administrative_type", "levels", "object", "object_types", "basis", "department_id")
RECLAIM_WORKDAYS = 10
REVIEW_WORKDAYS = 15
"""Within which whatever rests on a changed article is looked at again."""
_MARKS = re.compile(r"[\s，。；;,.、：:（）()]+")
_LAW = re.compile(r"《([^》]+)》")


def changed_substance(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return which of basis, object, level and power differ; spaces and stops do not count."""
    return [name for name in SUBSTANCE if _said(before[name]) != _said(after[name])]


def changes_substance(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether basis, object, level or power differ; a mere rewording carries claims over."""
    return bool(changed_substance(before, after))


def ends_ground(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether the basis or the power that a claim stood on has ended.

    The power is another when the kind of act is; the basis has ended when none of the laws that the
    old text names is named by the new one.
    """
    if before["administrative_type"] != after["administrative_type"]:
        return True
    old, new = (set(_LAW.findall(str(each["basis"]))) for each in (before, after))
    return bool(old) and not old & new


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return _MARKS.sub("", value)
    return sorted(value) if isinstance(value, list | tuple | set) else value


def claim_fault(
    *, level: int, levels: Collection[int], is_in_force: bool, is_handed_down: bool = False
) -> str:
    """Return why a body of ``level`` may not claim a matter, or an empty string (ZJCAE art. 6)."""
    if not is_in_force:
        return "not_in_force"
    return "" if level in levels or is_handed_down else "level"


# ---- implementation lists

ELEMENTS = (
    "scope",
    "checklist",
    "method",
    "process",
    "frequency",
    "annual_cap",
    "exercising",
    "contact",
    "phone",
)
"""What an implementation list is to say, in the order of the page."""


def is_filled(value: object) -> bool:
    """Tell whether an element says anything; a cap of 0 does."""
    return value is not None and value != ""


def completion(filled: Iterable[bool]) -> int:
    """Return the share of what is filled in, in whole percent; 100 only when nothing is missing."""
    there = list(filled)
    return 100 * sum(there) // len(there) if there else 0


def list_code(uscc: str, level: int, sequence: int) -> str:
    """Return the code of an implementation list: USCC (18), level 1-5, number of six digits.

    Raises ValueError where the body has no credit code or its level none of the five.
    """
    if not re.fullmatch(r"[0-9A-Z]{18}", uscc):
        raise ValueError("uscc")
    if not 1 <= level <= 5:
        raise ValueError("level")
    return f"{uscc}{level}{sequence:06}"
