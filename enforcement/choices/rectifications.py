"""Vocabulary of orders to correct."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RectificationState(TextChoices):
    """How an order to correct stands. Being late is a look at the calendar, never a state."""

    OPEN = "open", pgettext_lazy("order", "to be corrected")
    REPORTED = "reported", _("reported as corrected")
    VERIFIED = "verified", _("found corrected")
    FAILED = "failed", _("found not corrected")

    ICONS = nonmember(
        {
            "open": "tool",
            "reported": "upload",
            "verified": "circle-check",
            "failed": "circle-x",
        }
    )


RECTIFICATION_FLOW: dict[str, set[str]] = {
    RectificationState.OPEN: {
        RectificationState.REPORTED,
        RectificationState.VERIFIED,
        RectificationState.FAILED,
    },
    RectificationState.REPORTED: {
        RectificationState.OPEN,
        RectificationState.VERIFIED,
        RectificationState.FAILED,
    },
    RectificationState.VERIFIED: set(),
    RectificationState.FAILED: set(),
}

STANDING: tuple[str, ...] = (RectificationState.OPEN, RectificationState.REPORTED)
"""States in which an order still waits for its end."""
