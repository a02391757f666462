"""Filters of enforcement, for its pages and the API alike."""

from enforcement.filters.pocket import EntryScanFilter, FieldRecordFilter
from enforcement.filters.tasks import (
    DepartmentFilter,
    DeskFilter,
    LegalReviewFilter,
    TaskFilter,
    choosable_departments,
)

__all__ = [
    "DepartmentFilter",
    "DeskFilter",
    "EntryScanFilter",
    "FieldRecordFilter",
    "LegalReviewFilter",
    "TaskFilter",
    "choosable_departments",
]
