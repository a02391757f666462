"""Vocabularies of data in and out."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(TextChoices):
    RECEIVED = "received", _("received")
    LOADED = "loaded", _("loaded")
    PARTLY_LOADED = "partly_loaded", _("partly loaded")
    REJECTED = "rejected", _("rejected")

    ICONS = nonmember(
        {
            "received": "inbox",
            "loaded": "check",
            "partly_loaded": "alert-triangle",
            "rejected": "x",
        }
    )


BATCH_FLOW: dict[str, set[str]] = {
    BatchState.RECEIVED: {BatchState.LOADED, BatchState.PARTLY_LOADED, BatchState.REJECTED},
    BatchState.LOADED: set(),
    BatchState.PARTLY_LOADED: set(),
    BatchState.REJECTED: set(),
}


class SourceState(TextChoices):
    ACTIVE = "active", pgettext_lazy("source", "active")
    CLOSED = "closed", pgettext_lazy("source", "closed")

    ICONS = nonmember({"active": "check", "closed": "player-pause"})


class Origin(TextChoices):
    """Whether readings come from the world or from a simulation."""

    MEASURED = "measured", _("measured")
    SIMULATED = "simulated", _("simulated")

    ICONS = nonmember({"measured": "ruler-measure", "simulated": "wand"})


class Fault(TextChoices):
    """Why a row was not loaded; the label is filled with the parameters kept beside the code."""

    MALFORMED = "malformed", _("The row cannot be read.")
    BAD_ENCODING = "bad_encoding", _("The row is not text in the character set announced.")
    MISSING_FIELD = "missing_field", _("The field is missing or empty.")
    DUPLICATE_FIELD = "duplicate_field", _("The field comes twice.")
    TOO_MANY_FIELDS = "too_many_fields", _("The row has more fields than the header.")
    WRONG_TYPE = "wrong_type", _("The field is of the wrong type.")
    UNKNOWN_STATION = "unknown_station", _("No station has the code “%(value)s”.")
    FOREIGN_STATION = (
        "foreign_station",
        _("The station “%(value)s” is reported by another source."),
    )
    TIME_MALFORMED = "time_malformed", _("“%(value)s” is no date and time as RFC 3339 writes them.")
    TIME_WITHOUT_OFFSET = (
        "time_without_offset",
        _("“%(value)s” has no offset from UTC, such as +08:00."),
    )
    TIME_IN_FUTURE = (
        "time_in_future",
        _("“%(value)s” is more than 24 hours after the batch arrived."),
    )
    TIME_TOO_EARLY = "time_too_early", _("“%(value)s” is before the year 2000.")
    NOT_A_NUMBER = "not_a_number", _("“%(value)s” is no decimal number.")
    OUT_OF_RANGE = "out_of_range", _("“%(value)s” is not between %(least)s and %(most)s.")
    CONFLICT = (
        "conflict",
        _("Another value, %(stored)s, is already stored for this station and time."),
    )
    QUARANTINED = "quarantined", _("The request id was used before with other content.")
    LOAD_FAILED = "load_failed", _("Loading failed %(attempts)s times and was given up.")
