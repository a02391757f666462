"""Versions in words: what is read from officials' texts, what one version changes."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matters.choices import Period
from matters.models import MatterVersion, Method
from matters.services import COPIED

READ = ("ratio_min", "ratio_max", "times_min", "times_max", "times_per")
SAID = tuple(
    each.name
    for each in MatterVersion._meta.fields
    if each.attname in COPIED and each.name not in (*READ, "matter")
)
"""The fields that a version says; what is read from its texts goes with the texts."""


@dataclass(frozen=True)
class Change:
    """One field that a version says otherwise than the one before, as the page shows it."""

    label: str
    before: str
    after: str


def changes(before: MatterVersion, version: MatterVersion) -> list[Change]:
    """Return what a version changes; numbers that are read from a text go with the text."""
    found = []
    for name in SAID:
        attname = MatterVersion._meta.get_field(name).attname  # type: ignore[union-attr]
        if getattr(before, attname) != getattr(version, attname):
            found.append(Change(label_of(name), value_of(before, name), value_of(version, name)))
    return found


def label_of(name: str) -> str:
    """Return what the page calls a field."""
    return str(capfirst(str(MatterVersion._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def value_of(version: MatterVersion, name: str) -> str:
    """Return a field in words, as the reader reads it."""
    if name == "department":
        return version.department.named if version.department else ""
    if name == "levels":
        return version.words_of_levels
    if name == "object_types":
        return ", ".join(version.words_of_object_types)
    if name == "administrative_type":
        return str(version.get_administrative_type_display())
    if name == "methods":
        return _(", ").join(methods_in_words(version.methods))
    if name == "apply_scope":
        return str(version.get_apply_scope_display() or "")
    value = getattr(version, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def methods_in_words(codes: list[str]) -> list[str]:
    """Return the names of methods; a code that the vocabulary does not have stands as it is."""
    if not codes:
        return []
    known = {method.code: method.named for method in Method.objects.filter(code__in=codes)}
    return [known.get(code, code) for code in codes]


def ratio_in_words(version: MatterVersion) -> str:
    """Say how much is to be sampled, or nothing where the text gives no number."""
    low, high = version.ratio_min, version.ratio_max
    if low is not None and high is not None:
        if low == high:
            return _share(low)
        return _("%(low)s to %(high)s") % {"low": _share(low), "high": _share(high)}
    if low is not None:
        return _("at least %(share)s") % {"share": _share(low)}
    if high is not None:
        return _("at most %(share)s") % {"share": _share(high)}
    return ""


def frequency_in_words(version: MatterVersion) -> str:
    """Say how often, or nothing where the text gives no number."""
    low, high = version.times_min, version.times_max
    if low is not None and high is not None and low != high:
        text = _("%(low)d to %(n)d times in %(period)s")
    elif low is not None and high is not None:
        text = ngettext("%(n)d time in %(period)s", "%(n)d times in %(period)s", low)
    elif low is not None:
        text = ngettext(
            "at least %(n)d time in %(period)s", "at least %(n)d times in %(period)s", low
        )
    elif high is not None:
        text = ngettext(
            "at most %(n)d time in %(period)s", "at most %(n)d times in %(period)s", high
        )
    else:
        return ""
    count = low if high is None else high
    return text % {"low": low, "n": count, "period": Period(version.times_per).label}


def _share(share: Decimal) -> str:
    unit, factor = ("‰", 1000) if share < Decimal("0.01") else ("%", 100)
    return f"{number_format(f'{(share * factor).normalize():f}')}{unit}"
