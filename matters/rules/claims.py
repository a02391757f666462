"""What a new version does to claims, and who may claim."""

from collections.abc import Collection, Mapping
from typing import Any

SUBSTANCE = ("administrative_type", "levels", "object", "object_types", "basis", "department_id")
RECLAIM_WORKDAYS = 10
REVIEW_WORKDAYS = 15
"""Within which whatever rests on a changed article is looked at again."""


def changes_substance(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether basis, object, level or power differ; a mere rewording carries claims over."""
    return any(before[name] != after[name] for name in SUBSTANCE)


def claim_fault(*, level: int, levels: Collection[int], is_in_force: bool) -> str:
    """Return why a body of ``level`` may not claim a matter, or an empty string (ZJCAE art. 6)."""
    if not is_in_force:
        return "not_in_force"
    return "" if level in levels else "level"
