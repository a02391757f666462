"""The list: supervision matters and their versions, who claims them, and the checklists."""

from matters.models.adjustments import Adjustment, AdjustmentFile
from matters.models.checklists import CheckItem, Checklist, ChecklistVersion, LineSource
from matters.models.claims import Claim, ClaimTally, PowerTransfer, Refusal
from matters.models.comments import Comment, Consultation
from matters.models.discretion import DiscretionGround, DiscretionTier
from matters.models.duplicates import Duplicate
from matters.models.evaluations import Evaluation
from matters.models.impact import ImpactReview
from matters.models.implementation import ImplementationCounter, ImplementationList
from matters.models.laws import Article, ArticleMatch, Citation, Law, LawVersion, place_in_words
from matters.models.matters import Matter, MatterVersion
from matters.models.policies import Policy, PolicyFile, PolicyVersion
from matters.models.succession import Reform, Succession
from matters.models.uploads import Upload, UploadRow
from matters.models.versions import Version
from matters.models.vocabulary import Method

__all__ = [
    "Adjustment",
    "AdjustmentFile",
    "Article",
    "ArticleMatch",
    "CheckItem",
    "Checklist",
    "ChecklistVersion",
    "Citation",
    "Claim",
    "ClaimTally",
    "Comment",
    "Consultation",
    "DiscretionGround",
    "DiscretionTier",
    "Duplicate",
    "Evaluation",
    "ImpactReview",
    "ImplementationCounter",
    "ImplementationList",
    "Law",
    "LawVersion",
    "LineSource",
    "Matter",
    "MatterVersion",
    "Method",
    "Policy",
    "PolicyFile",
    "PolicyVersion",
    "PowerTransfer",
    "Reform",
    "Refusal",
    "Succession",
    "Upload",
    "UploadRow",
    "Version",
    "place_in_words",
]
