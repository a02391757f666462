"""The list itself: the project's own table and the officials' list of random inspections."""

import uuid
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from common.events import emit_all
from common.imports import Column, Importer, Outcome, Refused, Row, change, upsert, write
from common.imports.columns import choice, each, integer, items, truth
from common.models import User
from matters import rules, services
from matters.choices import IN_WORK, AdministrativeType, ApplyScope, VersionState
from matters.models import Matter, MatterVersion, Method
from registry.choices import Level, SubjectKind
from registry.imports.subjects import KINDS
from registry.imports.trees import LEVELS, warn_of_lines
from registry.models import Department, Line

TYPES = {
    "检查": AdministrativeType.INSPECTION,
    "行政检查": AdministrativeType.INSPECTION,
    "处罚": AdministrativeType.PENALTY,
    "行政处罚": AdministrativeType.PENALTY,
    "强制": AdministrativeType.COMPULSION,
    "行政强制": AdministrativeType.COMPULSION,
    "其他": AdministrativeType.OTHER,
}
SCOPES = {
    "全省": ApplyScope.PROVINCE,
    "省": ApplyScope.PROVINCE,
    "全市": ApplyScope.CITY,
    "市": ApplyScope.CITY,
    "全县": ApplyScope.COUNTY,
    "县": ApplyScope.COUNTY,
}
UNITS = (
    ("食品药品", ("食品药品监督", "药品监督", "市场监督管理")),
    ("工商", ("工商行政管理", "市场监督管理")),
    ("市场监", ("市场监督管理", "质量技术监督", "工商行政管理")),
    ("质监", ("质量技术监督", "市场监督管理")),
    ("公安", ("公安",)),
)
"""Words of a responsible unit → words of a department's name, before and after 2018, best first."""
DEFAULT_LIST = "zj-2017"
"""The list of rows that name none: the province's first list of random inspections."""
LINES = {"市场监管": "market"}
IDENTITY = ("list_code", "code", "sub_item")


def national_code(text: str) -> str | None:
    """Read a national code: 14 digits."""
    if text and not rules.is_catalogue_code(text):
        raise Refused("invalid_code", _("A national code has 14 digits."))
    return text or None


