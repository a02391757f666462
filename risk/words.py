"""A rule in words, for those who read it and do not write rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.template.defaultfilters import floatformat
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
_SPOKEN = re.compile(
    r"\b(?P<name>[a-z][a-z0-9_]*)"
    r"(?:\s*(?P<sign>>=|<=|==|!=|>|<)\s*(?P<number>\d+(?:\.\d+)?)(?![\d.]|\s*[-+*/]))?"
    r"|(?P<alone>>=|<=|==|!=)"
)


@dataclass(frozen=True)
class Measured:
    """A measure and its value: what it is called in full and in short, the value, its unit."""

    label: str
    brief: str
    value: Any
    unit: str

    @property
    def amount(self) -> str:
        """Return the value with its unit, such as "1,067.2 mm"."""
        return amount(self.value, self.unit)

    def __str__(self) -> str:
        return f"{self.brief} {self.amount}"


def amount(value: Any, unit: str) -> str:
    """Return a value with thousands separators, at most one decimal place, and its unit."""
    return f"{floatformat(value, '-1g')} {unit}".strip()


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


def measure_in_short(measure: Measure) -> str:
    """Return what a measure is in a narrow place: of a sum only its window, such as "3 h"."""
    if measure.aggregate != "sum":
        return measure_label(measure)
    seconds = int(measure.window.total_seconds())
    if seconds % 3600:
        return _("%(n)d min") % {"n": seconds // 60}
    return _("%(n)d h") % {"n": seconds // 3600}


def unit_of(measure: Measure, units: Mapping[str, str]) -> str:
    """Return what a measure is given in; ``units`` by dataset, as the contracts say."""
    return "" if measure.aggregate == "count" else units.get(measure.dataset, "")


def measured(
    values: Mapping[str, Any], definition: Definition, units: Mapping[str, str]
) -> list[Measured]:
    """Return each measure of a rule with its value, as a warning keeps them."""
    return [_measured(measure, values, units) for measure in definition.measures]


def decisive(
    level: int, values: Mapping[str, Any], definition: Definition, units: Mapping[str, str]
) -> Measured:
    """Return the measure that decided on a level, with its value."""
    measure, _limit = definition.deciding(level, values)
    return _measured(measure, values, units)


def _measured(measure: Measure, values: Mapping[str, Any], units: Mapping[str, str]) -> Measured:
    return Measured(
        measure_label(measure),
        measure_in_short(measure),
        values.get(measure.name),
        unit_of(measure, units),
    )


def condition_in_words(text: str, definition: Definition, units: Mapping[str, str]) -> str:
    """Return a condition with its measures, signs and units spelled out."""
    given = {measure.name: unit_of(measure, units) for measure in definition.measures}
    words = {measure.name: measure_label(measure) for measure in definition.measures}
    words |= {"and": _("and"), "or": _("or"), "not": _("not")}

    def spelled(found: re.Match[str]) -> str:
        name, number = found["name"], found["number"]
        sign = found["sign"] or found["alone"]
        said = [words.get(name, name)] if name else []
        said += [_SIGNS.get(sign, sign)] if sign else []
        said += [amount(number, given.get(name, ""))] if number else []
        return " ".join(said)

    return _SPOKEN.sub(spelled, text)


def basis_in_words(raw: Mapping[str, Any]) -> str:
    """Return the legal basis of a definition in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str((english and raw.get("basis_en")) or raw.get("basis", ""))
