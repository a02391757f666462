"""State machines: the one mover of every state column."""

from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.errors import IllegalMove, StaleState


def steps(row: Model, column: str = "state") -> set[str]:
    """Return the states that ``row`` may move to now, by the FLOW table of ``column``."""
    return set(row.flow(column).get(getattr(row, column), ()))  # type: ignore[attr-defined]


def move(row: Any, to: str, *, column: str = "state", **also: Any) -> None:
    """Move ``row.column`` to ``to`` by compare-and-set and write the columns in ``also`` with it.

    The model's ``flow(column)`` gives the table (it may depend on the row, such as a task's kind).
    Raises IllegalMove when the table has no such step, StaleState when another transaction was
    first. Only services call it, inside the transaction of their act.
    """
    at, what = getattr(row, column), capfirst(row._meta.verbose_name)
    if to not in row.flow(column).get(at, ()):
        raise IllegalMove(
            _("%(what)s cannot go from “%(at)s” to “%(to)s”.")
            % {
                "what": what,
                "at": label(row, column, at),
                "to": label(row, column, to),
            }
        )
    changes = {column: to, **also}
    if any(field.name == "changed_at" for field in row._meta.fields):
        changes.setdefault("changed_at", timezone.now())
    moved = type(row)._base_manager.filter(pk=row.pk, **{column: at}).update(**changes)
    if moved != 1:
        raise StaleState(
            _("%(what)s was changed by somebody else. Reload to see it as it is now.")
            % {"what": what}
        )
    row.refresh_from_db(fields=list(changes))


def label(row: Any, column: str, value: str) -> str:
    """Return the reader's word for a state."""
    return str(dict(row._meta.get_field(column).flatchoices).get(value, value))
