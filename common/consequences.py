"""What an act on a lower record does to upper ones, by registration: told before it is done.

An app puts ``register("matters.matterversion", "enforcement.tasks", tasks_under)`` into its
``panels.py``; the form of the act shows what is registered and knows nothing of who registered it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from common.models import User


@dataclass(frozen=True)
class Consequence:
    """One sentence on what the act does; ``url`` leads to what it does it to.

    ``is_grave``: somebody has to do something, or loses something.
    """

    text: str
    icon: str = "arrow-right"
    url: str = ""
    is_grave: bool = False


Provider = Callable[[Any, str, User], Iterable[Consequence]]
_REGISTERED: dict[str, dict[str, tuple[int, Provider]]] = {}


def register(model: str, key: str, provider: Provider, *, order: int = 50) -> None:
    """Ask ``provider(row, act, user)`` before acts on records of a model (a lower-case label).

    ``key`` names the provider; registering it again replaces it. Smaller orders come first.
    """
    _REGISTERED.setdefault(model, {})[key] = (order, provider)


def consequences_of(row: Model, act: str, user: User) -> list[Consequence]:
    """Return what an act on a record would do, in the order of their weight."""
    registered = _REGISTERED.get(row._meta.label_lower, {})
    keys = sorted(registered, key=lambda key: (registered[key][0], key))
    return [found for key in keys for found in registered[key][1](row, act, user)]
