"""The list for other systems: published matters for everybody, the rest for staff."""

from matters.api.benchmark import Benchmarks
from matters.api.checklists import CheckItemOut, ChecklistOut, Checklists, MayViewChecklists
from matters.api.claims import ClaimOut, Claims, ImplementationLists, Transfers
from matters.api.laws import Articles, Laws, Reviews
from matters.api.matters import Matters
from matters.api.policies import Discretion, DiscretionOut, Policies, PolicyOut
from matters.api.reading import PUBLIC, MatterOut, PublicMatterOut

__all__ = [
    "PUBLIC",
    "Articles",
    "Benchmarks",
    "CheckItemOut",
    "ChecklistOut",
    "Checklists",
    "ClaimOut",
    "Claims",
    "Discretion",
    "DiscretionOut",
    "ImplementationLists",
    "Laws",
    "MatterOut",
    "Matters",
    "MayViewChecklists",
    "Policies",
    "PolicyOut",
    "PublicMatterOut",
    "Reviews",
    "Transfers",
]
