"""Reads of enforcement, by subject."""

from enforcement.querysets.collaborations import CollaborationQuerySet
from enforcement.querysets.dispatching import DispatchRuleQuerySet
from enforcement.querysets.feedback import VisitComplaintQuerySet, VisitRatingQuerySet
from enforcement.querysets.handovers import ShiftHandoverQuerySet
from enforcement.querysets.incidents import IncidentQuerySet
from enforcement.querysets.off_site import OffSiteRequestQuerySet
from enforcement.querysets.outside import OutsideTransferQuerySet
from enforcement.querysets.plans import (
    NoDisturbQuerySet,
    PlanMemberQuerySet,
    PlanMergerQuerySet,
    PlanQuerySet,
    VisitCapQuerySet,
)
from enforcement.querysets.pocket import (
    EntryScanQuerySet,
    FieldRecordQuerySet,
    PocketDeviceQuerySet,
)
from enforcement.querysets.rectifications import RectificationQuerySet
from enforcement.querysets.referrals import CaseReferralQuerySet
from enforcement.querysets.tasks import (
    EvidenceQuerySet,
    InspectionQuerySet,
    LegalReviewQuerySet,
    PastInspectionQuerySet,
    StandingApprovalQuerySet,
    TaskQuerySet,
)
from enforcement.querysets.transfers import TaskTransferQuerySet

__all__ = [
    "CaseReferralQuerySet",
    "CollaborationQuerySet",
    "DispatchRuleQuerySet",
    "EntryScanQuerySet",
    "EvidenceQuerySet",
    "FieldRecordQuerySet",
    "IncidentQuerySet",
    "InspectionQuerySet",
    "LegalReviewQuerySet",
    "NoDisturbQuerySet",
    "OffSiteRequestQuerySet",
    "OutsideTransferQuerySet",
    "PastInspectionQuerySet",
    "PlanMemberQuerySet",
    "PlanMergerQuerySet",
    "PlanQuerySet",
    "PocketDeviceQuerySet",
    "RectificationQuerySet",
    "ShiftHandoverQuerySet",
    "StandingApprovalQuerySet",
    "TaskQuerySet",
    "TaskTransferQuerySet",
    "VisitCapQuerySet",
    "VisitComplaintQuerySet",
    "VisitRatingQuerySet",
]
