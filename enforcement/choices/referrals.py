"""Vocabularies of referring what an inspection found to a case."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ReferralState(TextChoices):
    DRAFTED = "drafted", pgettext_lazy("case referral", "drafted")
    SUBMITTED = "submitted", pgettext_lazy("case referral", "submitted")
    RECEIVED = "received", pgettext_lazy("case referral", "received")
    FILED = "filed", pgettext_lazy("case referral", "case filed")
    NOT_FILED = "not_filed", pgettext_lazy("case referral", "no case filed")

    ICONS = nonmember(
        {
            "drafted": "pencil",
            "submitted": "send",
            "received": "inbox",
            "filed": "gavel",
            "not_filed": "circle-x",
        }
    )


REFERRAL_FLOW: dict[str, set[str]] = {
    ReferralState.DRAFTED: {ReferralState.SUBMITTED},
    ReferralState.SUBMITTED: {ReferralState.RECEIVED},
    ReferralState.RECEIVED: {ReferralState.FILED, ReferralState.NOT_FILED},
    ReferralState.FILED: set(),
    ReferralState.NOT_FILED: set(),
}

UNDECIDED: tuple[str, ...] = (ReferralState.SUBMITTED, ReferralState.RECEIVED)
"""States in which the clock of the clue check runs."""

CLUE_CHECK_WORKDAYS = 15
"""Workdays in which a clue is checked; once extended by as many (市场监管投诉举报办法 art. 31)."""
