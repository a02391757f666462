"""Vocabularies of plans: kinds, states, methods, the three lists by risk, caps on visits."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(TextChoices):
    """An annual plan is the department's year; a special one answers one problem."""

    ANNUAL = "annual", _("annual plan")
    SPECIAL = "special", _("special plan")

    ICONS = nonmember({"annual": "calendar", "special": "target"})


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "draft")
    LEGAL_REVIEW = "legal_review", pgettext_lazy("plan", "in legal review")
    APPROVED = "approved", pgettext_lazy("plan", "approved")
    PUBLISHED = "published", pgettext_lazy("plan", "published")
    RUNNING = "running", pgettext_lazy("plan", "running")
    CLOSED = "closed", pgettext_lazy("plan", "closed")

    ICONS = nonmember(
        {
            "draft": "pencil",
            "legal_review": "scale",
            "approved": "rubber-stamp",
            "published": "world",
            "running": "player-play",
            "closed": "check",
        }
    )


PLAN_FLOW: dict[str, set[str]] = {
    PlanState.DRAFT: {PlanState.LEGAL_REVIEW},
    PlanState.LEGAL_REVIEW: {PlanState.APPROVED, PlanState.DRAFT},
    PlanState.APPROVED: {PlanState.PUBLISHED, PlanState.DRAFT},
    PlanState.PUBLISHED: {PlanState.RUNNING, PlanState.CLOSED},
    PlanState.RUNNING: {PlanState.CLOSED},
    PlanState.CLOSED: set(),
}
BEFORE_PUBLICATION: tuple[str, ...] = (
    PlanState.DRAFT,
    PlanState.LEGAL_REVIEW,
    PlanState.APPROVED,
)
"""States in which what a plan says may still be taken back."""

IN_EFFECT: tuple[str, ...] = (PlanState.PUBLISHED, PlanState.RUNNING)
"""States in which objects are drawn and visited under a plan."""


class PlanMethod(TextChoices):
    ON_SITE = "on_site", pgettext_lazy("plan", "on site")
    OFF_SITE = "off_site", pgettext_lazy("plan", "without a visit")

    ICONS = nonmember({"on_site": "building", "off_site": "device-desktop"})


class ClassScheme(TextChoices):
    """By which class the objects of a plan are sorted into the three lists."""

    RISK = "risk_class", _("risk class")
    CREDIT = "credit_class", _("credit class")


class RiskList(TextChoices):
    """The three lists by risk (三张清单): who is left alone, who is drawn, who is seen in full."""

    NO_DISTURB = "no_disturb", _("no-disturb list")
    RANDOM = "random", _("random list")
    KEY = "key", _("key list")

    ICONS = nonmember({"no_disturb": "moon", "random": "arrows-shuffle", "key": "star"})


class CapGround(TextChoices):
    """Why a visit stands outside the cap: it counts, and is marked."""

    COMPLAINT = "complaint", _("complaint")
    REFERRAL = "referral", _("referral or transfer")
    MONITORING = "monitoring", _("clue from monitoring")
    OWN_REQUEST = "own_request", _("asked for by the firm itself")
    FOLLOW_UP = "follow_up", _("recheck of an order")

    ICONS = nonmember(
        {
            "complaint": "message-reply",
            "referral": "arrow-right",
            "monitoring": "activity",
            "own_request": "hand-stop",
            "follow_up": "refresh",
        }
    )
