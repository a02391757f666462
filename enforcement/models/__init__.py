"""Plans, tasks, the visits and checks that answer them, and the evidence."""

from enforcement.models.approvals import StandingApproval, StandingApprovalDay
from enforcement.models.collaborations import Collaboration, CollaborationFile
from enforcement.models.dispatching import DispatchRule
from enforcement.models.documents import Document, DocumentSeries, DocumentTemplate
from enforcement.models.draws import (
    Draw,
    DrawDeck,
    DrawExclusion,
    DrawPage,
    DrawPick,
    DrawStratum,
    DrawSwap,
    DrawWord,
)
from enforcement.models.feedback import VisitComplaint, VisitRating
from enforcement.models.handovers import ShiftHandover
from enforcement.models.incidents import Incident, IncidentPart
from enforcement.models.leaving_out import LeftOut
from enforcement.models.legal_review import LegalReview
from enforcement.models.off_site import (
    DataComparison,
    OffSiteFile,
    OffSiteLine,
    OffSiteRequest,
    VideoCall,
)
from enforcement.models.outside import OutsideTransfer
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
from enforcement.models.pocket import (
    CameraFile,
    Custody,
    EntryScan,
    EvidenceUpload,
    FieldRecord,
    OfficerPin,
    PocketDevice,
    Signature,
)
from enforcement.models.rectifications import Proof, Rectification, RectificationLine
from enforcement.models.referrals import CaseReferral, CaseReferralLine
from enforcement.models.tasks import (
    Answer,
    Assignment,
    Blob,
    EntryCode,
    Evidence,
    Inspection,
    Task,
)
from enforcement.models.transfers import TaskTransfer
from enforcement.models.visits import Visit, VisitPart

__all__ = [
    "Answer",
    "Assignment",
    "Blob",
    "CameraFile",
    "CaseReferral",
    "CaseReferralLine",
    "Collaboration",
    "CollaborationFile",
    "Custody",
    "DataComparison",
    "DispatchRule",
    "Document",
    "DocumentSeries",
    "DocumentTemplate",
    "Draw",
    "DrawDeck",
    "DrawExclusion",
    "DrawPage",
    "DrawPick",
    "DrawStratum",
    "DrawSwap",
    "DrawWord",
    "EntryCode",
    "EntryScan",
    "Evidence",
    "EvidenceUpload",
    "FieldRecord",
    "Incident",
    "IncidentPart",
    "Inspection",
    "LeftOut",
    "LegalReview",
    "NoDisturb",
    "OffSiteFile",
    "OffSiteLine",
    "OffSiteRequest",
    "OfficerPin",
    "OutsideTransfer",
    "PastInspection",
    "Plan",
    "PlanMatter",
    "PlanMember",
    "PlanMerger",
    "PlanRatio",
    "PocketDevice",
    "Proof",
    "Rectification",
    "RectificationLine",
    "ShiftHandover",
    "Signature",
    "StandingApproval",
    "StandingApprovalDay",
    "Task",
    "TaskTransfer",
    "VideoCall",
    "Visit",
    "VisitCap",
    "VisitComplaint",
    "VisitPart",
    "VisitRating",
]
