"""Verbs of risk early warning."""

from risk.services.judging import evaluate, mark_stale
from risk.services.rules import define, publish, review
from risk.services.warnings import (
    begin,
    close,
    handle,
    merge,
    open_round,
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
    "mark_stale",
    "merge",
    "open_round",
    "publish",
    "push",
    "review",
    "settle",
    "sign",
    "withdraw",
]
