"""What the handlers of events are called where people read of them."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.functional import Promise

TITLES: dict[str, str | Promise] = {}
H = TypeVar("H", bound=Callable[..., Any])


def called(title: str | Promise) -> Callable[[H], H]:
    """Say what a handler is called: ``@called(_("…"))`` under the events that it reacts to."""

    def name(handler: H) -> H:
        TITLES[handler.__name__] = title
        return handler

    return name


def title_of(handler: str) -> str:
    """Return what a handler is called; its key where nobody has said, or where it is gone."""
    return str(TITLES.get(handler, handler))
