"""Vocabularies of what the inspected say of a visit."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitComplaintState(TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "received")
    ANSWERED = "answered", pgettext_lazy("complaint", "answered")

    ICONS = nonmember({"received": "inbox", "answered": "check"})


VISIT_COMPLAINT_FLOW: dict[str, set[str]] = {
    VisitComplaintState.RECEIVED: {VisitComplaintState.ANSWERED},
    VisitComplaintState.ANSWERED: set(),
}


class ComplaintVerdict(TextChoices):
    """What the supervising office found."""

    FOUNDED = "founded", pgettext_lazy("complaint", "founded")
    PARTLY = "partly", pgettext_lazy("complaint", "partly founded")
    UNFOUNDED = "unfounded", pgettext_lazy("complaint", "not founded")

    ICONS = nonmember(
        {"founded": "circle-check", "partly": "circle-half-2", "unfounded": "circle-x"}
    )


ASKED_OF_VISITS = {
    "code_shown": _("Did the officers show their entry code?"),
    "certificates_shown": _("Did both officers show their certificates?"),
    "rights_told": _("Were you told of your rights?"),
    "result_told": _("Were you told the result on the spot?"),
    "cost_shifted": _("Did you have to pay, buy or join anything?"),
    "gift_asked": _("Was a gift, a meal or a favour asked for or taken?"),
    "agency_named": _("Were you told to use a certain agency or supplier?"),
    "work_disturbed": _("Was your business disturbed more than the inspection needed?"),
}
"""What the inspected answer with yes or no (国办发〔2024〕54号: five bans, eight must-nots)."""

OUGHT_TO_BE_NO: tuple[str, ...] = ("cost_shifted", "gift_asked", "agency_named", "work_disturbed")
"""Questions to which yes is a breach."""

COMPLAINT_DAYS = 7
"""Workdays in which the supervising office answers a complaint [D]."""
