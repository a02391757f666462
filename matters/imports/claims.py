"""Which departments claim which matters."""

from collections.abc import Iterable

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common import workdays
from common.imports import Column, Importer, Outcome, Row
from common.models import User
from matters import rules, services
from matters.choices import ClaimState
from matters.models import Claim, Matter, MatterVersion
from registry.models import Department


class ClaimImporter(Importer):
    """Claims by matter and department, in force from the beginning of the year unless said.

    A claim that stands is left as it is, one to be renewed is renewed, in time or late, and a
    refusal gives way; whatever the rules refuse is rejected with their words.
    """

    model = Claim
    key = ("matter_code", "sub_item", "department_code")
    columns = (
        Column("list_code", ("list", "清单", "清单代码")),
        Column("matter_code", ("事项代码", "事项编码"), required=True),
        Column("sub_item", ("子项名称", "监管事项子项")),
        Column("department_code", ("部门编码", "认领部门编码"), required=True),
    )

    def __init__(self, *, by: User | None = None, basis: str = "") -> None:
        super().__init__()
        self.by, self.basis = by, basis

    def prepare(self) -> None:
        self.day = workdays.today()
        self.departments = {row.code: row for row in Department.objects.all()}

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Find matter and department of each claim and ask the rules."""
        codes = {row.cells["matter_code"] for row in rows}
        matters: dict[str, list[Matter]] = {}
        for matter in Matter.objects.filter(code__in=codes):
            matters.setdefault(matter.code, []).append(matter)
        versions = MatterVersion.objects.in_force(self.day).filter(matter__code__in=codes)
        self.in_force = {version.matter_id: version for version in versions}
        good = []
        for row in rows:
            found = self._matters(row, matters.get(row.cells["matter_code"], []))
            department = self.departments.get(row.cells["department_code"])
            fault = self._fault(found, department)
            if fault:
                self.reject(row, *fault)
            else:
                row.cells |= {"matter": found[0], "department": department}
                good.append(row)
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        standing = {
            (claim.matter_id, claim.department_id, claim.region_id): claim
            for claim in Claim.objects.standing().filter(
                matter__in={row.cells["matter"] for row in rows}
            )
        }
        outcomes, new = [], []
        for row in rows:
            matter, department = row.cells["matter"], row.cells["department"]
            key = matter.pk, department.pk, department.region_id
            if key in standing:
                outcomes.append(self._again(standing[key]))
                continue
            outcomes.append(Outcome.CREATED)
            since = self.in_force[matter.pk].valid.lower
            claim = Claim(
                matter=matter,
                department=department,
                region_id=department.region_id,
                level=department.level,
                valid=DateRange(max(since, self.day.replace(month=1, day=1)), None),
            )
            standing[key] = claim
            new.append(claim)
        services.claim_all(new, by=self.by, basis=self.basis)
        return outcomes

    def _again(self, claim: Claim) -> Outcome:
        """Renew a claim that is to be renewed; another one stays."""
        if claim.state != ClaimState.RECLAIM_REQUIRED:
            return Outcome.UNCHANGED
        services.renew_claim(claim, by=self.by, basis=self.basis)
        return Outcome.UPDATED

    def _matters(self, row: Row, candidates: Iterable[Matter]) -> list[Matter]:
        cells = row.cells
        return [
            matter
            for matter in candidates
            if cells.get("list_code") in (None, "", matter.list_code)
            and cells.get("sub_item") in (None, "", matter.sub_item)
        ]

    def _fault(
        self, found: list[Matter], department: Department | None
    ) -> tuple[str, str, str] | None:
        """Return field, code and reason of what speaks against a claim."""
        if not found:
            return "matter_code", "unknown_matter", _("No matter has this code.")
        if len(found) > 1:
            reason = _("Several matters have this code: name list and sub item.")
            return "matter_code", "ambiguous", reason
        if department is None:
            return "department_code", "unknown_department", _("No department has this code.")
        version = self.in_force.get(found[0].pk)
        fault = rules.claim_fault(
            level=department.level,
            levels=version.levels if version else (),
            is_in_force=version is not None,
        )
        field = "department_code" if fault == "level" else "matter_code"
        return (field, fault, services.claim_fault_text(fault)) if fault else None
