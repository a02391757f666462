"""Reads of the list: matters, versions, claims, checklists."""

from matters.querysets.adjustments import AdjustmentQuerySet
from matters.querysets.checklists import ChecklistVersionQuerySet
from matters.querysets.claims import (
    ClaimQuerySet,
    ImplementationQuerySet,
    RefusalQuerySet,
    TallyQuerySet,
    TransferQuerySet,
)
from matters.querysets.comments import CommentQuerySet, ConsultationQuerySet
from matters.querysets.duplicates import DuplicateQuerySet
from matters.querysets.evaluations import EvaluationQuerySet
from matters.querysets.laws import (
    ArticleQuerySet,
    CitationQuerySet,
    ImpactReviewQuerySet,
    LawQuerySet,
    LawVersionQuerySet,
)
from matters.querysets.matters import VersionQuerySet
from matters.querysets.policies import DiscretionGroundQuerySet, PolicyVersionQuerySet
from matters.querysets.succession import ReformQuerySet, SuccessionQuerySet
from matters.querysets.uploads import UploadQuerySet, UploadRowQuerySet

__all__ = [
    "AdjustmentQuerySet",
    "ArticleQuerySet",
    "ChecklistVersionQuerySet",
    "CitationQuerySet",
    "ClaimQuerySet",
    "CommentQuerySet",
    "ConsultationQuerySet",
    "DiscretionGroundQuerySet",
    "DuplicateQuerySet",
    "EvaluationQuerySet",
    "ImpactReviewQuerySet",
    "ImplementationQuerySet",
    "LawQuerySet",
    "LawVersionQuerySet",
    "PolicyVersionQuerySet",
    "ReformQuerySet",
    "RefusalQuerySet",
    "SuccessionQuerySet",
    "TallyQuerySet",
    "TransferQuerySet",
    "UploadQuerySet",
    "UploadRowQuerySet",
    "VersionQuerySet",
]
