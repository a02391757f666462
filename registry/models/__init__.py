"""Who and where: regions, departments, officers, roles and their scopes, supervised subjects."""

from registry.models.access import Grant, Role
from registry.models.bodies import (
    Department,
    DepartmentName,
    Line,
    Reorganisation,
    ReorganisationPart,
)
from registry.models.histories import Contact, Merge, Pair, SubjectAlias
from registry.models.jobs import ImportFault, ImportJob, ImportPart
from registry.models.officers import ConflictDeclaration, Leave, Officer, OfficerLoan, Roster
from registry.models.places import Boundary, Region, RegionAlias, RegionSuccession, Ring, Zone
from registry.models.ratings import Rating
from registry.models.sets import SubjectSet
from registry.models.subjects import Link, Subject

__all__ = [
    "Boundary",
    "ConflictDeclaration",
    "Contact",
    "Department",
    "DepartmentName",
    "Grant",
    "ImportFault",
    "ImportJob",
    "ImportPart",
    "Leave",
    "Line",
    "Link",
    "Merge",
    "Officer",
    "OfficerLoan",
    "Pair",
    "Rating",
    "Region",
    "RegionAlias",
    "RegionSuccession",
    "Reorganisation",
    "ReorganisationPart",
    "Ring",
    "Role",
    "Roster",
    "Subject",
    "SubjectAlias",
    "SubjectSet",
    "Zone",
]
