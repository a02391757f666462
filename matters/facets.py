"""Facets of the list: what there is under the filters in force, counted, as ways to narrow them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, Func, IntegerField, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.models import in_reader_language
from matters.choices import AdministrativeType, VersionState
from matters.filters import MatterFilter
from matters.models import Claim, Method
from registry.choices import Level, SubjectKind
from registry.models import Department, Region

SHOWN = 10
OWN = frozenset({"cursor", "columns", "density", "view", "export"})

Words = Callable[[Iterable[Any]], Mapping[Any, str]]


@dataclass(frozen=True)
class Value:
    """One value of a facet: how many rows have it, and the list narrowed or widened by it."""

    label: str
    count: int
    url: str
    is_on: bool


@dataclass
class Facet:
    """One question to the list, with its answers, the most frequent first."""

    label: str | Promise
    values: list[Value] = field(default_factory=list)
    more: int = 0


def facets_of(request: HttpRequest, rows: QuerySet[Any]) -> list[Facet]:
    """Count ``rows`` by each facet, under all other filters of the address."""
    found = []
    for name, label, count, words in _QUESTIONS:
        params = request.GET.copy()
        for own in (*OWN, name):
            params.pop(own, None)
        filters = MatterFilter(params, rows, request=request)
        if not filters.is_valid():
            continue
        counts = [
            (value, n) for value, n in count(filters.qs.order_by()) if value not in (None, "")
        ]
        counts.sort(key=lambda each: -each[1])
        on = set(request.GET.getlist(name))
        shown = counts[:SHOWN] + [each for each in counts[SHOWN:] if str(each[0]) in on]
        named = words([value for value, _n in shown])
        facet = Facet(label, more=len(counts) - len(shown))
        for value, n in shown:
            is_on = str(value) in on
            url = _url(params, name, None if is_on else str(value))
            facet.values.append(Value(str(named.get(value, value)), n, url, is_on))
        if facet.values:
            found.append(facet)
    return found


def _url(params: QueryDict, name: str, value: str | None) -> str:
    asked = params.copy()
    if value is not None:
        asked[name] = value
    return f"{reverse('matters:matter-list')}?{asked.urlencode()}"


Count_ = Callable[[QuerySet[Any]], Iterable[tuple[Any, int]]]


def _by(path: str) -> Count_:
    return lambda rows: rows.values_list(path).annotate(n=Count("pk"))


def _each_of(path: str, output: Any) -> Count_:
    """Count by the entries of an array: a row counts under each of them."""
    entry = Func(F(path), function="unnest", output_field=output)
    return lambda rows: rows.annotate(entry=entry).values_list("entry").annotate(n=Count("pk"))


def _by_region(rows: QuerySet[Any]) -> Iterable[tuple[Any, int]]:
    claims = Claim.objects.filter(matter__in=rows.values("matter")).exclude(state="ended")
    counts = claims.order_by().values_list("region__code")
    return counts.annotate(n=Count("matter", distinct=True))


def _departments(keys: Iterable[Any]) -> Mapping[Any, str]:
    return {row.pk: row.named for row in Department.objects.filter(pk__in=list(keys))}


def _regions(codes: Iterable[Any]) -> Mapping[Any, str]:
    return {row.code: row.named for row in Region.objects.filter(code__in=list(codes))}


def _methods(codes: Iterable[Any]) -> Mapping[Any, str]:
    rows = Method.objects.filter(code__in=list(codes))
    return {row.code: in_reader_language(row, "name") for row in rows}


def _labels(choices: Any) -> Words:
    return lambda values: {value: str(label) for value, label in choices.choices}


_QUESTIONS: tuple[tuple[str, str | Promise, Count_, Words], ...] = (
    ("department", _("Responsible department"), _by("department"), _departments),
    ("level", _("Level"), _each_of("levels", IntegerField()), _labels(Level)),
    ("region", _("Claimed in"), _by_region, _regions),
    ("type", _("Type"), _by("administrative_type"), _labels(AdministrativeType)),
    ("object", _("Kind of object"), _each_of("object_types", CharField()), _labels(SubjectKind)),
    ("method", _("Method"), _each_of("methods", CharField()), _methods),
    ("state", _("State"), _by("state"), _labels(VersionState)),
)
