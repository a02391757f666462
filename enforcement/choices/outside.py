"""Vocabularies of handing what a visit found to a body outside the portal."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutsideGround(TextChoices):
    """Why another body is to act (移送)."""

    COMPETENCE = "competence", _("another body is competent")
    CRIME = "crime", _("suspected crime: to the police")
    DISCIPLINE = "discipline", _("suspected duty offence: to the supervisory commission")

    ICONS = nonmember(
        {"competence": "building-bank", "crime": "shield-half", "discipline": "scale"}
    )


class OutsideState(TextChoices):
    SENT = "sent", pgettext_lazy("outside transfer", "sent")
    RECEIVED = "received", pgettext_lazy("outside transfer", "received")
    ACCEPTED = "accepted", pgettext_lazy("outside transfer", "accepted")
    RETURNED = "returned", pgettext_lazy("outside transfer", "sent back")

    ICONS = nonmember(
        {"sent": "send", "received": "inbox", "accepted": "check", "returned": "arrow-back-up"}
    )


OUTSIDE_FLOW: dict[str, set[str]] = {
    OutsideState.SENT: {OutsideState.RECEIVED, OutsideState.ACCEPTED, OutsideState.RETURNED},
    OutsideState.RECEIVED: {OutsideState.ACCEPTED, OutsideState.RETURNED},
    OutsideState.ACCEPTED: set(),
    OutsideState.RETURNED: set(),
}

OUTSIDE_RECEIPT_DAYS = 5
"""Workdays after which a missing receipt is asked for [D]."""