class MatterImporter(Importer):
    """Matters by list, code and sub item; each lands as a draft, never over a published version.

    A row that differs from what is published becomes the next draft. ``drafted`` are the drafts
    that the file leaves behind. ``by`` counts as their drafter.
    """

    model = MatterVersion
    key = IDENTITY
    columns = (
        Column("list_code", ("清单代码", "List", "清单")),
        Column("system", ("系统", "System")),
        Column("code", ("事项代码", "Code", "事项编码", "监管事项编码")),
        Column("serial", ("编号", "Number")),
        Column(
            "item",
            ("抽查事项名称", "Main item", "监管事项", "事项名称", "主项名称"),
            required=True,
        ),
        Column("sub_item", ("抽查子项", "Sub item", "子项名称", "监管事项子项")),
        Column("basis", ("抽查依据", "Setting basis", "设定依据")),
        Column("unit", ("抽查主体", "Responsible unit", "监管主体", "实施主体", "监管部门")),
        Column("object", ("抽查对象", "Object", "监管对象"), required=True),
        Column("ratio", ("抽查比例", "Sampling ratio")),
        Column("frequency", ("抽查频次", "Frequency")),
        Column("method", ("抽查方式", "Method in words")),
        Column("officer_requirement", ("检查人员要求", "Requirements for officers")),
        Column("note", ("备注", "Note")),
        Column("national_code", ("监管事项目录编码", "National code"), national_code),
        Column(
            "administrative_type",
            ("行政行为类型", "Administrative type", "监管方式类型"),
            choice(AdministrativeType, TYPES),
        ),
        Column("department_code", ("部门编码", "Department code", "实施部门编码")),
        Column(
            "levels",
            ("监管层级", "Exercising levels", "层级", "行使层级"),
            each(choice(Level, LEVELS)),
        ),
        Column("apply_scope", ("适用范围", "Scope of application"), choice(ApplyScope, SCOPES)),
        Column("line", ("业务条线", "Line of business", "条线")),
        Column("duty_code", ("职能部门代码", "Functional department", "职能部门")),
        Column(
            "object_types", ("监管对象类别", "Kinds of object"), each(choice(SubjectKind, KINDS))
        ),
        Column("power_code", ("对应权力事项编码", "Power item of the main item")),
        Column("subitem_code", ("子项编码", "Code of the sub item", "监管事项子项编码")),
        Column("subitem_power_code", ("子项对应权力事项编码", "Power item of the sub item")),
        Column("permit_type", ("许可事项类型", "Type of permit")),
        Column("permit_name", ("对应许可事项", "Permit item", "许可事项名称")),
        Column("permit_code", ("许可事项编码", "Code of the permit item")),
        Column("permit_power_code", ("许可对应权力事项编码", "Power item of the permit")),
        Column("methods", ("监管方式", "Methods of supervision"), items),
        Column("supervision_form", ("监管形式", "Form of supervision")),
        Column("process", ("监管流程", "Process")),
        Column("result", ("监管结果", "Result")),
        Column("is_on_clue", ("依线索检查", "On clue only"), truth),
        Column("legal_min", ("法定最低年频次", "Fewest times a year by law"), integer(0, 999)),
        Column("legal_max", ("法定最高年频次", "Most times a year by law"), integer(0, 999)),
        Column("item_en", ("主项英文名", "Main item in English")),
        Column("sub_item_en", ("子项英文名", "Sub item in English")),
        Column("object_en", ("监管对象英文", "Object in English")),
        Column("basis_en", ("设定依据英文", "Basis in English")),
        Column("process_en", ("监管流程英文", "Process in English")),
        Column("result_en", ("监管结果英文", "Result in English")),
        Column("method_en", ("抽查方式英文", "Method in English")),
    )
    NOT_CONTENT: ClassVar = {"list_code", "code", "national_code", "department_code"}

    def __init__(self, list_code: str = "", *, by: User | None = None) -> None:
        super().__init__()
        self.list_code, self.by = list_code or DEFAULT_LIST, by
        self.drafted: list[MatterVersion] = []

    def prepare(self) -> None:
        self.departments = {row.code: row.pk for row in Department.objects.only("code")}
        tops = Department.objects.filter(level=Level.PROVINCE).order_by("code")
        self.names = {row.name: row.pk for row in tops.only("name")}
        self.lines = set(Line.objects.values_list("code", flat=True))
        self.methods: dict[str, str] = {}
        for method in Method.objects.all():
            self.methods |= dict.fromkeys((method.code, method.name, method.name_en), method.code)
        self.standing: dict[tuple[str, ...], list[MatterVersion]] = {}

    def clean(self, row: Row) -> None:
        cells = row.cells
        cells["list_code"] = cells.get("list_code") or self.list_code
        for name in ("code", "sub_item"):
            cells.setdefault(name, "")
        if self.has("administrative_type") and not cells["administrative_type"]:
            raise Refused("required", _("This cell must be filled in."), "administrative_type")
        code = cells.get("department_code")
        if code and code not in self.departments:
            reason = _("No department has the code “%(code)s”.") % {"code": code}
            raise Refused("unknown_department", reason, "department_code")
        if cells.get("methods"):
            cells["methods"] = self._methods(row)
        kind = cells.get("administrative_type")
        if kind and rules.contradicts(cells.get("subitem_power_code", ""), kind):
            reason = _("This power item is of another administrative type than the matter.")
            raise Refused("contradiction", reason, "subitem_power_code")
        least, most = cells.get("legal_min"), cells.get("legal_max")
        if least is not None and most is not None and least > most:
            reason = _("The most cannot be less than the fewest.")
            raise Refused("out_of_range", reason, "legal_max")
        if cells.get("line"):
            warn_of_lines(self, Row(row.line, {"lines": [cells["line"]]}), self.lines)
        if not cells.get("levels") and not rules.levels(cells.get("unit", "")):
            raise Refused("required", _("No level of administration can be read here."), "levels")

    def _methods(self, row: Row) -> list[str]:
        """Return the codes of methods; words for a method that no vocabulary has stay words.

        The officials' lists say 现场检查 where others name double random: that is no such method.
        """
        words = row.cells["methods"]
        if not any(word in self.methods for word in words):
            row.cells["method"] = row.cells.get("method") or "；".join(words)
            return []
        unknown = [word for word in words if word not in self.methods]
        if unknown:
            reason = _("“%(text)s” is not a known value.") % {"text": unknown[0]}
            raise Refused("invalid_choice", reason, "methods")
        return [self.methods[word] for word in words]

    def identity(self, row: Row) -> tuple[str, ...]:
        """Return list, code and sub item; a row without a code goes by its item."""
        cells = row.cells
        uncoded = "" if cells["code"] else cells["item"]
        return cells["list_code"], cells["code"], cells["sub_item"] or uncoded

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Reject what would change a version under review."""
        codes = {row.cells["code"] for row in rows}
        self.standing = {}
        versions = (
            MatterVersion.objects.filter(matter__code__in=codes)
            .select_related("matter")
            .order_by("number")
        )
        for version in versions:
            matter = version.matter
            key = (matter.list_code, matter.code, matter.sub_item)
            self.standing.setdefault(key, []).append(version)
        good = []
        for row in rows:
            latest = self._latest(row)
            if (
                latest
                and latest.state in IN_WORK
                and latest.state != VersionState.DRAFT
                and self._differs(latest, row)
            ):
                reason = _("Version %(number)d is under review.") % {"number": latest.number}
                self.reject(row, "code", "under_review", reason)
            else:
                good.append(row)
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        _outcomes, matters = upsert(Matter, IDENTITY, [self._matter(row) for row in rows])
        outcomes, versions = [], []
        for row, matter in zip(rows, matters, strict=True):
            outcome, version = self._version(row)
            version.matter = matter
            outcomes.append(outcome)
            versions.append(version)
        stored = [
            Outcome.CREATED if version._state.adding else outcome
            for outcome, version in zip(outcomes, versions, strict=True)
        ]
        write(
            MatterVersion,
            stored,
            versions,
            {*services.COPIED, "drafted_by", "revision"} - {"matter_id"},
        )
        new = [
            each
            for each, outcome in zip(versions, stored, strict=True)
            if outcome == Outcome.CREATED
        ]
        services.cite_bases(
            each
            for each, outcome in zip(versions, stored, strict=True)
            if outcome != Outcome.UNCHANGED
        )
        emit_all("matters.version_drafted", new, facts={"file": self.file}, by=self.by)
        self.drafted += [each for each in versions if each.state == VersionState.DRAFT]
        return outcomes

    def _version(self, row: Row) -> tuple[Outcome, MatterVersion]:
        """Return the version that holds the row, changed or new where it must be."""
        latest = self._latest(row)
        content = self._content(row)
        if latest and not self._differs(latest, row):
            return Outcome.UNCHANGED, latest
        if latest and latest.state == VersionState.DRAFT:
            content = services.without_stale_english(latest, content)
            content["revision"] = latest.revision + 1
            change(latest, services.with_readings(content) | self._drafter())
            return Outcome.UPDATED, latest
        defaults = {} if latest else self._defaults(row)
        version = services.next_draft(latest, defaults | content | self._drafter())
        return (Outcome.UPDATED if latest else Outcome.CREATED), version

    def _latest(self, row: Row) -> MatterVersion | None:
        versions = self.standing.get(self.identity(row))
        return versions[-1] if versions else None

    def _differs(self, version: MatterVersion, row: Row) -> bool:
        return any(getattr(version, name) != value for name, value in self._content(row).items())

    def _drafter(self) -> dict[str, Any]:
        return {"drafted_by": self.by.pk} if self.by else {}

    def _matter(self, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = dict(zip(IDENTITY, self.identity(row), strict=True))
        if self.has("national_code"):
            values["national_code"] = row.cells["national_code"]
        return values

    def _content(self, row: Row) -> dict[str, Any]:
        """Return the fields that the file says."""
        cells = row.cells
        content = {name: cells[name] for name in cells if name not in self.NOT_CONTENT}
        if not content.get("levels"):
            content["levels"] = rules.levels(cells.get("unit", ""))
        if self.has("department_code"):
            content["department_id"] = self.departments.get(cells["department_code"])
        return content

    def _defaults(self, row: Row) -> dict[str, Any]:
        """Return what a new matter has besides: officials' lists name bodies in words."""
        system = row.cells.get("system", "")
        words = f"{row.cells.get('unit', '')} {system}"
        department = self._department(words)
        if department is None and not self.has("department_code"):
            reason = _("No department is known by these words; name it before the review.")
            self.warn(row, "unit", "unknown_department", reason)
        return {
            "administrative_type": AdministrativeType.INSPECTION,
            "department_id": department,
            "line": LINES.get(system, ""),
        }

    def _department(self, words: str) -> uuid.UUID | None:
        for word, names in UNITS:
            if word in words:
                for wanted in names:
                    for name, pk in self.names.items():
                        if wanted in name:
                            return pk
        return None
