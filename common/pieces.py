"""HTML in small pieces, for what a page holds by the hundred: ``format_html``, compiled once.

Every value that goes into a ``Shape`` is escaped, unless it is HTML already.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

_PLACE = UUID("00000000-0000-4000-8000-000000000000")


class Shape:
    """A piece of HTML with places for values.

    >>> Shape('<b title="{}">{}</b>')("<", SafeString("<i>a</i>"))
    '<b title="&lt;"><i>a</i></b>'
    """

    def __init__(self, html: str):
        self._filled = html.format

    def __call__(self, *values: Any) -> SafeString:
        return SafeString(self._filled(*map(text, values)))


def text(value: Any) -> str:
    """Return a value escaped for HTML; what is HTML already stays as it is."""
    if type(value) is str:
        return escape(value)
    if isinstance(value, Promise):
        value = str(value)
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def joined(pieces: Iterable[Any]) -> SafeString:
    """Return pieces one after the other, each escaped unless it is HTML already."""
    return SafeString("".join(map(text, pieces)))


def address(name: str, pk: Any) -> str:
    """Return the address of a record's page: ``reverse(name, args=[pk])``, resolved once a name."""
    before, after = _around(name, get_urlconf(), get_script_prefix())
    return f"{before}{pk}{after}"


@lru_cache
def _around(name: str, urlconf: str | None, prefix: str) -> tuple[str, str]:
    before, _place, after = reverse(name, urlconf, args=[_PLACE]).partition(str(_PLACE))
    return before, after
