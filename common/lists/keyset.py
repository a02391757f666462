"""Pages by key: each starts where the last one ended, so depth costs nothing, nothing is counted.

A cursor is the order's name, its value and the key of the row at the edge. It is no secret and not
signed: whatever it says is read as a value of the column it belongs to, or refused.
"""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable, OrderBy

M = TypeVar("M", bound=Model)
LONGEST_CURSOR = 4000
BATCH = 2000


class BadCursor(ValueError):
    """A cursor that this list did not write, or wrote for another order."""


@dataclass(frozen=True)
class Order:
    """One order of a list: its public name (``-due``) and the field path behind it (``due_at``)."""

    name: str
    path: str

    @property
    def descending(self) -> bool:
        return self.name.startswith("-")

    @property
    def is_key(self) -> bool:
        return self.path in ("pk", "id")


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows with the cursors of the pages before and after; an empty cursor means there is none."""

    rows: list[M]
    previous: str
    next: str


class RowCompare(Func):
    """``(a, key) > (value, key)``: a comparison of rows, which one range of an index answers."""

    output_field = BooleanField()

    def __init__(self, path: str, sign: Literal["<", ">"], value: Any, key: Any):
        super().__init__(F(path), F("pk"), value, key)
        self.sign = sign

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        parts, params = [], []
        for expression in self.get_source_expressions():
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params.extend(values)
        return f"({parts[0]}, {parts[1]}) {self.sign} ({parts[2]}, {parts[3]})", params


class Keyset(Generic[M]):
    """A queryset in one order, cut into pages; NULL comes last in both directions."""

    def __init__(self, queryset: QuerySet[M], order: Order):
        self.order = order
        self.field, self.nullable = _field_of(queryset, order.path)
        # A path over a relation is read beside the row, so that its value costs no further query.
        if "__" in order.path:
            queryset = cast("QuerySet[M]", queryset.annotate(_edge=F(order.path)))
        self.queryset = queryset

    def page(self, size: int, cursor: str = "") -> Page[M]:
        """Return the page at ``cursor``; raise BadCursor when it cannot be read."""
        if not cursor:
            return self._forward(size, None, first=True)
        value, key, back = self._decode(cursor)
        if not back:
            return self._forward(size, (value, key), first=False)
        found = list(self._cut((value, key), back=True)[: size + 1])
        if len(found) <= size:  # the beginning is reached: show a whole first page
            return self._forward(size, None, first=True)
        rows = found[size - 1 :: -1]
        return Page(rows, self._encode(rows[0], back=True), self._encode(rows[-1], back=False))

    def batches(self, size: int = BATCH) -> Iterator[list[M]]:
        """Yield all rows in order, ``size`` at a time, each batch by a query of its own."""
        edge: tuple[Any, Any] | None = None
        while rows := list(self._cut(edge, back=False)[:size]):
            yield rows
            if len(rows) < size:
                return
            edge = (self._value(rows[-1]), rows[-1].pk)

    def _forward(self, size: int, edge: tuple[Any, Any] | None, *, first: bool) -> Page[M]:
        found = list(self._cut(edge, back=False)[: size + 1])
        rows = found[:size]
        if not rows and not first:  # the rows beyond the cursor are gone
            return self._forward(size, None, first=True)
        return Page(
            rows,
            "" if first else self._encode(rows[0], back=True),
            self._encode(rows[-1], back=False) if len(found) > size else "",
        )

    def _cut(self, edge: tuple[Any, Any] | None, *, back: bool) -> QuerySet[M]:
        """Return the rows beyond ``edge`` in reading order, or against it."""
        down = self.order.descending != back
        queryset = self.queryset
        if edge is not None:
            queryset = queryset.filter(self._beyond(*edge, down=down, back=back))
        return queryset.order_by(*self._ordering(down=down, back=back))

    def _ordering(self, *, down: bool, back: bool) -> list[OrderBy | str]:
        key = "-pk" if down else "pk"
        if self.order.is_key:
            return [key]
        column = F(self.order.path)
        if not self.nullable:
            return [column.desc() if down else column.asc(), key]
        ends = {"nulls_first": True} if back else {"nulls_last": True}
        return [column.desc(**ends) if down else column.asc(**ends), key]

    def _beyond(self, value: Any, key: Any, *, down: bool, back: bool) -> Q | Combinable:
        path, sign = self.order.path, "lt" if down else "gt"
        by_key = Q(**{f"pk__{sign}": key})
        if self.order.is_key:
            return by_key
        if value is None:
            among_nulls = Q(**{f"{path}__isnull": True}) & by_key
            return Q(**{f"{path}__isnull": False}) | among_nulls if back else among_nulls
        beyond = RowCompare(
            path,
            "<" if down else ">",
            Value(value, output_field=self.field),
            Value(key, output_field=self.queryset.model._meta.pk),
        )
        if not self.nullable or back:
            return beyond
        return Q(beyond) | Q(**{f"{path}__isnull": True})

    def _value(self, row: M) -> Any:
        if self.order.is_key:
            return None
        return getattr(row, "_edge" if "__" in self.order.path else self.order.path)

    def _encode(self, row: M, *, back: bool) -> str:
        value = self._value(row)
        text = None if value is None else str(self.field.get_prep_value(value))
        raw = json.dumps([self.order.name, text, str(row.pk), int(back)], ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    def _decode(self, cursor: str) -> tuple[Any, Any, bool]:
        try:
            if len(cursor) > LONGEST_CURSOR:
                raise BadCursor(cursor[:50])
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            name, text, key, back = json.loads(raw.decode())
            if name != self.order.name or not isinstance(key, str) or back not in (0, 1):
                raise BadCursor(cursor[:50])
            pk = self.queryset.model._meta.pk
            return self._read(self.field, text), self._read(pk, key), bool(back)
        except (ValueError, TypeError, ArithmeticError, RecursionError, ValidationError) as error:
            raise BadCursor(cursor[:50]) from error

    @staticmethod
    def _read(field: "Field[Any, Any]", text: Any) -> Any:
        """Return a cursor's text as a value that the column can hold."""
        if text is None:
            return None
        if not isinstance(text, str) or "\0" in text:
            raise BadCursor(str(text)[:50])
        text.encode()  # a lone surrogate ends here, not in the driver
        value = field.to_python(text)
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            raise BadCursor(text[:50])
        field.run_validators(value)
        return value


def _field_of(queryset: QuerySet[Any], path: str) -> "tuple[Field[Any, Any], bool]":
    """Return the field a path ends in, and whether NULL can stand there."""
    annotation = queryset.query.annotations.get(path)
    if annotation is not None:
        return annotation.output_field, True
    meta, nullable = queryset.model._meta, False
    if path == "pk":
        return meta.pk, False
    for part in path.split("__"):
        field = meta.get_field(part)
        nullable = nullable or bool(getattr(field, "null", True))
        if field.is_relation and field.related_model is not None:
            meta = field.related_model._meta
    if not isinstance(field, Field):
        raise FieldDoesNotExist(f"{path} is no column to order by")
    return field, nullable
