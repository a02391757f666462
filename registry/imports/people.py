"""Officers and other staff: the account, the certificate and the role of each row."""

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.imports import Column, Importer, Outcome, Refused, Row, upsert
from common.imports.columns import date, items, truth
from common.models import User
from registry import rules, services
from registry.imports.trees import warn_of_lines
from registry.models import Department, Grant, Line, Officer, OfficerLoan, Role
from registry.roles import ROLES
from registry.services.officers import days

WIDE = {spec.code for spec in ROLES if spec.is_wide}
IN_THE_FIELD = {
    spec.code
    for spec in ROLES
    if spec.permissions & {"enforcement.perform_task", "enforcement.perform_fact_check"}
}


class OfficerImporter(Importer):
    """People by user name. A new account cannot log in until a password is set.

    A certificate or a role in the field makes a person an officer; grid members have none. The role
    is granted over the department's subtree and region (over every department of the region, for
    roles that look across).
    """

    model = User
    key = ("username",)
    columns = (
        Column("username", ("用户名", "账号"), required=True),
        Column("name", ("姓名",), required=True),
        Column("name_en", ("英文姓名",)),
        Column("department_code", ("部门编码", "单位编码"), required=True),
        Column("role", ("角色",)),
        Column("certificate_no", ("执法证号", "证件号码")),
        Column("valid_until", ("有效期至", "证件有效期"), date),
        Column("lines", ("业务条线", "执法领域"), items),
        Column("phone", ("电话", "联系电话")),
        Column("expertise", ("专长",), items),
        Column("loan_to", ("借调单位编码", "借调至")),
        Column("loan_from", ("借调起始日期", "借调开始日期"), date),
        Column("loan_until", ("借调截止日期", "借调结束日期"), date),
        Column("loan_basis", ("借调依据",)),
        Column("on_duty", ("在岗", "值班"), truth),
    )

    def prepare(self) -> None:
        self.departments = {row.code: row for row in Department.objects.only("code", "region_id")}
        self.roles = set(Role.objects.values_list("code", flat=True))
        self.lines = set(Line.objects.values_list("code", flat=True))
        self.on_duty: list[Officer] = []

    def clean(self, row: Row) -> None:
        cells = row.cells
        if cells["department_code"] not in self.departments:
            reason = _("No department has the code “%(code)s”.") % {
                "code": cells["department_code"]
            }
            raise Refused("unknown_department", reason, "department_code")
        if cells.get("role") and cells["role"] not in self.roles:
            reason = _("No role has the code “%(code)s”.") % {"code": cells["role"]}
            raise Refused("unknown_role", reason, "role")
        if cells.get("certificate_no") and not cells.get("valid_until"):
            reason = _("A certificate has a last day of validity.")
            raise Refused("required", reason, "valid_until")
        self._clean_loan(cells)
        warn_of_lines(self, row, self.lines)

    def _clean_loan(self, cells: dict[str, Any]) -> None:
        to = cells.get("loan_to")
        if not to:
            return
        if to not in self.departments or to == cells["department_code"]:
            reason = _("No other department has the code “%(code)s”.") % {"code": to}
            raise Refused("unknown_department", reason, "loan_to")
        first, last = cells.get("loan_from"), cells.get("loan_until")
        if not first or not last or last < first or not cells.get("loan_basis"):
            reason = _("A loan has a first and a last day in order, and a basis.")
            raise Refused("half_a_loan", reason, "loan_until")
        if not cells.get("certificate_no"):
            reason = _("Only holders of a certificate are lent to another body.")
            raise Refused("uncertified", reason, "loan_to")

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Reject whoever would hold an administrator's role beside another."""
        names = [row.cells["username"] for row in rows]
        held: dict[str, set[str]] = {}
        standing = Grant.objects.in_force().filter(user__username__in=names)
        for name, held_role in standing.values_list("user__username", "role_id"):
            held.setdefault(name, set()).add(held_role)
        good = []
        for row in rows:
            role = row.cells.get("role")
            if role and rules.roles_clash(role, held.get(row.cells["username"], set())):
                reason = _("An administrator holds one role and no other.")
                self.reject(row, "role", "roles_clash", reason)
            else:
                good.append(row)
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        named = [name for name in ("username", "name", "name_en") if self.has(name)]
        outcomes, users = upsert(
            User,
            self.key,
            [{name: row.cells[name] for name in named} for row in rows],
            defaults=lambda values: {"password": UNUSABLE_PASSWORD_PREFIX},
        )
        people = list(zip(users, rows, strict=True))
        touched = self._certify(people) | self._grant(people)
        return [
            max(outcome, Outcome.UPDATED) if user.pk in touched else outcome
            for outcome, user in zip(outcomes, users, strict=True)
        ]

    def _certify(self, people: list[tuple[User, Row]]) -> set[Any]:
        """Write who does tasks; return the users whose entry is new or changed."""
        field = [
            (user, row)
            for user, row in people
            if row.cells.get("certificate_no") or row.cells.get("role") in IN_THE_FIELD
        ]
        outcomes, officers = upsert(
            Officer, ("user_id",), [self._certificate(user, row) for user, row in field]
        )
        for officer, (_user, row) in zip(officers, field, strict=True):
            if row.cells.get("on_duty"):
                self.on_duty.append(officer)
        changed = {
            officer.user_id for officer, outcome in zip(officers, outcomes, strict=True) if outcome
        }
        return changed | self._lend(
            [(officer, row) for officer, (_user, row) in zip(officers, field, strict=True)]
        )

    def _lend(self, officers: list[tuple[Officer, Row]]) -> set[Any]:
        """Enter loans that are not entered yet; return the users whose loan is new."""
        wanted = [(officer, row.cells) for officer, row in officers if row.cells.get("loan_to")]
        known = {
            (loan.officer_id, loan.to_department_id, loan.valid.lower): loan
            for loan in OfficerLoan.objects.standing().filter(
                officer__in=[officer for officer, _cells in wanted]
            )
        }
        new = []
        for officer, cells in wanted:
            to = self.departments[cells["loan_to"]].pk
            span = days(cells["loan_from"], cells["loan_until"])
            if (officer.pk, to, span.lower) not in known:
                new.append(
                    OfficerLoan(
                        officer=officer,
                        to_department_id=to,
                        valid=span,
                        basis=cells["loan_basis"],
                        entered_by=officer.user_id,
                    )
                )
        OfficerLoan.objects.bulk_create(new)
        services.open_doors(new)
        return {loan.officer.user_id for loan in new}

    def _certificate(self, user: User, row: Row) -> dict[str, Any]:
        cells = row.cells
        values = {name: cells[name] for name in ("lines", "phone", "expertise") if self.has(name)}
        values["user_id"] = user.pk
        values["department_id"] = self.departments[cells["department_code"]].pk
        if self.has("certificate_no"):
            number, until = cells["certificate_no"], cells.get("valid_until")
            values["certificate_no"] = number or None
            values["valid"] = (
                DateRange(None, until + dt.timedelta(days=1), "()") if number and until else None
            )
        return values

    def _grant(self, people: list[tuple[User, Row]]) -> set[Any]:
        """Grant the roles that are not held there yet; return the users who got one."""
        held = set(
            Grant.objects.in_force()
            .filter(user__in=[user for user, _row in people])
            .values_list("user_id", "role_id", "department_id", "region_id")
        )
        new = []
        for user, row in people:
            if not row.cells.get("role"):
                continue
            role, department = row.cells["role"], self.departments[row.cells["department_code"]]
            place = None if role in WIDE else department.pk
            if (user.pk, role, place, department.region_id) not in held:
                new.append(
                    Grant(
                        user=user, role_id=role, department_id=place, region_id=department.region_id
                    )
                )
        services.grant_all(new, by=None)
        return {each.user_id for each in new}
