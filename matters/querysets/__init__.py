"""Reads of the list: matters, versions, claims, checklists."""

from matters.querysets.checklists import ChecklistVersionQuerySet
from matters.querysets.claims import (
    ClaimQuerySet,
    ImplementationQuerySet,
    RefusalQuerySet,
    TallyQuerySet,
    TransferQuerySet,
)
from matters.querysets.laws import (
    ArticleQuerySet,
    CitationQuerySet,
    ImpactReviewQuerySet,
    LawQuerySet,
    LawVersionQuerySet,
)
from matters.querysets.matters import VersionQuerySet
from matters.querysets.policies import DiscretionGroundQuerySet, PolicyVersionQuerySet
from matters.querysets.uploads import UploadQuerySet, UploadRowQuerySet

__all__ = [
    "ArticleQuerySet",
    "ChecklistVersionQuerySet",
    "CitationQuerySet",
    "ClaimQuerySet",
    "DiscretionGroundQuerySet",
    "ImpactReviewQuerySet",
    "ImplementationQuerySet",
    "LawQuerySet",
    "LawVersionQuerySet",
    "PolicyVersionQuerySet",
    "RefusalQuerySet",
    "TallyQuerySet",
    "TransferQuerySet",
    "UploadQuerySet",
    "UploadRowQuerySet",
    "VersionQuerySet",
]
