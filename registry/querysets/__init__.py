"""Reads of who and where; ``allowed`` is the only way in for a person."""

from registry.querysets.access import GrantQuerySet
from registry.querysets.bodies import DepartmentQuerySet, OfficerQuerySet
from registry.querysets.places import RegionQuerySet
from registry.querysets.scoped import ScopedQuerySet
from registry.querysets.subjects import Distance, InCircle, SubjectQuerySet

__all__ = [
    "DepartmentQuerySet",
    "Distance",
    "GrantQuerySet",
    "InCircle",
    "OfficerQuerySet",
    "RegionQuerySet",
    "ScopedQuerySet",
    "SubjectQuerySet",
]
