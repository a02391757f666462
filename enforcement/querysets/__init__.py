"""Reads of enforcement, by subject."""

from enforcement.querysets.tasks import (
    EvidenceQuerySet,
    InspectionQuerySet,
    LegalReviewQuerySet,
    PastInspectionQuerySet,
    StandingApprovalQuerySet,
    TaskQuerySet,
)

__all__ = [
    "EvidenceQuerySet",
    "InspectionQuerySet",
    "LegalReviewQuerySet",
    "PastInspectionQuerySet",
    "StandingApprovalQuerySet",
    "TaskQuerySet",
]
