"""The time limits of an order to correct.

Sources: FOOD 食品生产经营监督检查管理办法 (SAMR Order 49, 2021) art. 33; domain 3.8 [D].
"""

import datetime as dt

EXTENSION_DAYS = 30
"""Calendar days by which an order may be extended at most, once [D]."""

RECHECK_WORKDAYS = 10
"""Working days after the last day in which the place is looked at again [D]."""

REMIND_DAYS = 3
"""Calendar days before the last day on which the object is reminded [D]."""


def extension_fault(due: dt.date, to: dt.date) -> str:
    """Return why an order may not run until ``to``: ``earlier``, ``too_long`` or nothing."""
    if to <= due:
        return "earlier"
    return "too_long" if to > due + dt.timedelta(days=EXTENSION_DAYS) else ""
