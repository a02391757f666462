"""A whole filtered list as CSV or XLSX, read in keyset batches, harmless in a spreadsheet."""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from common import audit, marks
from common.errors import RuleError
from common.lists.desk import Column, ListDesk
from common.lists.keyset import Keyset, Order

FORMATS = ("csv", "xlsx")
XLSX_LIMIT = 200_000  # rows; a workbook is built as a whole before it can be sent
LONGEST_CELL = 32_767  # characters, Excel's limit
# What a spreadsheet may take for a formula, full-width forms too; the quote itself is prefixed as
# well, so that taking one quote away always gives back what stood there.
_RISKY = re.compile(r"^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0']")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def guard(text: str) -> str:
    """Return ``text`` quote-prefixed where a spreadsheet could take it for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """Return what was given to ``guard``."""
    return text.removeprefix("'")


def export(
    request: HttpRequest,
    desk: ListDesk,
    columns: Sequence[Column],
    queryset: QuerySet[Any],
    order: Order,
    form: str,
) -> HttpResponseBase:
    """Return the list as a download and note it in the audit trail, before the first row leaves.

    Raises RuleError for a workbook of more than XLSX_LIMIT rows.
    """
    if form == "xlsx" and queryset.order_by()[: XLSX_LIMIT + 1].count() > XLSX_LIMIT:
        raise RuleError(
            "too_many_rows",
            _("A workbook holds %(n)s rows here. Narrow the filters, or take the CSV file.")
            % {"n": marks.number(XLSX_LIMIT)},
        )
    audit.record(
        "export",
        by=request.user,  # type: ignore[arg-type]
        row=f"list:{desk.key}",
        facts={
            "format": form,
            "query": request.GET.urlencode()[:2000],
            "columns": [c.key for c in columns],
        },
        request=request,
    )
    name = f"{desk.export_name}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    keyset: Keyset[Any] = Keyset(queryset, order)
    if form == "csv":
        lines = _csv(keyset, columns, translation.get_language())
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Accel-Buffering"] = "no"
        return response
    return FileResponse(_xlsx(keyset, columns, str(desk.title)), as_attachment=True, filename=name)


class _Line:
    """A file for the csv module that hands each written line back."""

    def write(self, text: str) -> str:
        return text


def _csv(keyset: Keyset[Any], columns: Sequence[Column], language: str | None) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    with translation.override(language):
        head = writer.writerow([guard(str(column.label)) for column in columns])
    yield f"\ufeff{head}".encode()  # the mark tells Excel that this is UTF-8
    for rows in keyset.batches():
        # The request's language has ended by now, and none may leak out between two batches.
        with translation.override(language):
            text = "".join(
                writer.writerow([_text(column.plain(row)) for column in columns]) for row in rows
            )
        yield text.encode("utf-8", "replace")


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return marks.moment_text(value, seconds=True)
    if isinstance(value, str):
        return guard(value.replace("\0", ""))
    return str(value)  # a number or a day cannot be a formula


def _xlsx(keyset: Keyset[Any], columns: Sequence[Column], title: str) -> IO[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, str(column.label)) for column in columns])
    for rows in keyset.batches():
        for row in rows:
            sheet.append([_cell(sheet, column.plain(row)) for column in columns])
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(target)
    target.seek(0)
    return target


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    lines = value.replace("\r\n", "\n").replace("\r", "\n")  # as XML would, too
    text = UNWRITABLE.sub("\ufffd", lines)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes "=…" for a formula
    cell.quotePrefix = bool(_RISKY.match(text))
    return cell
