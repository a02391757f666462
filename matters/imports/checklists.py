"""Check forms: one row a line, in file order, under the form's code and name."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit_all
from common.imports import Column, Importer, Outcome, Row, upsert
from common.imports.columns import Refused, decimal, integer, items, truth
from common.models import User
from matters import services
from matters.choices import IN_WORK, VersionState
from matters.imports.matters import DEFAULT_LIST
from matters.models import CheckItem, Checklist, ChecklistVersion, Matter
from matters.services.citations import Cited, cite_all

FORM = ("list_code", "code", "name")
LINE = {
    "line_no": "",
    "content": "",
    "content_en": "",
    "how": "",
    "how_en": "",
    "papers": "",
    "papers_en": "",
    "is_key": False,
    "photo_required": False,
    "options": [],
    "score": Decimal(0),
    "basis": "",
    "finding": "",
    "finding_en": "",
    "group": "",
    "group_en": "",
    "when_line": None,
    "when_answers": [],
}
"""The fields of a line, with what they are where the file has no column for them."""


def own_results(text: str) -> list[dict[str, str]]:
    """Read the results that a line has of its own."""
    try:
        return services.read_own_results(text)
    except RuleError as refused:
        raise Refused("invalid_results", str(refused.message)) from refused


def points(text: str) -> Decimal:
    """Read the score of a line; empty is none."""
    return decimal(Decimal(0), Decimal(9999))(text) or Decimal(0)


Form = tuple[Checklist, list[Row]]


class ChecklistImporter(Importer):
    """Forms by list, code and name; their lines by order, since officials' numbers repeat.

    Lines that differ from those of a published version become the next draft; a draft takes on the
    lines of the file. ``drafted`` are the drafts left behind. Without a column ``matter_codes`` the
    form's code is that of its matter; a form may be of no matter.
    """

    model = CheckItem
    key = ("code", "name", "order")
    chunk = 1_000_000
    columns = (
        Column("list_code", ("list", "清单", "清单代码")),
        Column("code", ("事项代码", "表单编码", "表单代码"), required=True),
        Column("name", ("记录表名称", "表单名称"), required=True),
        Column("name_en"),
        Column("matter_codes", ("适用事项",), items),
        Column("line_no", ("序号", "编号", "项号")),
        Column(
            "content",
            ("检查内容", "检查项目", "检查事项", "检查要点", "检查内容及要求"),
            required=True,
        ),
        Column("content_en"),
        Column("how", ("操作方法与要领", "检查方法", "检查方式", "操作方法", "检查方法及要领")),
        Column("how_en"),
        Column("papers", ("要求提供材料", "需提供材料", "提供材料", "查阅资料", "所需材料")),
        Column("papers_en"),
        Column("is_key", ("关键项", "重点项", "是否关键项", "否决项"), truth),
        Column("photo_required", ("需拍照", "是否拍照"), truth),
        Column("options", ("结果选项", "检查结果选项"), own_results),
        Column("score", ("分值", "分数", "标准分"), points),
        Column("basis", ("检查依据", "依据", "依据条款")),
        Column("finding", ("问题描述", "问题用语")),
        Column("finding_en"),
        Column("group", ("重复对象",)),
        Column("group_en"),
        Column("when_line", ("前提项",), integer(1, 300)),
        Column("when_answers", ("前提结果",), items),
    )

    def __init__(self, list_code: str = "", *, by: User | None = None) -> None:
        super().__init__()
        self.list_code, self.by = list_code, by
        self.drafted: list[ChecklistVersion] = []
        self._orders: dict[tuple[str, str], int] = {}

    def clean(self, row: Row) -> None:
        cells = row.cells
        form = cells["code"], cells["name"]
        cells["order"] = self._orders[form] = self._orders.get(form, 0) + 1
        cells.setdefault("matter_codes", [cells["code"]])

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Find matters and standing versions; reject what would change a form under review."""
        self._find_matters(rows)
        self._find_versions(rows)
        good = []
        for lines in _forms(rows).values():
            version, known = self._standing(lines)
            in_review = version and version.state in IN_WORK[1:]
            if version and in_review and self._outcomes(known, lines) is not None:
                reason = _("Version %(number)d is under review.") % {"number": version.number}
                for row in lines:
                    self.reject(row, "code", "under_review", reason)
            else:
                good += lines
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        forms = _forms(rows)
        became, checklists = upsert(
            Checklist, FORM, [self._form(lines[0]) for lines in forms.values()]
        )
        linked = self._link(list(zip(checklists, forms.values(), strict=True)))
        outcomes: dict[int, Outcome] = {}
        changed: list[tuple[ChecklistVersion, list[Row]]] = []
        for outcome, checklist, lines in zip(became, checklists, forms.values(), strict=True):
            version, known = self._standing(lines)
            found = self._outcomes(known, lines)
            least = Outcome(bool(outcome) or checklist.pk in linked)
            for row, each in zip(lines, found or [Outcome.UNCHANGED] * len(lines), strict=True):
                outcomes[row.line] = max(least, each)
            if found is None:
                self.drafted += [version] if version and version.state in IN_WORK[:1] else []
            else:
                changed.append((self._next(checklist, version), lines))
        self._write(changed)
        return [outcomes[row.line] for row in rows]

    def _find_matters(self, rows: list[Row]) -> None:
        """Load the matters of the forms; where no list is named, the one that has them counts."""
        wanted = {code for row in rows for code in row.cells["matter_codes"]}
        self.matters: dict[tuple[str, str], set[UUID]] = {}
        for matter in Matter.objects.filter(code__in=wanted - {""}):
            self.matters.setdefault((matter.list_code, matter.code), set()).add(matter.pk)
        lists = {list_code for list_code, _code in self.matters}
        guess = self.list_code or (lists.pop() if len(lists) == 1 else DEFAULT_LIST)
        for row in rows:
            row.cells["list_code"] = row.cells.get("list_code") or guess

    def _find_versions(self, rows: list[Row]) -> None:
        """Load the latest version of each form with its lines."""
        self.versions: dict[tuple[str, ...], ChecklistVersion] = {}
        for version in (
            ChecklistVersion.objects.filter(checklist__code__in={row.cells["code"] for row in rows})
            .select_related("checklist")
            .prefetch_related("items")
            .order_by("number")
        ):
            self.versions[tuple(getattr(version.checklist, name) for name in FORM)] = version

    def _standing(self, lines: list[Row]) -> tuple[ChecklistVersion | None, list[CheckItem]]:
        version = self.versions.get(tuple(lines[0].cells[name] for name in FORM))
        return version, list(version.items.all()) if version else []

    def _outcomes(self, known: list[CheckItem], lines: list[Row]) -> list[Outcome] | None:
        """Compare a form's lines with the stored ones; None when nothing differs."""
        outcomes = [Outcome.CREATED] * len(lines)
        for place, (row, item) in enumerate(zip(lines, known, strict=False)):
            differs = any(getattr(item, name) != value for name, value in self._line(row).items())
            outcomes[place] = Outcome(differs)
        return outcomes if any(outcomes) or len(known) != len(lines) else None

    def _line(self, row: Row) -> dict[str, Any]:
        return {name: row.cells[name] for name in LINE if self.has(name)}

    def _form(self, row: Row) -> dict[str, Any]:
        names = (*FORM, "name_en") if self.has("name_en") else FORM
        return {name: row.cells[name] for name in names}

    def _next(self, checklist: Checklist, latest: ChecklistVersion | None) -> ChecklistVersion:
        """Return the draft that takes the lines of the file."""
        if latest and latest.state == VersionState.DRAFT:
            return latest
        number = latest.number + 1 if latest else 1
        return ChecklistVersion(
            checklist=checklist, number=number, drafted_by=self.by.pk if self.by else None
        )

    def _write(self, changed: Sequence[tuple[ChecklistVersion, list[Row]]]) -> None:
        """Store drafts with their lines; a draft's former lines go, nobody has answered them."""
        new = [version for version, _lines in changed if version._state.adding]
        ChecklistVersion.objects.bulk_create(new)
        CheckItem.objects.filter(
            version__in=[version for version, _lines in changed], version__state=VersionState.DRAFT
        ).delete()
        made = CheckItem.objects.bulk_create(
            [
                CheckItem(version=version, order=order, **{**LINE, **self._line(row)})
                for version, lines in changed
                for order, row in enumerate(lines, 1)
            ],
            batch_size=2000,
        )
        cite_all([Cited(line, line.basis) for line in made if line.basis])
        emit_all("matters.checklist_drafted", new, facts={"file": self.file}, by=self.by)
        self.drafted += [version for version, _lines in changed]

    def _link(self, forms: Sequence[Form]) -> set[UUID]:
        """Tie the forms to exactly their matters; return the forms that this changed."""
        through = Checklist.matters.through
        wanted = {
            (checklist.pk, matter)
            for checklist, lines in forms
            for matter in self._matters(lines[0])
        }
        within = Q(checklist__in=[checklist for checklist, _lines in forms])
        standing = set(through.objects.filter(within).values_list("checklist_id", "matter_id"))
        through.objects.bulk_create(
            [through(checklist_id=form, matter_id=matter) for form, matter in wanted - standing]
        )
        for form, matter in standing - wanted:
            through.objects.filter(checklist=form, matter=matter).delete()
        return {form for form, _matter in wanted ^ standing}

    def _matters(self, row: Row) -> set[UUID]:
        found: set[UUID] = set()
        for code in row.cells["matter_codes"]:
            matters = self.matters.get((row.cells["list_code"], code), set())
            if not matters:
                reason = _("No matter has the code “%(code)s”.") % {"code": code}
                self.warn(row, "matter_codes", "unknown_matter", reason)
            found |= matters
        return found


def _forms(rows: list[Row]) -> dict[tuple[str, ...], list[Row]]:
    """Group rows by their form, in file order."""
    forms: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        forms.setdefault(tuple(row.cells[name] for name in FORM), []).append(row)
    return forms
