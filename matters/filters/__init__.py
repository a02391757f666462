"""Filters of the list, for its page and the API alike."""

from matters.filters.checklists import ChecklistFilter
from matters.filters.claims import ClaimFilter
from matters.filters.laws import LawFilter, ReviewFilter
from matters.filters.matters import (
    MatterFilter,
    VersionFilter,
    responsible_departments,
    state_filter,
)
from matters.filters.uploads import UploadRowFilter

__all__ = [
    "ChecklistFilter",
    "ClaimFilter",
    "LawFilter",
    "MatterFilter",
    "ReviewFilter",
    "UploadRowFilter",
    "VersionFilter",
    "responsible_departments",
    "state_filter",
]
