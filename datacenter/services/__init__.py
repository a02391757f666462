"""The verbs of data coming in: receive, load, and who may send."""

from datacenter.services.batches import RequestReused, drop_bodies, receive
from datacenter.services.loading import load, load_next, sweep
from datacenter.services.sources import (
    SignatureRefused,
    authenticate,
    create_source,
    default_department,
    named_source,
    renew_secret,
)

__all__ = [
    "RequestReused",
    "SignatureRefused",
    "authenticate",
    "create_source",
    "default_department",
    "drop_bodies",
    "load",
    "load_next",
    "named_source",
    "receive",
    "renew_secret",
    "sweep",
]
