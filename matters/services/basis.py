"""The references that matters, lines of forms and penalty grounds hold, linked when written."""

import datetime as dt
from collections.abc import Iterable

from matters.choices import VersionState
from matters.models import (
    CheckItem,
    ChecklistVersion,
    DiscretionGround,
    MatterVersion,
    Version,
)
from matters.services.citations import Cited, cite_all

CHUNK = 500


def cite_basis(version: Version, day: dt.date | None = None) -> None:
    """Link what one version cites; ``day`` is the legal day that it is published for."""
    cite_bases([version], day)


def cite_bases(versions: Iterable[Version], day: dt.date | None = None) -> None:
    """Link what versions of matters and of forms cite, with a fixed number of queries."""
    rows = list(versions)
    cited = [
        Cited(each, each.basis, day or each.first_day)
        for each in rows
        if isinstance(each, MatterVersion)
    ]
    forms = [each.pk for each in rows if isinstance(each, ChecklistVersion)]
    if forms:
        items = CheckItem.objects.filter(version__in=forms).select_related("version")
        cited += [Cited(item, item.basis, day or item.version.first_day) for item in items]
    if cited:
        cite_all(cited)


def cite_grounds(grounds: Iterable[DiscretionGround]) -> None:
    """Link the articles that penalty grounds name beside their law."""
    cite_all(
        [
            Cited(each, f"{each.law}第{each.article}" if each.article else each.law)
            for each in grounds
        ]
    )


def relink() -> int:
    """Link what every living version cites, as after an upgrade; return how many were read."""
    dead = (VersionState.SUPERSEDED, VersionState.REVOKED)
    count = 0
    for model in (MatterVersion, ChecklistVersion):
        rows = list(model._default_manager.exclude(state__in=dead).order_by("pk"))
        for at in range(0, len(rows), CHUNK):
            cite_bases(rows[at : at + CHUNK])
        count += len(rows)
    cite_grounds(DiscretionGround.objects.exclude(version__state__in=dead))
    return count
