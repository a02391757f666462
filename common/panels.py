"""What upper apps show on the page of a lower record, by registration.

An app puts ``register("registry.subject", warnings_of, …)`` into its ``panels.py``; the record's
page renders what is registered and knows nothing of who registered it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Model
from django.utils.functional import Promise

from common.models import User, reference


@dataclass(frozen=True)
class Panel:
    """A card on a record's page, rendered from ``template``; ``url`` leads to more."""

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


Place = Literal["main", "side", "coverage"]
Provider = Callable[[Any, User], Panel | None]


@dataclass(frozen=True)
class _Entry:
    key: str
    provider: Provider
    place: Place
    order: int


_REGISTERED: dict[str, dict[str, _Entry]] = {}


def register(
    model: str, key: str, provider: Provider, *, place: Place = "main", order: int = 50
) -> None:
    """Show ``provider(row, user)`` on the page of every ``model`` record (a lower-case label).

    The provider asks for the rights itself and returns None where there is nothing to show.
    ``key`` names the panel; registering it again replaces it. Smaller orders come first.
    """
    _REGISTERED.setdefault(model, {})[key] = _Entry(key, provider, place, order)


class Shown(dict[str, list[Panel]]):
    """The panels of a record by place, and the reference of the record itself."""

    def __init__(self, record: str):
        super().__init__(main=[], side=[], coverage=[])
        self.record = record


def panels_of(row: Model, user: Any) -> Shown:
    """Return the panels of a record for a person, by place: ``main``, ``side``, and the
    tab ``coverage`` of those that have one."""
    shown = Shown(reference(row))
    entries = _REGISTERED.get(row._meta.label_lower, {}).values()
    for entry in sorted(entries, key=lambda each: (each.order, each.key)):
        panel = entry.provider(row, user)
        if panel is not None:
            shown[entry.place].append(panel)
    return shown


def panels_on(page: str, user: Any) -> list[Panel]:
    """Return the panels registered for a page that shows no record, under the page's name."""
    entries = sorted(_REGISTERED.get(page, {}).values(), key=lambda each: (each.order, each.key))
    shown = (entry.provider(None, user) for entry in entries)
    return [panel for panel in shown if panel is not None]
