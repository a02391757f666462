"""Filters of the list, for its page and the API alike."""

from matters.filters.checklists import ChecklistFilter
from matters.filters.claims import ClaimFilter
from matters.filters.matters import (
    MatterFilter,
    VersionFilter,
    responsible_departments,
    state_filter,
)

__all__ = [
    "ChecklistFilter",
    "ClaimFilter",
    "MatterFilter",
    "VersionFilter",
    "responsible_departments",
    "state_filter",
]
