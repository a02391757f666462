"""The rows of a list as HTML, drawn in Python: a page holds some five hundred cells.

Templates take several times as long over them; the table around the rows is one
(``common/_list_table.html``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import marks
from common.lists.desk import Column
from common.pieces import Shape, joined

_HEAD = Shape('<th class="cell-primary" role="rowheader" scope="row" data-label="{}">{}</th>')
_CELL = Shape('<td role="cell" data-label="{}" class="{}"><div class="cell">{}</div></td>')
_ROW = Shape(
    '<tr role="row" data-key="{}" data-url="{}" data-stamp="{}">{}{}'
    '<td class="cell-look" role="cell">{}</td></tr>'
)
_TICK = Shape(
    '<td class="cell-pick" role="cell"><label class="pick"><input class="form-check-input"'
    ' type="checkbox" name="row" value="{}" form="bulk"><span class="sr-only">{}</span></label>'
    "</td>"
)
_LOOK = Shape(
    '<button type="button" class="look" data-look data-with-script hidden title="{}">{}'
    '<span class="sr-only">{}</span></button>'
)


@dataclass(frozen=True)
class Line:
    """One row as the table shows it."""

    key: str
    name: str
    url: str
    stamp: str
    cells: SafeString


def cell(column: Column, label: str, html: SafeString) -> SafeString:
    """Return one cell; its column's name stands beside it where the screen is narrow.

    A row whose name is blank, as of a file's line without one, has no head: nothing heads nothing.
    """
    if column.kind == "name" and html != marks.NOTHING:
        return _HEAD(label, html)
    look = "cell-num" if column.is_number else "is-blank" if html == marks.NOTHING else ""
    return _CELL(label, look, html)


def drawn(lines: Iterable[Line], *, can_tick: bool) -> SafeString:
    """Return the rows; with a box to tick where there are acts on several."""
    tick, look = _("Tick %(name)s"), _("Quick look at %(name)s")
    title, eye = _("Quick look"), marks.icon("eye")
    rows = []
    for line in lines:
        name = {"name": line.name}
        box = _TICK(line.key, tick % name) if can_tick else ""
        button = _LOOK(title, eye, look % name) if line.url else ""
        rows.append(_ROW(line.key, line.url, line.stamp, box, line.cells, button))
    return joined(rows)
