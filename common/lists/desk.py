"""How a list is declared: its columns, filters, acts, and what an empty one teaches."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.db.models import Field, Model
from django.template.loader import render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django_filters import FilterSet

from common import marks
from common.pieces import Shape, joined

Text = str | Promise
Kind = Literal[
    "text", "name", "named", "code", "badge", "level", "when", "number", "yuan", "drawn", "template"
]
NUMBERS = ("number", "yuan")
_CLAMPED, _LINKED = Shape('<span class="cell-text">{}</span>'), Shape('<a href="{}">{}</a>')


@dataclass(frozen=True)
class Column:
    """One column: where its value comes from, how it is shown, whether one can sort by it.

    ``value`` is a dotted path from the row (the key, unless given) or a function of the row.
    ``sort`` is the field path behind ``?ordering=key``. ``kind="template"`` renders ``template``
    with ``row`` and ``value``; the value of ``kind="drawn"`` is HTML itself, which costs a tenth of
    that. The first column of kind ``name`` links to the record's page.
    """

    key: str
    label: Text
    kind: Kind = "text"
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    template: str = ""
    shown: bool = True
    export: Callable[[Any], Any] | None = None

    def of(self, row: Any) -> Any:
        """Return the raw value for a row; None where the path ends early."""
        if callable(self.value):
            return self.value(row)
        return _follow(row, self._path)

    def html(self, row: Any, url: str = "") -> SafeString:
        """Return what the cell shows."""
        value = self.of(row)
        if self.kind == "template":
            return SafeString(render_to_string(self.template, {"row": row, "value": value}))
        if value is None or value == "":
            return marks.NOTHING
        match self.kind:
            case "name":
                return _linked(_CLAMPED(marks.named(value)), url)
            case "named":
                return _CLAMPED(marks.named(value))
            case "code":
                return marks.code(value)
            case "badge":
                return marks.badge(value, self._field(row))
            case "level":
                return marks.level(value)
            case "when":
                return marks.when(value)
            case "number":
                return joined([marks.number(value)])
            case "yuan":
                return joined([marks.yuan(value)])
            case "drawn":
                return joined([value])
        return _CLAMPED(value)

    def plain(self, row: Any) -> Any:
        """Return what an export writes: text, number, day or moment."""
        if self.export is not None:
            return self.export(row)
        value = self.of(row)
        if value is None:
            return ""
        match self.kind:
            case "badge":
                return marks.word(value, self._field(row))
            case "level":
                return marks.level_word(value)
        if isinstance(value, int | float | Decimal | dt.date) and not isinstance(value, bool):
            return value
        return marks.named(value)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @cached_property
    def _path(self) -> list[str]:
        return [] if callable(self.value) else (self.value or self.key).split(".")

    def _field(self, row: Any) -> "Field[Any, Any] | None":
        """Return the model field that a badge's value was read from."""
        if callable(self.value):
            return None
        *owners, name = self._path
        owner = _follow(row, owners)
        return _column_of(type(owner), name) if isinstance(owner, Model) else None


@dataclass(frozen=True)
class BulkAction:
    """An act on ticked rows. ``handler(row, by=user, reason=text)`` refuses by RuleError or 409.

    Rows are fetched by ``allowed(user, perm)``. ``confirm`` names the consequence, asked once.
    An act ``as_set`` gets the keys of all ticked rows at once, looks after its own rights, and
    returns how many it was done to.
    """

    key: str
    label: Text
    perm: str
    handler: Callable[..., Any]
    confirm: Text
    icon: str = "check"
    needs_reason: bool = True
    as_set: bool = False


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what belongs here, why there is nothing, the next step."""

    title: Text
    text: Text
    icon: str = "inbox"
    action_label: Text = ""
    action_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ListDesk:
    """A list, declared. ``key`` is the name under which people's views of it are kept.

    ``orders`` are those that no column's head offers: the name in the address (``-triage``) with
    what it is called and the field path behind it.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    filterset: type[FilterSet]
    empty: Empty
    lead: Text = ""
    default_ordering: str = "-id"
    actions: Sequence[BulkAction] = ()
    export_name: str = ""
    page_size: int = 50
    live_seconds: int = 0
    template: str = "common/list.html"
    orders: Mapping[str, tuple[Text, str]] = field(default_factory=dict)
    extra_params: frozenset[str] = frozenset()
    stamp: str = ""
    url: Callable[[Any], str] | None = None
    context: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def orderings(self) -> dict[str, str]:
        """Return the field path behind each name of ``?ordering=``."""
        own = {name.removeprefix("-"): path for name, (_label, path) in self.orders.items()}
        sortable = {column.key: column.sort for column in self.columns if column.sort}
        return {"id": "pk"} | own | sortable

    def url_of(self, row: Any) -> str:
        """Return the address of a row's page, or nothing when it has none."""
        if self.url is not None:
            return self.url(row)
        address: Callable[[], str] | None = getattr(row, "get_absolute_url", None)
        return address() if address else ""


def _follow(row: Any, path: Sequence[str]) -> Any:
    for part in path:
        if row is None:
            return None
        row = getattr(row, part)
        if callable(row) and not isinstance(row, Model):
            row = row()
    return row


@cache
def _column_of(model: type[Model], name: str) -> "Field[Any, Any] | None":
    return next((field for field in model._meta.fields if field.name == name), None)


def _linked(html: SafeString, url: str) -> SafeString:
    return _LINKED(url, html) if url else html
