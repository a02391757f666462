"""The list: supervision matters and their versions, who claims them, and the checklists."""

from matters.models.checklists import CheckItem, Checklist, ChecklistVersion
from matters.models.claims import Claim
from matters.models.matters import Matter, MatterVersion
from matters.models.versions import Version
from matters.models.vocabulary import Method

__all__ = [
    "CheckItem",
    "Checklist",
    "ChecklistVersion",
    "Claim",
    "Matter",
    "MatterVersion",
    "Method",
    "Version",
]
