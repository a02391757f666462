"""Reads of the list: matters, versions, claims, checklists."""

from matters.querysets.checklists import ChecklistVersionQuerySet
from matters.querysets.claims import ClaimQuerySet
from matters.querysets.matters import VersionQuerySet

__all__ = [
    "ChecklistVersionQuerySet",
    "ClaimQuerySet",
    "VersionQuerySet",
]
