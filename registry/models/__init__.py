"""Who and where: regions, departments, officers, roles and their scopes, supervised subjects."""

from registry.models.access import Grant, Role
from registry.models.bodies import (
    Department,
    DepartmentName,
    Line,
    Reorganisation,
    ReorganisationPart,
)
from registry.models.officers import ConflictDeclaration, Leave, Officer, OfficerLoan, Roster
from registry.models.places import (
    Boundary,
    Region,
    RegionAlias,
    RegionSuccession,
    Ring,
    Zone,
)
from registry.models.subjects import Link, Subject

__all__ = [
    "Boundary",
    "ConflictDeclaration",
    "Department",
    "DepartmentName",
    "Grant",
    "Leave",
    "Line",
    "Link",
    "Officer",
    "OfficerLoan",
    "Region",
    "RegionAlias",
    "RegionSuccession",
    "Reorganisation",
    "ReorganisationPart",
    "Ring",
    "Role",
    "Roster",
    "Subject",
    "Zone",
]
