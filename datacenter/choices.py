"""Vocabularies of data in and out."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
