"""Who and where: regions, departments, officers, roles and their scopes, supervised subjects."""

from registry.models.access import Grant, Role
from registry.models.bodies import Department, Line, Officer, Roster
from registry.models.places import Region
from registry.models.subjects import Link, Subject

__all__ = [
    "Department",
    "Grant",
    "Line",
    "Link",
    "Officer",
    "Region",
    "Role",
    "Roster",
    "Subject",
]
