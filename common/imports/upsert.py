"""Create, change or leave rows of one table by their natural key, a chunk at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]


class Outcome(IntEnum):
    """What became of a good row."""

    UNCHANGED = 0
    UPDATED = 1
    CREATED = 2


def stored(model: type[M], key: tuple[str, ...], keys: Sequence[tuple[Any, ...]]) -> dict[Any, M]:
    """Return the stored rows with one of ``keys`` by key, in one query."""
    within = {f"{name}__in": {each[place] for each in keys} for place, name in enumerate(key)}
    wanted = set(keys)
    return {
        found: row
        for row in model._base_manager.filter(**within)
        if (found := tuple(getattr(row, name) for name in key)) in wanted
    }


def change(row: Model, values: Values) -> bool:
    """Set ``values`` on a row and tell whether any of them was new."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def upsert(
    model: type[M],
    key: tuple[str, ...],
    rows: Sequence[Values],
    *,
    defaults: Callable[[Values], Values] = lambda values: {},
) -> tuple[list[Outcome], list[M]]:
    """Write ``rows`` by their natural ``key``; return what became of each and the stored rows.

    Each row's values are written as they are; ``defaults`` gives what a new row has besides them.
    Three queries, whatever the number of rows. Keys must not repeat.
    """
    keys = [tuple(values[name] for name in key) for values in rows]
    known = stored(model, key, keys)
    outcomes, result = [], []
    for each, values in zip(keys, rows, strict=True):
        row = known.get(each)
        if row is None:
            row = model(**{**defaults(values), **values})
            outcomes.append(Outcome.CREATED)
        else:
            outcomes.append(Outcome(change(row, values)))
        result.append(row)
    write(model, outcomes, result, {name for values in rows for name in values} - set(key))
    return outcomes, result


def write(
    model: type[M], outcomes: Sequence[Outcome], rows: Sequence[M], fields: Iterable[str]
) -> None:
    """Insert the created rows and store ``fields`` of the updated ones, in chunks."""
    by_outcome: dict[Outcome, list[M]] = {outcome: [] for outcome in Outcome}
    for outcome, row in zip(outcomes, rows, strict=True):
        by_outcome[outcome].append(row)
    model._base_manager.bulk_create(by_outcome[Outcome.CREATED], batch_size=2000)
    if by_outcome[Outcome.UPDATED]:
        model._base_manager.bulk_update(by_outcome[Outcome.UPDATED], sorted(fields), batch_size=500)
