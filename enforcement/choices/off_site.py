"""Vocabulary of inspections without a visit: what is asked of the firm, calls, compared data."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OffSiteChannel(TextChoices):
    """How officers get to see what they look at."""

    UPLOAD = "upload", _("the firm sends it in")
    VIDEO_CALL = "video_call", _("video call")
    DATA_COMPARISON = "data_comparison", _("comparison of data")

    ICONS = nonmember(
        {"upload": "upload", "video_call": "video", "data_comparison": "database-search"}
    )


class OffSiteState(TextChoices):
    """How a request stands. Being late is a look at the calendar, never a state."""

    WAITING = "waiting", _("waits for the firm")
    SUBMITTED = "submitted", _("sent in by the firm")
    SETTLED = "settled", pgettext_lazy("off-site request", "settled")

    ICONS = nonmember({"waiting": "hourglass", "submitted": "upload", "settled": "check"})


OFF_SITE_FLOW: dict[str, set[str]] = {
    OffSiteState.WAITING: {OffSiteState.SUBMITTED, OffSiteState.SETTLED},
    OffSiteState.SUBMITTED: {OffSiteState.WAITING, OffSiteState.SETTLED},
    OffSiteState.SETTLED: set(),
}


class Wanted(TextChoices):
    """What the firm gives to one line."""

    FILE = "file", _("files")
    TEXT = "text", _("an answer in words")
    BOTH = "both", _("files and an answer")

    ICONS = nonmember({"file": "paperclip", "text": "message", "both": "files"})


class CallState(TextChoices):
    """How an appointment for a video call stands."""

    PROPOSED = "proposed", pgettext_lazy("call", "proposed")
    AGREED = "agreed", pgettext_lazy("call", "agreed")
    OTHER_TIME = "other_time", _("other time asked for")
    HELD = "held", pgettext_lazy("call", "held")
    CALLED_OFF = "called_off", pgettext_lazy("call", "called off")

    ICONS = nonmember(
        {
            "proposed": "calendar-event",
            "agreed": "calendar-check",
            "other_time": "calendar-due",
            "held": "video",
            "called_off": "ban",
        }
    )


CALL_FLOW: dict[str, set[str]] = {
    CallState.PROPOSED: {
        CallState.AGREED,
        CallState.OTHER_TIME,
        CallState.HELD,
        CallState.CALLED_OFF,
    },
    CallState.AGREED: {CallState.HELD, CallState.OTHER_TIME, CallState.CALLED_OFF},
    CallState.OTHER_TIME: {CallState.PROPOSED, CallState.CALLED_OFF},
    CallState.HELD: set(),
    CallState.CALLED_OFF: set(),
}

OPEN_CALLS: tuple[str, ...] = (CallState.PROPOSED, CallState.AGREED, CallState.OTHER_TIME)


class DataSource(TextChoices):
    """What the portal holds on a subject that a line can be compared with."""

    READINGS = "readings", _("readings of its stations")
    RESULTS = "results", _("earlier results")
    REGISTRY = "registry", _("entry in the register of subjects")
    CLASSES = "classes", _("credit and risk class")

    ICONS = nonmember(
        {
            "readings": "chart-line",
            "results": "history",
            "registry": "id",
            "classes": "rosette",
        }
    )


class DataFinding(TextChoices):
    """What the comparison says."""

    AGREES = "agrees", _("agrees")
    DIFFERS = "differs", _("differs")
    UNCLEAR = "unclear", _("says nothing either way")

    ICONS = nonmember({"agrees": "equal", "differs": "equal-not", "unclear": "help-circle"})
