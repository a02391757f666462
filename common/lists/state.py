"""One request to a list, read and ready for the templates."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.forms import BoundField, ModelChoiceField
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_filters.fields import ModelChoiceIterator

from common import marks
from common.lists import saved
from common.lists.desk import Column, ListDesk
from common.lists.keyset import BadCursor, Keyset, Order, Page
from common.lists.table import Line, cell, drawn
from common.pieces import joined

OWN_PARAMS = frozenset({"ordering", "cursor", "view", "columns", "density", "export"})
DENSITIES = ("compact", "roomy")
COUNTED_TO = 1000


class BadQuery(ValueError):
    """An address that this list does not understand; the message is for the reader (400)."""


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address without it."""

    label: str
    text: str
    url: str


class Options(ModelChoiceIterator):  # type: ignore[misc]
    """The rows to choose from, by a plain query: a cursor makes four trips to the database."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.null_label is not None:
            yield self.field.null_value, self.field.null_label
        yield from map(self.choice, self.queryset.all())


class ListState:
    """What a request asks of a list. Raises BadQuery for names and values that it does not know."""

    def __init__(self, request: HttpRequest, desk: ListDesk, queryset: QuerySet[Any]):
        self.request, self.desk = request, desk
        self.views, self.layout = saved.views_of(request.user, desk.key)
        self.filterset = desk.filterset(request.GET, queryset=queryset, request=request)
        self.form = self.filterset.form
        for field in self.form.fields.values():
            if isinstance(field, ModelChoiceField):
                field.iterator = Options
                field.widget.choices = field.choices
        self._refuse_unknown()
        self.is_valid = self.form.is_valid()
        self.order = self._order()
        self.columns = self._columns()
        self.density = self._density()

    # -- what was asked ------------------------------------------------------------------------

    @cached_property
    def filter_params(self) -> dict[str, list[str]]:
        """Return the names of address parameters that each filter reads."""
        params = {}
        for name, field in self.form.fields.items():
            suffixed = getattr(field.widget, "suffixed", None)
            parts = getattr(field.widget, "suffixes", None) or [""]
            params[name] = [suffixed(name, part) if suffixed else name for part in parts]
        return params

    @cached_property
    def params(self) -> dict[str, list[str]]:
        """Return what stands in the address and says something, without the page's place."""
        names = {name for names in self.filter_params.values() for name in names}
        names |= {"ordering", "columns", "density"} | self.desk.extra_params
        found = {name: [v for v in self.request.GET.getlist(name) if v != ""] for name in names}
        if self.order.name == self.desk.default_ordering:
            found.pop("ordering", None)
        return {name: values for name, values in sorted(found.items()) if values}

    @property
    def query(self) -> str:
        return urlencode(self.params, doseq=True)

    def href(self, **changes: str | list[str] | None) -> str:
        """Return this list's address with some parameters changed; None takes one away."""
        params = {k: v for k, v in (self.params | changes).items() if v not in (None, "", [])}
        if not params and any(view.is_default for view in self.views):
            params = {"view": "all"}
        return f"?{urlencode(params, doseq=True)}"

    def _refuse_unknown(self) -> None:
        names = {name for names in self.filter_params.values() for name in names}
        unknown = self.request.GET.keys() - names - OWN_PARAMS - self.desk.extra_params
        if unknown:
            raise BadQuery(
                _("This list has no filter “%(name)s”.") % {"name": sorted(unknown)[0][:60]}
            )

    def _order(self) -> Order:
        name = self.request.GET.get("ordering") or self.desk.default_ordering
        path = self.desk.orderings.get(name.removeprefix("-"))
        if path is None:
            raise BadQuery(_("This list cannot be ordered by “%(name)s”.") % {"name": name[:60]})
        return Order(name, path)

    def _columns(self) -> list[Column]:
        known = {column.key: column for column in self.desk.columns}
        asked = self.request.GET.get("columns") or self.layout.get("columns", "")
        chosen = [known[key] for key in dict.fromkeys(asked.split(",")) if key in known]
        return chosen or [column for column in self.desk.columns if column.shown]

    def _density(self) -> str:
        asked = self.request.GET.get("density") or self.layout.get("density", "")
        return asked if asked in DENSITIES else DENSITIES[0]

    # -- what is shown -------------------------------------------------------------------------

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.filterset.qs if self.is_valid else self.filterset.queryset.none()
        return rows

    @cached_property
    def page(self) -> Page[Any]:
        if not self.is_valid:
            return Page([], "", "")
        keyset: Keyset[Any] = Keyset(self.queryset, self.order)
        try:
            return keyset.page(self.desk.page_size, self.request.GET.get("cursor", ""))
        except BadCursor as error:
            raise BadQuery(
                _("This place in the list is not readable. Start again from its first page.")
            ) from error

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(row) for row in self.page.rows]

    def _line(self, row: Any) -> Line:
        url = self.desk.url_of(row)
        stamp = getattr(row, self.desk.stamp) if self.desk.stamp else ""
        cells = [cell(column, label, column.html(row, url)) for column, label in self._labelled]
        return Line(str(row.pk), marks.named(row), url, str(stamp), joined(cells))

    @property
    def rows(self) -> SafeString:
        return drawn(self.lines, can_tick=bool(self.actions))

    @cached_property
    def _labelled(self) -> list[tuple[Column, str]]:
        return [(column, str(column.label)) for column in self.columns]

    @cached_property
    def live_key(self) -> str:
        """Return what this table depends on besides its rows; equal for people who see the same."""
        try:
            rows = str(self.queryset.query)
        except EmptyResultSet:
            rows = ""
        parts = [self.desk.key, rows, self.order, self.request.GET.get("cursor", "")]
        shown = [column.key for column in self.columns], [act.key for act in self.actions]
        return _hash([*map(str, parts), *shown, get_language()])

    @cached_property
    def stamps(self) -> str:
        """Return a hash over the page's rows and their stamps: it changes when one of them does."""
        stamps = [(row.pk, getattr(row, self.desk.stamp)) for row in self.page.rows]
        return _hash([self.live_key, *stamps])

    @cached_property
    def count_text(self) -> str:
        """Say how many there are; counted up to COUNTED_TO, however many there may be."""
        count = self.queryset.order_by().values("pk")[: COUNTED_TO + 1].count()
        if count > COUNTED_TO:
            return _("more than %(n)s entries") % {"n": marks.number(COUNTED_TO)}
        return ngettext("%(n)s entry", "%(n)s entries", count) % {"n": marks.number(count)}

    @property
    def previous_url(self) -> str:
        return self.href(cursor=self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self.href(cursor=self.page.next) if self.page.next else ""

    @property
    def clear_url(self) -> str:
        kept = {name: None for names in self.filter_params.values() for name in names}
        return self.href(**kept)

    @property
    def csv_url(self) -> str:
        return self.href(export="csv")

    @property
    def xlsx_url(self) -> str:
        return self.href(export="xlsx")

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    def heads(self) -> Iterator[dict[str, Any]]:
        """Yield the head of each visible column with its sort link."""
        for column in self.columns:
            at = self.order.name.removeprefix("-") == column.key
            down = at and self.order.descending
            yield {
                "column": column,
                "url": self.href(ordering=column.key if down or not at else f"-{column.key}")
                if column.sort
                else "",
                "sorted": ("descending" if down else "ascending") if at else "none",
            }

    def orders(self) -> Iterator[dict[str, Any]]:
        """Yield the orders on offer, for where the table's head is not at hand."""
        own = {name: label for name, (label, _path) in self.desk.orders.items()}
        for name, label in (own | {"-id": _("Newest first")}).items():
            yield {
                "label": label,
                "url": self.href(ordering=name),
                "on": self.order.name == name,
            }
        for head in self.heads():
            if head["url"]:
                yield {
                    "label": head["column"].label,
                    "url": head["url"],
                    "on": head["sorted"] != "none",
                }

    def choices(self) -> Iterator[dict[str, Any]]:
        """Yield all columns, the visible ones marked."""
        visible = {column.key for column in self.columns}
        for column in self.desk.columns:
            yield {"column": column, "on": column.key in visible}

    # -- filters -------------------------------------------------------------------------------

    @property
    def search(self) -> BoundField | None:
        return self.form["q"] if "q" in self.form.fields else None

    def filters(self) -> list[BoundField]:
        return [self.form[name] for name in self.form.fields if name != "q"]

    @cached_property
    def chips(self) -> list[Chip]:
        chips = []
        for name, params in self.filter_params.items():
            given = {param: None for param in params if param in self.params}
            if given and name != "q":
                text = self._spoken(name, [v for p in given for v in self.params[p]])
                chips.append(Chip(str(self.form.fields[name].label), text, self.href(**given)))
        return chips

    def _spoken(self, name: str, raw: list[str]) -> str:
        """Return a filter's value in words: the choice's label, the row's name, from – to."""
        field = self.form.fields[name]
        value = self.form.cleaned_data.get(name) if self.is_valid else None
        if isinstance(value, slice):
            return " – ".join(_end(end) for end in (value.start, value.stop))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = getattr(field, "choices", None)
        if choices is not None and not hasattr(field, "queryset"):
            words = {str(key): str(label) for key, label in choices}
            return _(", ").join(words.get(text, text) for text in raw)
        return marks.named(value) if value is not None else _(", ").join(raw)

    @property
    def is_filtered(self) -> bool:
        names = {name for names in self.filter_params.values() for name in names}
        return any(name in names for name in self.params)

    # -- views and acts ------------------------------------------------------------------------

    def tabs(self) -> Iterator[dict[str, Any]]:
        """Yield the person's views as links, the one that is open marked."""
        at = self.query
        yield {"name": _("All"), "url": self.href_of(""), "on": at == "", "view": None}
        for view in self.views:
            yield {
                "name": view.name,
                "url": self.href_of(view.query),
                "on": at == view.query,
                "view": view,
            }

    def href_of(self, query: str) -> str:
        if query:
            return f"?{query}"
        return "?view=all" if any(view.is_default for view in self.views) else "?"

    @cached_property
    def actions(self) -> list[Any]:
        return [act for act in self.desk.actions if self.request.user.has_perm(act.perm)]


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _end(value: Any) -> str:
    if value is None:
        return "…"
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)
