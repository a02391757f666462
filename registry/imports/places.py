"""What became of regions, their other names and outlines."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import RuleError
from common.imports import Column, Importer, Outcome, Refused, Row, TableImporter, Unreadable
from common.imports.columns import choice, date, truth
from registry import services
from registry.choices import AliasKind, SuccessionKind
from registry.imports.trees import region_code
from registry.models import Boundary, Region, RegionAlias, RegionSuccession

KINDS = {
    "整体": SuccessionKind.WHOLE,
    "全部": SuccessionKind.WHOLE,
    "主要部分": SuccessionKind.MAIN,
    "部分": SuccessionKind.PART,
}
ALIASES = {
    "曾用名": AliasKind.FORMER,
    "简称": AliasKind.SHORT,
    "俗称": AliasKind.COLLOQUIAL,
    "英文": AliasKind.ENGLISH,
}


class SuccessionImporter(Importer):
    """Re-divisions: which code gave what to which, from which day on; ``founds`` tells a new one.

    Rows of one day and basis are entered together.
    """

    model = RegionSuccession
    key = ("old_code", "new_code", "day")
    columns = (
        Column("old_code", ("原代码",), region_code, required=True),
        Column("new_code", ("新代码",), region_code, required=True),
        Column("day", ("起始日期", "日期"), date, required=True),
        Column("kind", ("范围",), choice(SuccessionKind, KINDS), required=True),
        Column("founds", ("新设",), truth),
        Column("basis", ("依据",)),
    )

    def prepare(self) -> None:
        self.regions = {row.code: row for row in Region.objects.all()}

    def clean(self, row: Row) -> None:
        for name in ("old_code", "new_code"):
            if row.cells[name] not in self.regions:
                reason = _("No region has the code “%(code)s”.") % {"code": row.cells[name]}
                raise Refused("unknown_region", reason, name)

    def land(self, rows: list[Row]) -> list[Outcome]:
        groups: dict[Any, list[Row]] = {}
        for row in rows:
            groups.setdefault((row.cells["day"], row.cells.get("basis", "")), []).append(row)
        made = set()
        for (day, basis), group in groups.items():
            moves = [self._move(row) for row in group]
            for each in services.redivide(moves, day=day, basis=basis, by=None):
                made.add((each.old.code, each.new.code, each.day))
        return [
            Outcome.CREATED if self.identity(row) in made else Outcome.UNCHANGED for row in rows
        ]

    def _move(self, row: Row) -> services.Move:
        cells = row.cells
        return services.Move(
            self.regions[cells["old_code"]],
            self.regions[cells["new_code"]],
            cells["kind"],
            founds=bool(cells.get("founds")),
        )


class AliasImporter(TableImporter):
    """Other names of regions."""

    model = RegionAlias
    key = ("region_id", "name", "kind")
    columns = (
        Column("region_code", ("区划代码",), region_code, required=True),
        Column("name", ("名称", "别名"), required=True),
        Column("kind", ("类型",), choice(AliasKind, ALIASES), required=True),
    )

    def prepare(self) -> None:
        self.regions = dict(Region.objects.values_list("code", "pk"))

    def clean(self, row: Row) -> None:
        code = row.cells.pop("region_code")
        if code not in self.regions:
            reason = _("No region has the code “%(code)s”.") % {"code": code}
            raise Refused("unknown_region", reason, "region_code")
        row.cells["region_id"] = self.regions[code]


class OutlineImporter(Importer):
    """Outlines from a GeoJSON file of features, each with the region's ``code`` or ``adcode``."""

    model = Region
    key = ("code",)

    def run(self, path: Path, progress: Any = lambda rows: None) -> Any:
        """Set each outline that differs from the one in force. Raises Unreadable."""
        try:
            features = json.loads(path.read_text("utf-8"))["features"]
        except (ValueError, KeyError, TypeError) as broken:
            raise Unreadable(_("The file is no GeoJSON with features.")) from broken
        regions = {row.code: row for row in Region.objects.all()}
        self.standing = {row.region_id: row for row in Boundary.objects.order_by("valid")}
        for place, feature in enumerate(features, 1):
            facts = feature.get("properties") or {}
            row = Row(place, {"code": str(facts.get("code") or facts.get("adcode") or "")})
            region = regions.get(row.cells["code"])
            if region is None:
                reason = _("No region has the code “%(code)s”.") % row.cells
                self.reject(row, "code", "unknown_region", reason)
                continue
            self._set(row, region, feature.get("geometry"), str(facts.get("source", path.name)))
            progress(place)
        return self.report

    def _set(self, row: Row, region: Region, shape: Any, source: str) -> None:
        last = self.standing.get(region.pk)
        if last is not None and last.shape == shape:
            self.report.outcomes[Outcome.UNCHANGED] += 1
            return
        since = last.valid.lower if last else None
        try:
            services.set_boundary(region, shape, since=since, source=source, by=None)
        except RuleError as refused:
            self.reject(row, "geometry", refused.code, str(refused))
        else:
            self.report.outcomes[Outcome.UPDATED if last else Outcome.CREATED] += 1
