"""From words to places: an address finds regions and subjects."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from common import workdays
from registry import rules
from registry.models import Region, RegionAlias, Subject

MOST = 10
_CHAINS = 5


@dataclass(frozen=True)
class Place:
    """A candidate: a region or a subject, where it lies and how much of the text it explains."""

    row: Any
    region: Region
    lon: float | None
    lat: float | None
    matched: str
    heir: Region | None = None

    @property
    def is_region(self) -> bool:
        return self.row is self.region

    @property
    def has_point(self) -> bool:
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True)
class Found:
    """What a text came to: its parts, and the places that it may mean, best first."""

    address: rules.Address
    places: list[Place]

    @property
    def parts(self) -> list[str]:
        """Return the parts that the text names, from the province to what follows the number."""
        return [part for part in vars(self.address).values() if part]


@dataclass(frozen=True)
class _Chain:
    """Divisions read off the beginning of a text, the lowest of them, and what is left to read."""

    region: Region
    rest: str

    def order(self) -> tuple[int, int, str]:
        return len(self.rest), -self.region.level, self.region.code


def find_places(
    text: str,
    *,
    regions: QuerySet[Region, Any],
    subjects: QuerySet[Subject, Any],
    day: dt.date | None = None,
) -> Found:
    """Return the places that a text may mean, among the regions and subjects given.

    Names, short, old and colloquial names, English ones and codes are understood, in an address
    (``杭州西湖北山路84号``) or alone. A region that ended is returned with its heir.
    """
    day = day or workdays.today()
    plain = rules.plain_address(text)
    if not plain:
        return Found(rules.Address(), [])
    chains = _read(plain, regions) or _loose(text.strip(), regions)
    places = [_of_region(chain, plain, day) for chain in sorted(chains, key=_Chain.order)]
    places[0:0] = _of_subjects(text.strip(), plain, chains, subjects)
    return Found(rules.split_address(text), places[:MOST])


def _read(text: str, regions: QuerySet[Region, Any]) -> list[_Chain]:
    """Read divisions off the beginning of a text, each below the one before it."""
    best: list[_Chain] = []
    reading = [_Chain(each, text[length:]) for each, length in _begin(text, regions)]
    while reading:
        best = reading
        reading = []
        for chain in best:
            below = regions.filter(path__startswith=chain.region.path, level__gt=chain.region.level)
            reading += [
                _Chain(each, chain.rest[length:]) for each, length in _begin(chain.rest, below)
            ]
        reading = sorted(reading, key=_Chain.order)[:_CHAINS]
        if not reading:
            break
    return best[:_CHAINS]


def _begin(text: str, regions: QuerySet[Region, Any]) -> list[tuple[Region, int]]:
    """Return the regions that a text begins with, and how many characters name each."""
    heads = rules.heads(text)
    if not heads:
        return []
    spelled = {head + suffix: head for head in reversed(heads) for suffix in ("", *rules.SUFFIXES)}
    aliases = dict(RegionAlias.objects.filter(name__in=spelled).values_list("region", "name"))
    found = {}
    for region in regions.filter(Q(name__in=spelled) | Q(pk__in=aliases))[:50]:
        name = region.name if region.name in spelled else aliases[region.pk]
        head = spelled[name]
        found[region.pk] = (region, len(head))
    longest = max((length for _region, length in found.values()), default=0)
    return [each for each in found.values() if each[1] == longest]


def _loose(text: str, regions: QuerySet[Region, Any]) -> list[_Chain]:
    """Return regions that the text names in English, by code, or in a part of their name."""
    exact = regions.filter(
        Q(code=text) | Q(name_en__iexact=text) | Q(aliases__name__iexact=text)
    ).distinct()
    rows = list(exact[:_CHAINS])
    if not rows and len(text) > 1:
        rows = list(regions.filter(Q(name__ilike=text) | Q(name_en__ilike=text))[:_CHAINS])
    return [_Chain(each, "") for each in rows]


def _of_region(chain: _Chain, text: str, day: dt.date) -> Place:
    region = chain.region
    heir = None
    if not region.is_in_force(day):
        heirs = Region.objects.in_force(day).filter(path__in=region.reach).order_by("path")
        heir = heirs.first()
    known = region if region.lon is not None else heir or region
    matched = text[: len(text) - len(chain.rest)] if chain.rest else text
    return Place(region, region, known.lon, known.lat, matched, heir)


def _of_subjects(
    text: str, plain: str, chains: list[_Chain], subjects: QuerySet[Subject, Any]
) -> list[Place]:
    """Return subjects of that name, and those of the region whose address has the road."""
    condition = Q(name__ilike=text) | Q(code=text)
    if text.isascii():
        condition |= Q(name_en__ilike=text)
    for chain in chains:
        rest = rules.split_address(chain.rest)
        wanted = rest.street or rest.rest
        if len(wanted) > 1:
            inside = Q(pk__in=[])
            for path in chain.region.paths:
                inside |= Q(region__path__startswith=path)
            condition |= inside & (Q(address__contains=wanted) | Q(name__ilike=wanted))
    rows = subjects.filter(condition, canonical=None).select_related("region")[:MOST]
    return [Place(row, row.region, row.lon, row.lat, plain) for row in rows]
