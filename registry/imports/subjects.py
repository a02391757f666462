"""Lines of business, supervised subjects and the links between them."""

from array import array
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.imports import Column, Importer, Outcome, Refused, Report, Row, TableImporter, upsert
from common.imports.columns import choice, degrees, items
from common.imports.tables import open_table
from common.models import User
from registry import rules
from registry.choices import Datum, PlaceSource, SubjectKind, SubjectState
from registry.imports.landing import land
from registry.imports.trees import region_code
from registry.models import Line, Link, Region, Subject
from registry.services.subjects import id_digests

BUCKETS = 64

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


DATUMS = {"WGS84": Datum.WGS84, "国测局": Datum.GCJ02, "火星坐标": Datum.GCJ02, "百度": Datum.BD09}
SOURCES = {
    "登记": "register",
    "测量": "survey",
    "定位": "gps",
    "地图": "map",
    "地址推算": "geocoded",
}


class SubjectImporter(Importer):
    """Supervised subjects by kind and code, any number of them in little memory.

    A chunk is copied beside the table and put in by one statement; what changes keeps its former
    name, code and address. A wrong check character is a warning, not a refusal. Of two rows with
    one key the first counts. ``by`` limits the regions to those of a person.
    """

    model = Subject
    key = ("kind", "code")
    chunk = 20_000
    columns = (
        Column("kind", ("类型", "主体类型"), choice(SubjectKind, KINDS), required=True),
        Column("code", ("编号", "代码", "编码"), required=True),
        Column("name", ("名称", "主体名称"), required=True),
        Column("name_en", ("英文名称",)),
        Column("uscc", ("统一社会信用代码",), str.upper),
        Column("id_number", ("身份证号", "公民身份号码"), str.upper),
        Column("region_code", ("区划代码", "行政区划代码"), cache(region_code), required=True),
        Column("address", ("地址", "住所")),
        Column("address_en", ("英文地址",)),
        Column("lon", ("经度",), degrees(180)),
        Column("lat", ("纬度",), degrees(90)),
        Column("datum", ("坐标系",), choice(Datum, DATUMS)),
        Column("place_source", ("位置来源",), choice(PlaceSource, SOURCES)),
        Column("labels", ("标签",), items),
        Column("lines", ("业务条线",), items),
        Column("state", ("状态",), choice(SubjectState, STATES)),
    )

    def __init__(self, by: User | None = None) -> None:
        super().__init__()
        self.by = by
        self.rows = 0
        self.repeated: dict[int, int] = {}

    def run(self, path: Path, progress: Callable[[int], None] = lambda rows: None) -> Report:
        self.scan(path)
        return super().run(path, progress)

    def scan(self, path: Path) -> None:
        """Count the rows and find keys that repeat, in a few bytes a row."""
        buckets = [array("q") for _ in range(BUCKETS)]
        with open_table(path) as lines:
            places = self._places(lines)
            kind, code = places["kind"], places["code"]
            read = next(each.parse for each in self.columns if each.field == "kind")
            for _number, cells in lines:
                self.rows += 1
                if (key := _key(cells, kind, code, read)) is not None:
                    buckets[key % BUCKETS].append(key)
            seen: set[int] = set()
            for bucket in buckets:
                ranked = sorted(bucket)
                seen.update(one for one, other in pairwise(ranked) if one == other)
        self.report = Report()
        if seen:
            with open_table(path) as lines:
                self._places(lines)
                for line, cells in lines:
                    if (key := _key(cells, kind, code, read)) in seen and key is not None:
                        self.repeated.setdefault(key, line)

    def prepare(self) -> None:
        regions = Region.objects.all()
        self.regions = dict(regions.values_list("code", "pk"))
        self.own: set[Any] | None = None
        if self.by is not None:
            mine = Region.objects.allowed(self.by, "registry.import_subject")
            own = set(mine.values_list("pk", flat=True))
            self.own = own if len(own) < len(self.regions) else None

    def clean(self, row: Row) -> None:
        cells = row.cells
        region = self.regions.get(cells["region_code"])
        if region is None:
            reason = _("No region has the code “%(code)s”.") % {"code": cells["region_code"]}
            raise Refused("unknown_region", reason, "region_code")
        if self.own is not None and region not in self.own:
            reason = _("The region “%(code)s” is outside your area.") % {
                "code": cells["region_code"]
            }
            raise Refused("outside_scope", reason, "region_code")
        if (cells.get("lon") is None) != (cells.get("lat") is None):
            reason = _("A place has both a longitude and a latitude.")
            raise Refused("half_a_place", reason, "lon" if cells.get("lon") is None else "lat")
        if cells.get("uscc") and not rules.is_credit_code(cells["uscc"]):
            reason = _("The check character of “%(code)s” is wrong.") % {"code": cells["uscc"]}
            self.warn(row, "uscc", "invalid_uscc", reason)
        if cells["kind"] == SubjectKind.PERSON:
            self._clean_person(row)
        elif cells.get("id_number"):
            reason = _("Only persons have an identity number.")
            raise Refused("no_person", reason, "id_number")

    def _clean_person(self, row: Row) -> None:
        """Take an identity number out of the code; warn of a wrong check character."""
        cells = row.cells
        if rules.is_resident_id(cells["code"]):
            cells["id_number"] = cells["code"].upper()
            cells["code"] = f"P{id_digests(cells['id_number'])[0][:16].upper()}"
        elif cells.get("id_number") and not rules.is_resident_id(cells["id_number"]):
            shown = rules.masked_number(cells["id_number"])
            reason = _("The check character of “%(code)s” is wrong.") % {"code": shown}
            self.warn(row, "id_number", "invalid_id_number", reason)

    def _once(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            first = self.repeated.get(hash(self.identity(row))) if self.repeated else None
            if first is not None and first != row.line:
                reason = _("Line %(line)d has the same key.") % {"line": first}
                self.reject(row, "code", "duplicate", reason)
            else:
                yield row

    def resolve(self, rows: list[Row]) -> list[Row]:
        """Leave alone what stands in regions that are not the sender's."""
        if self.own is None:
            return rows
        codes = [row.cells["code"] for row in rows]
        foreign = set(
            Subject.objects.filter(code__in=codes)
            .exclude(region__in=self.own)
            .values_list("kind", "code")
        )
        good = []
        for row in rows:
            if (row.cells["kind"], row.cells["code"]) in foreign:
                reason = _("A subject outside your area has this code.")
                self.reject(row, "code", "outside_scope", reason)
            else:
                good.append(row)
        return good

    def land(self, rows: list[Row]) -> list[Outcome]:
        created, updated = land(list(self.values(rows)), given=set(self.headings))
        unchanged = len(rows) - created - updated
        return (
            [Outcome.CREATED] * created
            + [Outcome.UPDATED] * updated
            + [Outcome.UNCHANGED] * unchanged
        )

    def values(self, rows: list[Row]) -> Iterator[dict[str, Any]]:
        """Yield the columns of each row as they are to be stored."""
        for row in rows:
            values = dict(row.cells)
            values["region_id"] = self.regions[values.pop("region_code")]
            datum = values.get("datum")
            if datum and datum != Datum.WGS84 and values.get("lon") is not None:
                given = values["lon"], values["lat"]
                values["lon"], values["lat"] = rules.to_wgs84(*given, datum)
                if datum != Datum.CGCS2000:
                    values["given_lon"], values["given_lat"] = given
            yield values


def _key(cells: list[str] | None, kind: int, code: int, read: Callable[[str], Any]) -> int | None:
    if cells is None or len(cells) <= max(kind, code):
        return None
    try:
        return hash((read(cells[kind].strip()), cells[code].strip()))
    except Refused:
        return None


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
