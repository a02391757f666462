"""Linking what people cite in words to the articles of the library."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from common.models import reference
from matters import rules
from matters.models import Citation, Law


@dataclass(frozen=True)
class Cited:
    """The words in which a record cites laws, and the legal day on which they are meant."""

    origin: models.Model | str
    text: str
    day: dt.date | None = None

    @property
    def reference(self) -> str:
        return self.origin if isinstance(self.origin, str) else reference(self.origin)


def cite(origin: models.Model | str, *texts: str, day: dt.date | None = None) -> list[Citation]:
    """Link the articles that ``texts`` cite to ``origin``; what it no longer says is dropped.

    ``day`` is the legal day whose text is meant; without one it is the text in force when somebody
    reads it. Can run again at any time.
    """
    return cite_all([Cited(origin, "；".join(filter(None, texts)), day)])


@transaction.atomic
def cite_all(cited: Sequence[Cited]) -> list[Citation]:
    """Link the citations of many records with a fixed number of queries."""
    read = {each.reference: (each, rules.references(each.text)) for each in cited}
    keys = {rules.title_key(ref.title) for _each, refs in read.values() for ref in refs}
    laws = _laws(keys)
    standing: dict[tuple[str, str, str], Citation] = {
        (row.origin, row.key, row.locator): row
        for row in Citation.objects.standing().filter(origin__in=read)
    }
    result, new, changed = [], [], []
    for origin, (each, refs) in read.items():
        for order, ref in enumerate(refs):
            key = rules.title_key(ref.title)
            values: dict[str, Any] = {
                "order": order,
                "law_id": laws[key].pk if key in laws else None,
                "title": ref.title[:300],
                "quoted": ref.quoted[:400],
                "day": each.day,
            }
            row = standing.pop((origin, key[:300], ref.locator), None)
            if row is None:
                row = Citation(origin=origin, key=key[:300], locator=ref.locator, **values)
                new.append(row)
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
            result.append(row)
    gone = [row.pk for row in standing.values()]
    Citation.objects.filter(pk__in=gone).update(dropped_at=timezone.now())
    Citation.objects.bulk_create(new, batch_size=2000)
    Citation.objects.bulk_update(
        changed, ["order", "law", "title", "quoted", "day"], batch_size=500
    )
    return result


def link(law: Law) -> int:
    """Link the citations that waited for a law to be entered; return how many."""
    waiting = Citation.objects.filter(law=None, key__in=[law.key, *law.aliases])
    return waiting.update(law=law)


def _laws(keys: Iterable[str]) -> dict[str, Law]:
    wanted = list(keys)
    found: dict[str, Law] = {}
    for law in Law.objects.filter(Q(key__in=wanted) | Q(aliases__overlap=wanted)):
        found |= dict.fromkeys(law.aliases, law) | {law.key: law}
    return found
