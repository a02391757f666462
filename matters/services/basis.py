"""The references that matters and lines of forms hold, linked whenever they are written."""

import datetime as dt
from collections.abc import Iterable

from matters.models import CheckItem, ChecklistVersion, MatterVersion, Version
from matters.services.citations import Cited, cite_all


def cite_basis(version: Version, day: dt.date | None = None) -> None:
    """Link what one version cites; ``day`` is the legal day that it is published for."""
    cite_bases([version], day)


def cite_bases(versions: Iterable[Version], day: dt.date | None = None) -> None:
    """Link what versions of matters and of forms cite, with a fixed number of queries."""
    rows = list(versions)
    cited = [Cited(each, each.basis, day) for each in rows if isinstance(each, MatterVersion)]
    forms = [each.pk for each in rows if isinstance(each, ChecklistVersion)]
    if forms:
        items = CheckItem.objects.filter(version__in=forms)
        cited += [Cited(item, item.basis, day) for item in items]
    if cited:
        cite_all(cited)
