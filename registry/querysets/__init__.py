"""Reads of who and where; ``allowed`` is the only way in for a person."""

from registry.querysets.access import GrantQuerySet
from registry.querysets.bodies import (
    DepartmentQuerySet,
    OfficerQuerySet,
    OfOfficerQuerySet,
    ReorganisationQuerySet,
    RosterQuerySet,
)
from registry.querysets.places import BoundaryQuerySet, RegionQuerySet, ZoneQuerySet
from registry.querysets.scoped import ScopedQuerySet, below
from registry.querysets.subjects import (
    Distance,
    InCircle,
    JobQuerySet,
    PairQuerySet,
    PartQuerySet,
    RatingQuerySet,
    SetQuerySet,
    SubjectQuerySet,
)

__all__ = [
    "BoundaryQuerySet",
    "DepartmentQuerySet",
    "Distance",
    "GrantQuerySet",
    "InCircle",
    "JobQuerySet",
    "OfOfficerQuerySet",
    "OfficerQuerySet",
    "PairQuerySet",
    "PartQuerySet",
    "RatingQuerySet",
    "RegionQuerySet",
    "ReorganisationQuerySet",
    "RosterQuerySet",
    "ScopedQuerySet",
    "SetQuerySet",
    "SubjectQuerySet",
    "ZoneQuerySet",
    "below",
]
