"""Filters of the list, for its page and the API alike."""

from matters.filters.checklists import ChecklistFilter
from matters.filters.claims import (
    DUE_SHOWS,
    ClaimFilter,
    DueFilter,
    ImplementationFilter,
    SystemFilter,
    TallyFilter,
    TransferFilter,
)
from matters.filters.laws import LawFilter, ReviewFilter
from matters.filters.matters import (
    MatterFilter,
    VersionFilter,
    responsible_departments,
    state_filter,
)
from matters.filters.uploads import UploadRowFilter

__all__ = [
    "DUE_SHOWS",
    "ChecklistFilter",
    "ClaimFilter",
    "DueFilter",
    "ImplementationFilter",
    "LawFilter",
    "MatterFilter",
    "ReviewFilter",
    "SystemFilter",
    "TallyFilter",
    "TransferFilter",
    "UploadRowFilter",
    "VersionFilter",
    "responsible_departments",
    "state_filter",
]
