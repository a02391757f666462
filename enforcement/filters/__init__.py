"""Filters of enforcement, for its pages and the API alike."""

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
    "LegalReviewFilter",
    "TaskFilter",
    "choosable_departments",
]
