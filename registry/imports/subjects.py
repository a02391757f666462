"""Lines of business, supervised subjects and the links between them."""

from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc as uscc_numbers

from common.imports import Column, Importer, Outcome, Refused, Row, TableImporter, upsert
from common.imports.columns import choice, degrees, items
from registry.choices import SubjectKind, SubjectState
from registry.imports.trees import region_code
from registry.models import Line, Link, Region, Subject
from registry.places import plane

KINDS = {
    "企业": SubjectKind.ENTERPRISE,
    "个体工商户": SubjectKind.SELF_EMPLOYED,
    "事业单位": SubjectKind.INSTITUTION,
    "机关": SubjectKind.INSTITUTION,
    "社会组织": SubjectKind.ORGANISATION,
    "自然人": SubjectKind.PERSON,
    "场所": SubjectKind.SITE,
    "工地": SubjectKind.SITE,
    "项目": SubjectKind.PROJECT,
    "产品": SubjectKind.PRODUCT,
    "车辆": SubjectKind.VEHICLE,
    "设备": SubjectKind.EQUIPMENT,
}
STATES = {
    "在营": SubjectState.ACTIVE,
    "存续": SubjectState.ACTIVE,
    "停业": SubjectState.SUSPENDED,
    "注销": SubjectState.DEREGISTERED,
    "吊销": SubjectState.DEREGISTERED,
}


class LineImporter(TableImporter):
    """Lines of business."""

    model = Line
    key = ("code",)
    columns = (
        Column("code", ("代码", "编码"), required=True),
        Column("name", ("名称", "条线名称"), required=True),
        Column("name_en", ("英文名称",)),
    )


class SubjectImporter(TableImporter):
    """Supervised subjects by kind and code; a wrong credit code is a warning, not a refusal."""

    model = Subject
    key = ("kind", "code")
    columns = (
        Column("kind", ("类型", "主体类型"), choice(SubjectKind, KINDS), required=True),
        Column("code", ("编号", "代码", "编码"), required=True),
        Column("name", ("名称", "主体名称"), required=True),
        Column("name_en", ("英文名称",)),
        Column("uscc", ("统一社会信用代码",), str.upper),
        Column("region_code", ("区划代码", "行政区划代码"), region_code, required=True),
        Column("address", ("地址", "住所")),
        Column("address_en", ("英文地址",)),
        Column("lon", ("经度",), degrees(180)),
        Column("lat", ("纬度",), degrees(90)),
        Column("labels", ("标签",), items),
        Column("state", ("状态",), choice(SubjectState, STATES)),
    )

    def prepare(self) -> None:
        self.regions = dict(Region.objects.values_list("code", "pk"))

    def clean(self, row: Row) -> None:
        cells = row.cells
        code = cells["region_code"]
        if code not in self.regions:
            reason = _("No region has the code “%(code)s”.") % {"code": code}
            raise Refused("unknown_region", reason, "region_code")
        if (cells.get("lon") is None) != (cells.get("lat") is None):
            reason = _("A place has both a longitude and a latitude.")
            raise Refused("half_a_place", reason, "lon" if cells.get("lon") is None else "lat")
        if cells.get("uscc") and not uscc_numbers.is_valid(cells["uscc"]):
            reason = _("The check character of “%(code)s” is wrong.") % {"code": cells["uscc"]}
            self.warn(row, "uscc", "invalid_uscc", reason)

    def values(self, row: Row) -> dict[str, Any]:
        values = dict(row.cells)
        values["region_id"] = self.regions[values.pop("region_code")]
        if "lon" in values and "lat" in values:
            placed = values["lon"] is not None
            values["xy"] = plane(values["lon"], values["lat"]) if placed else None
        if values.get("state", "") is None:
            values["state"] = SubjectState.ACTIVE
        return values


class LinkImporter(Importer):
    """Directed links between subjects that are known by their codes."""

    model = Link
    key = ("from_code", "kind", "to_code")
    columns = (
        Column("from_code", ("起点", "起点编号"), required=True),
        Column("to_code", ("终点", "终点编号"), required=True),
        Column("kind", ("关系", "类型"), required=True),
    )

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Find the two ends of each link; a code that several kinds of subject share is refused."""
        ends = ("from_code", "to_code")
        found: dict[str, list[Any]] = {}
        wanted = {row.cells[end] for row in rows for end in ends}
        for code, pk in Subject.objects.filter(code__in=wanted).values_list("code", "pk"):
            found.setdefault(code, []).append(pk)
        good = []
        for row in rows:
            for end in ends:
                subjects = found.get(row.cells[end], [])
                if len(subjects) != 1:
                    self._refuse(row, end, known=bool(subjects))
                    break
                row.cells[end] = subjects[0]
            else:
                good.append(row)
        return good

    def _refuse(self, row: Row, end: str, *, known: bool) -> None:
        code = {"code": row.cells[end]}
        if known:
            self.reject(
                row, end, "ambiguous", _("Several subjects have the code “%(code)s”.") % code
            )
        else:
            self.reject(
                row, end, "unknown_subject", _("No subject has the code “%(code)s”.") % code
            )

    def land(self, rows: list[Row]) -> list[Outcome]:
        outcomes, _links = upsert(
            Link,
            ("source_id", "kind", "target_id"),
            [
                {
                    "source_id": row.cells["from_code"],
                    "kind": row.cells["kind"],
                    "target_id": row.cells["to_code"],
                }
                for row in rows
            ],
        )
        return outcomes
