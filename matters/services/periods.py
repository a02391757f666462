"""Legal days of versions and claims."""

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange


def ended(valid: Any, day: dt.date) -> Any:
    """Return the range ended the day before ``day``; empty when it had not begun."""
    if valid.isempty or valid.lower >= day:
        return DateRange(empty=True)
    return DateRange(valid.lower, day)
