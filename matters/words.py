"""The readings of officials' texts in words: how much and how often."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matters.choices import Period
from matters.models import MatterVersion


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
