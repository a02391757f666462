"""Plans, tasks, the visits and checks that answer them, and the evidence."""

from enforcement.models.past import PastInspection
from enforcement.models.plans import (
    NoDisturb,
    Plan,
    PlanMatter,
    PlanMember,
    PlanMerger,
    PlanRatio,
    VisitCap,
)
from enforcement.models.tasks import (
    Answer,
    Assignment,
    Blob,
    EntryCode,
    Evidence,
    Inspection,
    LegalReview,
    StandingApproval,
    StandingApprovalDay,
    Task,
)

__all__ = [
    "Answer",
    "Assignment",
    "Blob",
    "EntryCode",
    "Evidence",
    "Inspection",
    "LegalReview",
    "NoDisturb",
    "PastInspection",
    "Plan",
    "PlanMatter",
    "PlanMember",
    "PlanMerger",
    "PlanRatio",
    "StandingApproval",
    "StandingApprovalDay",
    "Task",
    "VisitCap",
]
