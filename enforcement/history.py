"""Acts of earlier years land by COPY: thousands a second, each row once, what is wrong is named."""

import io
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common import workdays
from common.ids import uuid7
from common.imports import Column, Importer, Outcome, Refused, Row
from common.imports.columns import choice, date, truth
from enforcement.choices import Outcome as Result
from enforcement.models import PastInspection
from matters.models import Matter
from registry.models import Department, Subject

RESULTS = {
    "未发现问题": Result.PASSED,
    "合格": Result.PASSED,
    "当场改正": Result.RECTIFY_NOW,
    "责令改正": Result.RECTIFY_BY,
    "限期改正": Result.RECTIFY_BY,
    "立案": Result.REFER_TO_CASE,
    "移送": Result.TRANSFERRED,
    "无法检查": Result.UNABLE,
}
FIELDS = (
    "id", "created_at", "source", "code", "subject_id", "department_id", "matter_id",
    "matter_text", "day", "outcome", "is_visit", "note",
)  # fmt: skip
_COMPARED = FIELDS[4:]


class HistoryImporter(Importer):
    """Past inspections by source and number. Unknown matters land with their text and a warning."""

    model = PastInspection
    key = ("source", "code")
    chunk = 5000
    columns = (
        Column("source", ("来源", "来源系统"), required=True),
        Column("code", ("编号", "检查编号"), required=True),
        Column("subject_code", ("主体编号", "统一社会信用代码"), required=True),
        Column("department_code", ("部门编码", "检查部门编码"), required=True),
        Column("day", ("检查日期", "日期"), date, required=True),
        Column("outcome", ("检查结果", "结果"), choice(Result, RESULTS), required=True),
        Column("matter_code", ("事项代码", "事项编码")),
        Column("matter_text", ("事项", "检查事项")),
        Column("is_visit", ("现场检查", "是否现场"), truth),
        Column("note", ("备注",)),
    )

    def prepare(self) -> None:
        self.departments = dict(Department.objects.values_list("code", "pk"))
        codes: dict[str, Any] = {}
        for code, pk in Matter.objects.values_list("code", "pk"):
            codes[code] = None if code in codes else pk
        self.matters = codes

    def clean(self, row: Row) -> None:
        cells = row.cells
        if cells["department_code"] not in self.departments:
            reason = _("No department has the code “%(code)s”.") % {
                "code": cells["department_code"]
            }
            raise Refused("unknown_department", reason, "department_code")
        if cells["day"] > workdays.today():
            raise Refused("in_the_future", _("This day is still to come."), "day")
        code = cells.get("matter_code")
        if code and not self.matters.get(code):
            reason = _("“%(code)s” is not known, or not only once.") % {"code": code}
            self.warn(row, "matter_code", "unknown_matter", reason)

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Find the subjects, by code or credit code; one that several share is refused."""
        wanted = {row.cells["subject_code"] for row in rows}
        found: dict[str, set[Any]] = {}
        for column in ("code", "uscc"):
            pairs = Subject.objects.filter(**{f"{column}__in": wanted})
            for code, pk, canonical in pairs.values_list(column, "pk", "canonical"):
                found.setdefault(code, set()).add(canonical or pk)
        good = []
        for row in rows:
            code = row.cells["subject_code"]
            if len(found.get(code, ())) == 1:
                [row.cells["subject_id"]] = found[code]
                good.append(row)
                continue
            known = code in found
            text = (
                _("Several subjects have the code “%(code)s”.")
                if known
                else _("No subject has the code “%(code)s”.")
            )
            why = "ambiguous" if known else "unknown_subject"
            self.reject(row, "subject_code", why, text % {"code": code})
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        """COPY a chunk into a passing table, then write what is new or differs."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE IF NOT EXISTS history_in "
                "(LIKE enforcement_pastinspection) ON COMMIT DELETE ROWS"
            )
            cursor.execute("DELETE FROM history_in")
            names = ", ".join(FIELDS)
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY history_in ({names}) FROM STDIN", self._lines(rows))
            news = ", ".join(f"{name} = EXCLUDED.{name}" for name in _COMPARED)
            old = ", ".join(f"past.{name}" for name in _COMPARED)
            new = ", ".join(f"EXCLUDED.{name}" for name in _COMPARED)
            cursor.execute(
                f"INSERT INTO enforcement_pastinspection AS past ({names}) "  # noqa: S608 (ours)
                f"SELECT {names} FROM history_in "
                f"ON CONFLICT (source, code) DO UPDATE SET {news} "
                f"WHERE ({old}) IS DISTINCT FROM ({new}) "
                "RETURNING source, code, xmax = 0"
            )
            written = {(source, code): fresh for source, code, fresh in cursor.fetchall()}
        words = {True: Outcome.CREATED, False: Outcome.UPDATED, None: Outcome.UNCHANGED}
        return [words[written.get(self.identity(row))] for row in rows]

    def _lines(self, rows: list[Row]) -> io.StringIO:
        out = io.StringIO()
        for row in rows:
            cells = row.cells
            values = (
                uuid7(), "now", cells["source"], cells["code"], cells["subject_id"],
                self.departments[cells["department_code"]],
                self.matters.get(cells.get("matter_code") or ""),
                cells.get("matter_text") or cells.get("matter_code") or "",
                cells["day"], cells["outcome"],
                cells.get("is_visit", True), cells.get("note", ""),
            )  # fmt: skip
            out.write("\t".join(_escaped(each) for each in values) + "\n")
        out.seek(0)
        return out


def _escaped(value: Any) -> str:
    """Return a value as COPY reads it."""
    if value is None:
        return "\\N"
    text = str(value)
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, written)
    return text
