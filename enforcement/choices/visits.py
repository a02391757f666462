"""Vocabularies of joint visits: how a visit of several departments and each part of it stands."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class VisitState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("joint visit", "waits for the others")
    SETTLED = "settled", pgettext_lazy("joint visit", "settled")
    DONE = "done", pgettext_lazy("joint visit", "made")
    REFUSED = "refused", pgettext_lazy("joint visit", "refused")
    CALLED_OFF = "called_off", pgettext_lazy("joint visit", "called off")

    ICONS = nonmember(
        {
            "proposed": "hourglass",
            "settled": "users-group",
            "done": "check",
            "refused": "x",
            "called_off": "ban",
        }
    )


VISIT_FLOW: dict[str, set[str]] = {
    VisitState.PROPOSED: {VisitState.SETTLED, VisitState.REFUSED, VisitState.CALLED_OFF},
    VisitState.SETTLED: {VisitState.DONE, VisitState.CALLED_OFF},
    VisitState.DONE: set(),
    VisitState.REFUSED: set(),
    VisitState.CALLED_OFF: set(),
}

TOGETHER: tuple[str, ...] = (VisitState.SETTLED, VisitState.DONE)
"""States in which the departments come, or came, at once: one visit for the cap."""


class PartState(TextChoices):
    ASKED = "asked", pgettext_lazy("part of a joint visit", "asked")
    AGREED = "agreed", pgettext_lazy("part of a joint visit", "agreed")
    REFUSED = "refused", pgettext_lazy("part of a joint visit", "refused")
    LEFT = "left", pgettext_lazy("part of a joint visit", "on its own again")

    ICONS = nonmember(
        {"asked": "hourglass", "agreed": "check", "refused": "x", "left": "arrow-back-up"}
    )


PART_FLOW: dict[str, set[str]] = {
    PartState.ASKED: {PartState.AGREED, PartState.REFUSED, PartState.LEFT},
    PartState.AGREED: {PartState.LEFT},
    PartState.REFUSED: set(),
    PartState.LEFT: set(),
}

STANDING_PARTS: tuple[str, ...] = (PartState.ASKED, PartState.AGREED)
"""States of a part that keeps its task in the visit."""
