"""What hangs on a department, by registration: how much there is, and how it passes over.

An app puts ``register("matters.claims", _("Claims"), count, carry)`` into its ``panels.py``; a
reorganisation previews and carries what is registered and knows nothing of who registered it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from common.models import Event, User


@dataclass(frozen=True)
class Passing:
    """What passes over: from one department to another, all lines of business or some of them.

    ``ends`` tells that the old department is dissolved by it.
    """

    old: Any
    new: Any
    lines: tuple[str, ...]
    day: dt.date
    basis: str
    ends: bool
    by: User | None
    cause: Event | None = None


@dataclass(frozen=True)
class Carrier:
    """One kind of thing that passes over; both functions return how many there are."""

    key: str
    label: str | Promise
    count: Callable[[Passing], int]
    carry: Callable[[Passing], int]
    order: int


_REGISTERED: dict[str, Carrier] = {}


def register(
    key: str,
    label: str | Promise,
    count: Callable[[Passing], int],
    carry: Callable[[Passing], int],
    *,
    order: int = 50,
) -> None:
    """Let a kind of thing pass over with a department. Smaller orders go first."""
    _REGISTERED[key] = Carrier(key, label, count, carry, order)


def carriers() -> list[Carrier]:
    return sorted(_REGISTERED.values(), key=lambda each: (each.order, each.key))


def label_of(key: str) -> str:
    """Return what a kind of thing is called."""
    return str(_REGISTERED[key].label) if key in _REGISTERED else key
