"""Vocabularies of field work: records from phones, what holds them, evidence, entry, signatures."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordKind(TextChoices):
    """What an officer sends from a phone."""

    VISIT = "visit", _("answer to a task")
    CLUE = "clue", _("new clue")
    REQUEST = "request", _("inspection asked for")

    ICONS = nonmember({"visit": "clipboard-check", "clue": "eye", "request": "rubber-stamp"})


class RecordState(TextChoices):
    """How the portal dealt with a record; only a person decides on one that is held."""

    RECEIVED = "received", pgettext_lazy("field record", "received")
    APPLIED = "applied", pgettext_lazy("field record", "applied")
    HELD = "held", pgettext_lazy("field record", "held")
    KEPT = "kept", pgettext_lazy("field record", "kept as a record")
    REFUSED = "refused", pgettext_lazy("field record", "refused")

    ICONS = nonmember(
        {
            "received": "inbox",
            "applied": "check",
            "held": "hourglass",
            "kept": "archive",
            "refused": "ban",
        }
    )


RECORD_FLOW: dict[str, set[str]] = {
    RecordState.RECEIVED: {RecordState.APPLIED, RecordState.HELD},
    RecordState.HELD: {RecordState.APPLIED, RecordState.KEPT, RecordState.REFUSED},
    RecordState.APPLIED: set(),
    RecordState.KEPT: set(),
    RecordState.REFUSED: set(),
}


class HoldReason(TextChoices):
    """Why a record that came late was neither applied nor lost."""

    REASSIGNED = "reassigned", _("the task was given to others")
    CANCELLED = "cancelled", _("the task was called off")
    CLOSED = "closed", _("the task was closed")
    ANSWERED = "answered", _("the task has another answer")
    FORM_CHANGED = "form_changed", _("the form has a new version")
    RULE = "rule", _("a rule stands against it")

    ICONS = nonmember(
        {
            "reassigned": "users",
            "cancelled": "ban",
            "closed": "check",
            "answered": "copy",
            "form_changed": "file-diff",
            "rule": "scale",
        }
    )


FINAL_REASONS: tuple[str, ...] = (HoldReason.CANCELLED, HoldReason.CLOSED)
"""Reasons that leave nothing to apply a record to."""


class SecondSign(TextChoices):
    """What became of the second officer's signature by PIN on the first one's phone."""

    NONE = "none", _("not signed on this phone")
    CONFIRMED = "confirmed", _("confirmed by PIN")
    WRONG_PIN = "wrong_pin", _("the PIN was wrong: to be confirmed under the own account")


class EntryWay(TextChoices):
    """How officers and object made sure of each other at the door."""

    SHOWN = "shown", _("the firm checked the officers' code")
    SCANNED = "scanned", _("the officers scanned the firm's code")
    OVERRIDDEN = "overridden", _("entered without a code")

    ICONS = nonmember({"shown": "qrcode", "scanned": "scan", "overridden": "lock-open"})


class ReviewState(TextChoices):
    """How an entry without a code stands with the supervisors."""

    WAITING = "waiting", pgettext_lazy("entry", "to be reviewed")
    ACCEPTED = "accepted", pgettext_lazy("entry", "reason accepted")
    OBJECTED = "objected", pgettext_lazy("entry", "reason not accepted")

    ICONS = nonmember({"waiting": "hourglass", "accepted": "check", "objected": "x"})


REVIEW_FLOW: dict[str, set[str]] = {
    ReviewState.WAITING: {ReviewState.ACCEPTED, ReviewState.OBJECTED},
    ReviewState.ACCEPTED: set(),
    ReviewState.OBJECTED: set(),
}


class EvidenceKind(TextChoices):
    PHOTO = "photo", pgettext_lazy("evidence", "photo")
    VIDEO = "video", pgettext_lazy("evidence", "video")
    AUDIO = "audio", pgettext_lazy("evidence", "voice note")
    SIGNATURE = "signature", pgettext_lazy("evidence", "signature")
    PAPER = "paper", pgettext_lazy("evidence", "signed paper")
    FILE = "file", pgettext_lazy("evidence", "file")
    DATA = "data", pgettext_lazy("evidence", "compared data")

    ICONS = nonmember(
        {
            "photo": "camera",
            "video": "video",
            "audio": "microphone",
            "signature": "signature",
            "paper": "file-text",
            "file": "paperclip",
            "data": "database-search",
        }
    )


class Signer(TextChoices):
    LEAD = "lead", _("officer who submits")
    SECOND = "second", _("second officer")
    PARTY = "party", _("party")
    WITNESS = "witness", _("witness")


class SignState(TextChoices):
    SIGNED = "signed", pgettext_lazy("signature", "signed")
    REFUSED = "refused", pgettext_lazy("signature", "refused to sign")
    ABSENT = "absent", pgettext_lazy("signature", "nobody there to sign")

    ICONS = nonmember({"signed": "signature", "refused": "hand-off", "absent": "user-off"})


class CustodyAct(TextChoices):
    """What happens to a piece of evidence, each time on record."""

    RECEIVED = "received", pgettext_lazy("evidence", "received")
    ATTACHED = "attached", pgettext_lazy("evidence", "attached")
    READ = "read", pgettext_lazy("evidence", "read")
    LEFT_OUT = "left_out", pgettext_lazy("evidence", "left out")
    TAKEN_IN = "taken_in", pgettext_lazy("evidence", "taken in again")
