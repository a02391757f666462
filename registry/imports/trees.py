"""Regions and departments: tables whose rows hang below one another."""

import sys
from typing import Any, ClassVar

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from common.imports import Column, Importer, Outcome, Refused, Row, change, write
from common.imports.columns import choice, degrees, items
from registry import rules
from registry.choices import Level
from registry.models import Department, Line, Region

LEVELS = {
    "国家": Level.NATIONAL,
    "省": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "直辖市": Level.PROVINCE,
    "省级": Level.PROVINCE,
    "市": Level.CITY,
    "地级市": Level.CITY,
    "市级": Level.CITY,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "县级": Level.COUNTY,
    "县(市区)": Level.COUNTY,
    "县（市区）": Level.COUNTY,
    "县(市、区)": Level.COUNTY,
    "县（市、区）": Level.COUNTY,
    "乡镇": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP,
    "乡镇街道": Level.TOWNSHIP,
    "乡级": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "村": Level.VILLAGE,
    "社区": Level.VILLAGE,
    "村居": Level.VILLAGE,
    "村(社区)": Level.VILLAGE,
}
level = choice(Level, LEVELS)


def region_code(text: str) -> str:
    """Read a region's code in any of the lengths that sources use."""
    try:
        return rules.region_code(text) if text else ""
    except ValueError:
        raise Refused(
            "invalid_code", _("“%(text)s” is no code of a region.") % {"text": text}
        ) from None


def warn_of_lines(importer: Importer, row: Row, known: set[str]) -> None:
    """Say once that a line of business is not in the vocabulary; the row lands with it."""
    for line in row.cells.get("lines", ()):
        if line not in known:
            known.add(line)
            reason = _("No line of business has the code “%(code)s”.") % {"code": line}
            importer.warn(row, "lines", "unknown_line", reason)


class TreeImporter(Importer):
    """A whole tree at once, parents in any order; ``path`` follows the parents.

    A row without the column ``parent_code`` stays where it is, or stands at the top when it is new.
    """

    key = ("code",)
    chunk = sys.maxsize
    model: ClassVar[type[Region] | type[Department]]

    def prepare(self) -> None:
        self.known: dict[str, Any] = {row.code: row for row in self.model.objects.all()}

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Return the rows, parents first; reject those whose parent is nowhere or below them."""
        waiting: dict[str, list[Row]] = {}
        ready: list[Row] = []
        own = {row.cells["code"] for row in rows}
        for row in rows:
            parent = row.cells.get("parent_code") or ""
            if parent in own:
                waiting.setdefault(parent, []).append(row)
            elif parent and parent not in self.known:
                self._orphan(row, "unknown_parent", _("no record has the code %(code)s."))
            else:
                ready.append(row)
        for row in ready:  # grows while it is walked
            ready += waiting.pop(row.cells["code"], ())
        for row in (row for rows in waiting.values() for row in rows):
            self._orphan(row, "parent_rejected", _("the record %(code)s above it was rejected."))
        return ready

    def _orphan(self, row: Row, code: str, reason: str) -> None:
        self.reject(row, "parent_code", code, reason % {"code": row.cells["parent_code"]})

    def land(self, rows: list[Row]) -> list[Outcome]:
        outcomes, nodes = [], []
        for row in rows:
            node = self.known.get(row.cells["code"])
            before = node.path if node else ""
            outcome = Outcome.UNCHANGED if node else Outcome.CREATED
            node = node or self.model()
            self._place(node, row)
            if (change(node, self.values(row)) or node.path != before) and before:
                outcome = Outcome.UPDATED
            if before and node.path != before:
                self._move(before, node.path)
            self.known[node.code] = node
            outcomes.append(outcome)
            nodes.append(node)
        write(self.model, outcomes, nodes, {*self.values(rows[0]), "parent", "path"} - {"code"})
        return outcomes

    def _place(self, node: Any, row: Row) -> None:
        if "parent_code" in row.cells:
            node.parent = self.known.get(row.cells["parent_code"])
        above = self.known[row.cells["parent_code"]].path if row.cells.get("parent_code") else ""
        if "parent_code" in row.cells or not node.path:
            node.path = f"{above}{row.cells['code']}/"

    def _move(self, before: str, after: str) -> None:
        """Take along what hangs below a node that moved, in the file or not."""
        tail = Substr(F("path"), len(before) + 1)
        self.model.objects.filter(path__startswith=before).exclude(path=before).update(
            path=Concat(Value(after), tail)
        )
        for node in self.known.values():
            if node.path.startswith(before):
                node.path = after + node.path.removeprefix(before)

    def values(self, row: Row) -> dict[str, Any]:
        """Return the fields that the file says."""
        return {name: value for name, value in row.cells.items() if name != "parent_code"}


class DivisionImporter(TreeImporter):
    """Regions: the project's own file, the province's list, villages, the npm package's files."""

    model = Region

    columns = (
        Column("code", ("代码", "区划代码", "行政区划代码", "编码"), region_code, required=True),
        Column("name", ("名称", "区划名称", "行政区划名称"), required=True),
        Column("name_en", ("英文名称",)),
        Column("level", ("级别", "层级"), level),
        Column(
            "parent_code",
            ("上级代码", "父级代码", "street_code", "area_code", "city_code", "province_code"),
            region_code,
        ),
        Column("lon", ("经度", "longitude"), degrees(180)),
        Column("lat", ("纬度", "latitude"), degrees(90)),
    )

    def __init__(self, within: str = "") -> None:
        super().__init__()
        self.within = within

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Leave out the rows of other provinces where one is asked for."""
        if self.within:
            rows = [row for row in rows if row.cells["code"].startswith(self.within)]
        return super().resolve(rows)

    def clean(self, row: Row) -> None:
        row.cells["level"] = row.cells.get("level") or rules.region_level(row.cells["code"])


class DepartmentImporter(TreeImporter):
    """Departments; where the file does not say it, the region comes from the head of the code."""

    model = Department
    columns = (
        Column("code", ("部门编码", "部门代码", "编码", "代码"), required=True),
        Column("name", ("部门名称", "名称"), required=True),
        Column("name_en", ("英文名称",)),
        Column("parent_code", ("上级编码", "上级部门编码")),
        Column("region_code", ("区划代码", "行政区划代码"), region_code),
        Column("level", ("层级", "级别"), level),
        Column("lines", ("业务条线", "条线"), items),
        Column("uscc", ("统一社会信用代码",)),
        Column("phone", ("联系电话", "电话")),
        Column("address", ("联系地址", "地址", "办公地址")),
    )

    def prepare(self) -> None:
        super().prepare()
        self.regions = {row.code: row for row in Region.objects.only("code", "level")}
        self.lines = set(Line.objects.values_list("code", flat=True))

    def clean(self, row: Row) -> None:
        code = row.cells.get("region_code") or rules.place_of(row.cells["code"])
        if code not in self.regions:
            raise Refused(
                "unknown_region",
                _("No region has the code “%(code)s”.") % {"code": code},
                "region_code",
            )
        row.cells["region_code"] = code
        warn_of_lines(self, row, self.lines)

    def values(self, row: Row) -> dict[str, Any]:
        values = super().values(row)
        region = self.regions[values.pop("region_code")]
        if not self.has("region_code") and row.cells["code"] in self.known:
            values.pop("level", None)
            return values
        return values | {"region_id": region.pk, "level": values.get("level") or region.level}
