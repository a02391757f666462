"""A rule in words, for those who read it and do not write rules."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from risk.definitions import Definition, Measure

_AGGREGATES = {
    "sum": lambda window: _("Sum over %(window)s") % {"window": window},
    "count": lambda window: _("Number of readings in %(window)s") % {"window": window},
    "avg": lambda window: _("Mean over %(window)s") % {"window": window},
    "min": lambda window: _("Smallest in %(window)s") % {"window": window},
    "max": lambda window: _("Largest in %(window)s") % {"window": window},
}
_SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}


def span(window: timedelta) -> str:
    """Return a duration in its largest whole unit."""
    seconds = int(window.total_seconds())
    if seconds % 86400 == 0:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86400) % {"n": seconds // 86400}
    if seconds % 3600 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}


def measure_label(measure: Measure) -> str:
    """Return what a measure is, such as "Sum over 3 hours"."""
    return _AGGREGATES[measure.aggregate](span(measure.window))


def measured(values: Mapping[str, Any], definition: Definition) -> list[dict[str, Any]]:
    """Return each measure with what it is called and its value, as a warning keeps them."""
    return [
        {"label": measure_label(measure), "value": values.get(measure.name)}
        for measure in definition.measures
    ]


def condition_in_words(text: str, definition: Definition) -> str:
    """Return a condition with its measures and signs spelled out."""
    words = {measure.name: measure_label(measure) for measure in definition.measures}
    words |= {"and": _("and"), "or": _("or"), "not": _("not")}
    spelled = re.sub(r"[a-z][a-z0-9_]*", lambda found: words.get(found[0], found[0]), text)
    return re.sub(r">=|<=|==|!=", lambda found: _SIGNS[found[0]], spelled)


def basis_in_words(raw: Mapping[str, Any]) -> str:
    """Return the legal basis of a definition in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str((english and raw.get("basis_en")) or raw.get("basis", ""))
