"""How standing approvals land."""

import datetime as dt
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.imports import Column, Refused, Row, TableImporter
from common.imports.columns import date, integer
from common.models import User
from enforcement.models import StandingApproval
from matters.models import Checklist, Matter
from registry.models import Department


class StandingApprovalImporter(TableImporter):
    """Standing approvals by code; matter and checklist go by codes that only one list has."""

    model = StandingApproval
    key = ("code",)
    columns = (
        Column("code", ("编号",), required=True),
        Column("matter_code", ("事项代码",), required=True),
        Column("checklist_code", ("表单编码",), required=True),
        Column("daily_limit", ("每日上限",), integer(1, 1000), required=True),
        Column("valid_from", ("起始日期",), date, required=True),
        Column("valid_to", ("截止日期",), date, required=True),
        Column("approver_username", ("批准人",), required=True),
        Column("department_code", ("部门编码",), required=True),
    )

    def prepare(self) -> None:
        self.found: dict[str, dict[str, Any]] = {
            "matter_code": _sole(Matter.objects.values_list("code", "pk")),
            "checklist_code": _sole(Checklist.objects.values_list("code", "pk")),
            "approver_username": dict(User.objects.values_list("username", "pk")),
            "department_code": dict(Department.objects.values_list("code", "pk")),
        }

    def clean(self, row: Row) -> None:
        for name, known in self.found.items():
            if row.cells[name] not in known:
                reason = _("“%(code)s” is not known, or not only once.") % {"code": row.cells[name]}
                raise Refused("unknown_code", reason, name)
        if row.cells["valid_to"] < row.cells["valid_from"]:
            raise Refused("out_of_range", _("It would end before it begins."), "valid_to")

    def values(self, row: Row) -> dict[str, Any]:
        cells = row.cells
        return {
            "code": cells["code"],
            "matter_id": self.found["matter_code"][cells["matter_code"]],
            "checklist_id": self.found["checklist_code"][cells["checklist_code"]],
            "approver_id": self.found["approver_username"][cells["approver_username"]],
            "department_id": self.found["department_code"][cells["department_code"]],
            "daily_limit": cells["daily_limit"],
            "valid": DateRange(cells["valid_from"], cells["valid_to"] + dt.timedelta(days=1)),
        }


def _sole(pairs: Any) -> dict[str, Any]:
    """Return code → key for the codes that stand once."""
    found: dict[str, Any] = {}
    for code, pk in pairs:
        found[code] = None if code in found else pk
    return {code: pk for code, pk in found.items() if pk}
