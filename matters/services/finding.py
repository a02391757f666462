"""Finding articles and matters in full text."""

import datetime as dt
from typing import Any


def find_articles(rows: Any, query: str, day: dt.date) -> Any:
    """Return the articles in force on a day that hold what was asked, the best first."""
    found = rows.whole().matching(query).in_force(day)
    return found.best_first(query).select_related("version__law")


def find_matters(rows: Any, query: str) -> Any:
    """Return the current versions of matters that hold what was asked, the best first."""
    found = rows.matching(query).exclude(state__in=("superseded", "revoked"))
    return found.best_first(query).select_related("matter")
