"""Vocabularies of what departments ask of each other."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CollaborationKind(TextChoices):
    """What one department asks of another (协作)."""

    JOINT_VISIT = "joint_visit", _("joint visit")
    EVIDENCE = "evidence", pgettext_lazy("collaboration", "evidence")
    EXPERT = "expert", _("expert opinion")
    LEGAL_REVIEW = "legal_review", _("legal review")
    COPY_SEND = "copy_send", _("copy for information")
    TRANSFER = "transfer", pgettext_lazy("collaboration", "transfer of a task")
    ASSISTANCE = "assistance", _("assistance outside the territory")

    ICONS = nonmember(
        {
            "joint_visit": "users-group",
            "evidence": "photo",
            "expert": "school",
            "legal_review": "scale",
            "copy_send": "copy",
            "transfer": "arrow-right",
            "assistance": "map-pin",
        }
    )


ASKED_BY_HAND: tuple[str, ...] = (
    CollaborationKind.EVIDENCE,
    CollaborationKind.EXPERT,
    CollaborationKind.LEGAL_REVIEW,
    CollaborationKind.COPY_SEND,
    CollaborationKind.ASSISTANCE,
)
"""Kinds that somebody asks for; joint visits and transfers keep their row by themselves."""


class CollaborationState(TextChoices):
    ASKED = "asked", pgettext_lazy("collaboration", "asked")
    RECEIVED = "received", pgettext_lazy("collaboration", "received")
    ANSWERED = "answered", pgettext_lazy("collaboration", "answered")
    REFUSED = "refused", pgettext_lazy("collaboration", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("collaboration", "withdrawn")

    ICONS = nonmember(
        {
            "asked": "hourglass",
            "received": "inbox",
            "answered": "check",
            "refused": "x",
            "withdrawn": "arrow-back-up",
        }
    )


COLLABORATION_FLOW: dict[str, set[str]] = {
    CollaborationState.ASKED: {
        CollaborationState.RECEIVED,
        CollaborationState.ANSWERED,
        CollaborationState.REFUSED,
        CollaborationState.WITHDRAWN,
    },
    CollaborationState.RECEIVED: {
        CollaborationState.ANSWERED,
        CollaborationState.REFUSED,
        CollaborationState.WITHDRAWN,
    },
    CollaborationState.ANSWERED: set(),
    CollaborationState.REFUSED: set(),
    CollaborationState.WITHDRAWN: set(),
}

AWAITED: tuple[str, ...] = (CollaborationState.ASKED, CollaborationState.RECEIVED)
"""States in which the other department still owes an answer."""

COLLABORATION_RECEIPT_DAYS = 1
"""Workdays in which a department says that it has got a request [D]."""

ANSWER_DAYS: dict[str, int] = {
    CollaborationKind.JOINT_VISIT: 3,
    CollaborationKind.EVIDENCE: 10,
    CollaborationKind.EXPERT: 10,
    CollaborationKind.LEGAL_REVIEW: 5,
    CollaborationKind.COPY_SEND: 5,
    CollaborationKind.TRANSFER: 1,
    CollaborationKind.ASSISTANCE: 10,
}
"""Workdays in which a department answers, by kind [D]."""
