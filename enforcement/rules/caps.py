"""How often an object may be visited, and what stands outside that (国办发〔2024〕54号).

The cap is counted for one department at one object in a calendar year. Visits that follow a
complaint, a referral, a clue from monitoring or the firm's own request are not held back by it;
they count all the same, and are marked.
"""

import datetime as dt
from typing import Final

DEFAULT_CAP: Final = 2
"""Visits on site a year where no row says otherwise, as counties set it by their own rules."""

ALARM_DAYS: Final = 30
"""Days within which visits of two departments at one object raise the duplicate alarm."""

GROUNDS: Final = {
    "complaint": "complaint",
    "transfer": "referral",
    "assigned": "referral",
    "request": "referral",
    "warning": "monitoring",
    "clue": "monitoring",
    "firm": "own_request",
    "recheck": "follow_up",
}
"""Ground on which a task stands outside the cap, by what called for it (TaskSource)."""


def ground(kind: str, source: str, origin: str = "") -> str:
    """Return why a task stands outside the cap by what called for it; empty when it does not.

    >>> ground("on_site", "own", "risk.riskwarning:0192"), ground("recheck", "own")
    ('monitoring', 'follow_up')
    >>> ground("on_site", "complaint"), ground("on_site", "draw")
    ('complaint', '')
    """
    if kind == "recheck":
        return "follow_up"
    return "monitoring" if origin.startswith("risk.") else GROUNDS.get(source, "")


def is_close(first: dt.date, second: dt.date) -> bool:
    """Tell whether two visits lie so near to each other that both departments are told.

    >>> is_close(dt.date(2027, 3, 1), dt.date(2027, 3, 31))
    True
    """
    return abs((first - second).days) <= ALARM_DAYS
