"""Discretion benchmarks as officials publish them: one row a tier of one ground."""

from typing import Any

from django.utils.translation import gettext as _

from common.events import emit
from common.imports import Column, Importer, Outcome, Row
from common.imports.columns import integer
from common.models import User
from matters.models import DiscretionGround, DiscretionTier, PolicyVersion
from matters.rules.discretion import amount, times
from matters.services.basis import cite_grounds

GROUND = ("code", "law", "article", "act", "act_en")
TIER = (
    "order", "level", "circumstances", "penalty", "measure", "least", "most", "times_least",
    "times_most",
)  # fmt: skip


class DiscretionImporter(Importer):
    """Tiers by the code of their ground and their number; they replace the ladders of a draft.

    What can be read of the amounts stands beside the words; where nothing can, a warning says so.
    """

    model = DiscretionTier
    key = ("code", "order")
    chunk = 1_000_000
    columns = (
        Column("code", ("id", "编号", "事项编码"), required=True),
        Column("law", ("法规规章", "法律法规", "依据"), required=True),
        Column("act", ("违法行为", "违法事项"), required=True),
        Column("act_en"),
        Column("article", ("条款", "法律条款")),
        Column("frame", ("处罚种类及幅度", "法定处罚"), required=True),
        Column("order", ("裁量序号", "序号"), integer(1, 100)),
        Column("level", ("裁量阶次", "违法程度", "情节"), required=True),
        Column("circumstances", ("适用条件", "情形"), required=True),
        Column("penalty", ("处罚标准", "裁量标准"), required=True),
    )

    def __init__(self, version: PolicyVersion, *, by: User | None = None) -> None:
        super().__init__()
        self.version, self.by = version, by

    def clean(self, row: Row) -> None:
        read = amount(row.cells["penalty"])
        row.cells["read"] = read
        if read.measure == "other":
            reason = _("No amount can be read from “%(text)s”; the words count.")
            self.warn(row, "penalty", "no_amount", reason % {"text": row.cells["penalty"][:60]})

    def land(self, rows: list[Row]) -> list[Outcome]:
        """Write the ladders of the file; where nothing differs nothing is written."""
        known = self._standing()
        wanted = [self._ground(row) | self._tier(row) for row in rows]
        outcomes = [
            Outcome(known[key] != values) if key in known else Outcome.CREATED
            for values in wanted
            for key in [(values["code"], values["order"])]
        ]
        if any(outcomes) or len(known) != len(wanted):
            self._write(rows)
        return outcomes

    def _standing(self) -> dict[tuple[str, int], dict[str, Any]]:
        tiers = DiscretionTier.objects.filter(ground__version=self.version)
        return {
            (tier.ground.code, tier.order): {name: getattr(tier.ground, name) for name in GROUND}
            | {"frame": tier.ground.penalty}
            | {name: getattr(tier, name) for name in TIER}
            for tier in tiers.select_related("ground")
        }

    def _ground(self, row: Row) -> dict[str, Any]:
        return {name: row.cells.get(name, "") for name in (*GROUND, "frame")}

    def _tier(self, row: Row) -> dict[str, Any]:
        cells, read = row.cells, row.cells["read"]
        low, high = times(cells["circumstances"])
        return {
            "order": cells["order"], "level": cells["level"],
            "circumstances": cells["circumstances"],
            "penalty": cells["penalty"], "measure": read.measure, "least": read.least,
            "most": read.most, "times_least": low, "times_most": high,
        }  # fmt: skip

    def _write(self, rows: list[Row]) -> None:
        DiscretionTier.objects.filter(ground__version=self.version).delete()
        DiscretionGround.objects.filter(version=self.version).delete()
        grounds: dict[str, DiscretionGround] = {}
        tiers = []
        for row in rows:
            cells = row.cells
            if cells["code"] not in grounds:
                values = self._ground(row)
                frame = values.pop("frame")
                read = amount(frame)
                grounds[cells["code"]] = DiscretionGround(
                    version=self.version, order=len(grounds) + 1, penalty=frame,
                    measure=read.measure, least=read.least, most=read.most, **values,
                )  # fmt: skip
            tiers.append(DiscretionTier(ground=grounds[cells["code"]], **self._tier(row)))
        DiscretionGround.objects.bulk_create(grounds.values())
        DiscretionTier.objects.bulk_create(tiers)
        cite_grounds(grounds.values())
        facts = {"file": self.file}
        emit("matters.policy_amended", self.version, facts=facts, by=self.by)
