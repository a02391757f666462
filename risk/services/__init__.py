"""Verbs of risk early warning."""

from risk.services.judging import evaluate, mark_stale
from risk.services.rules import define, publish, review
from risk.services.warnings import (
    begin,
    close,
    handle,
    has_open_checks,
    merge,
    open_round,
    origins_of,
    push,
    settle,
    sign,
    withdraw,
)

__all__ = [
    "begin",
    "close",
    "define",
    "evaluate",
    "handle",
    "has_open_checks",
    "mark_stale",
    "merge",
    "open_round",
    "origins_of",
    "publish",
    "push",
    "review",
    "settle",
    "sign",
    "withdraw",
]
