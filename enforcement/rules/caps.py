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
    "risk.warning": "monitoring",
    "risk.riskwarning": "monitoring",
    "complaint": "complaint",
    "transfer": "referral",
    "referral": "referral",
    "request": "own_request",
}
"""Ground on which what comes from an origin stands outside the cap, by the origin's own kind."""


def ground(kind: str, origin: str) -> str:
    """Return why a task stands outside the cap by what it came from; empty when it does not.

    >>> ground("on_site", "risk.warning:0192"), ground("recheck", ""), ground("on_site", "")
    ('monitoring', 'follow_up', '')
    """
    if kind == "recheck":
        return "follow_up"
    label = origin.partition(":")[0].casefold()
    return GROUNDS.get(label) or GROUNDS.get(label.rpartition(".")[2], "")


def is_close(first: dt.date, second: dt.date) -> bool:
    """Tell whether two visits lie so near to each other that both departments are told.

    >>> is_close(dt.date(2027, 3, 1), dt.date(2027, 3, 31))
    True
    """
    return abs((first - second).days) <= ALARM_DAYS
