"""Landing the files of ``demo/`` through the same importers and services as everybody's."""

import csv
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from common import audit, workdays
from common.imports import Importer
from common.models import AuditEntry, User
from enforcement.history import HistoryImporter
from enforcement.imports import StandingApprovalImporter
from matters import services as matters
from matters.imports.checklists import ChecklistImporter
from matters.imports.claims import ClaimImporter
from matters.imports.laws import LawImporter
from matters.imports.matters import MatterImporter
from matters.models import Adjustment, Consultation, MatterVersion, Version
from registry import services as registry
from registry.imports.people import OfficerImporter
from registry.imports.places import AliasImporter, OutlineImporter, SuccessionImporter
from registry.imports.subjects import LineImporter, LinkImporter, SubjectImporter
from registry.imports.trees import DepartmentImporter, DivisionImporter
from registry.models import Department, Grant, Officer, SubjectSet
from risk import services as risk
from risk.choices import RuleState
from supervision_portal.demo import (
    claims,
    dispatching,
    field,
    guarantees,
    places,
    planning,
    reforms,
)

FILES = settings.BASE_DIR / "demo"
LIST = "ZJ-DEMO"
UPPER_LIST = "GJ-DEMO"
"""A few matters of an upper list, to hold the demo's beside."""
MARK = "demo.loaded"
OWNER = "330000000M210"
"""The department that answers for the demo's rule and forms: housing and construction."""

Say = Callable[[str], Any]


def load(say: Say, *, again: bool = False) -> bool:
    """Land the demo unless this database holds it as it is; tell whether it had to.

    A later load changes only what differs. The hash of what was landed stands in the audit trail.
    """
    if not FILES.is_dir():
        raise CommandError(_("There is no folder %(path)s.") % {"path": FILES})
    digest = _digest()
    marks = AuditEntry.objects.filter(action=MARK).order_by("-id")
    if not again and marks.values_list("facts__digest", flat=True).first() == digest:
        return False
    _land_registry(say)
    _land_laws(say, "flood-1.md")
    _land_list(say)
    matters.relink()
    _land_laws(say, "flood-2.md")
    _land_rules(say)
    audit.record(MARK, by=None, facts={"digest": digest})
    return True


def people() -> list[dict[str, str]]:
    """Return the rows of the demo's staff; the first of each role is the one to try it with."""
    with (FILES / "officers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def roll_roster() -> int:
    """Keep the demo's officers on duty from today on; return how many turns are new."""
    names = [row["username"] for row in people() if row["on_duty"] == "1"]
    return registry.roll_roster(Officer.objects.filter(user__username__in=names))


def _land_registry(say: Say) -> None:
    _land(say, LineImporter(), "lines.csv")
    _land(say, DivisionImporter(), "divisions.csv")
    _land(say, DivisionImporter(), "townships.csv")
    _land(say, DivisionImporter(), "former_divisions.csv")
    _land(say, SuccessionImporter(), "successions.csv")
    _land(say, AliasImporter(), "region_names.csv")
    _land(say, OutlineImporter(), "outlines.geojson")
    _land(say, DepartmentImporter(), "departments.csv")
    _land(say, OfficerImporter(), "officers.csv")
    _land(say, SubjectImporter(), "subjects.csv")
    _land(say, LinkImporter(), "links.csv")
    say(f"possible duplicates: {registry.find_pairs()} found")
    if not SubjectSet.objects.filter(code="drainage-operators").exists():
        registry.describe_set(
            None,
            code="drainage-operators",
            name="排水运营单位",
            name_en="Drainage operators",
            purpose="汛期检查",
            rule={"kinds": ["enterprise"], "labels": ["drainage_operator"]},
            department=Department.objects.get(code=OWNER),
            by=holder("data_steward"),
        )
    _land(say, HistoryImporter(), "history.csv")
    places.enter(by=holder("department_head"))


def _land_laws(say: Say, text: str) -> None:
    """Land the laws that are cited and a text; one that follows another begins next month."""
    drafter, legal = holder("matter_manager"), holder("legal_reviewer")
    _land(say, LawImporter(by=drafter), "laws.csv")
    texts = LawImporter(by=drafter, kind="local_rule")
    _land(say, texts, f"laws/{text}")
    next_month = (workdays.today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    for version, day in texts.drafted:
        with transaction.atomic():
            if version.before is not None:
                matters.confirm_mapping(version, by=legal)
            matters.publish_version(version, by=legal, from_day=day or next_month)
            if (english := FILES / "laws" / text.replace(".md", ".en.md")).exists():
                said = english.read_text(encoding="utf-8")
                matters.translate(version, said, by=drafter, basis="演示译文")


def _land_list(say: Say) -> None:
    """Land matters and forms as drafts, publish them from the new year on, then let claim."""
    drafter, legal, heads = holder("matter_manager"), holder("legal_reviewer"), _heads()
    listed, forms = MatterImporter(LIST, by=drafter), ChecklistImporter(LIST, by=drafter)
    _land(say, listed, "matters.csv")
    _land(say, forms, "checklists.csv")
    guarantees.rule(forms.drafted, FILES / "verdicts.yaml", by=drafter)
    drafts: list[Version] = [*listed.drafted, *forms.drafted]
    drafts += guarantees.draft_library(
        FILES / "policies.csv", FILES / "discretion.csv", list_code=LIST, by=drafter
    )
    with transaction.atomic():
        for version in drafts:
            head = heads[version.department_id if isinstance(version, MatterVersion) else None]
            matters.see_through(
                version,
                drafter=drafter,
                head=head,
                legal=legal,
                from_day=_first_day(version),
            )
    _land(say, MatterImporter(UPPER_LIST, by=drafter), "upper_matters.csv")
    _land(say, ClaimImporter(by=drafter), "claims.csv")
    claims.show(drafter, heads[None])
    _land(say, StandingApprovalImporter(), "standing_approvals.csv")
    field.show(heads[None])
    dispatching.show(holder("dispatcher"))
    planning.show(holder("dispatcher"), holder("legal_reviewer"), holder("department_head"))
    _keep_alive(drafter, heads)


def _first_day(version: Version) -> dt.date | None:
    """Return the day from which a first version is in force: the new year, some earlier."""
    if version.number != 1:
        return None
    new_year = workdays.today().replace(month=1, day=1)
    is_older = isinstance(version, MatterVersion) and version.matter.code in reforms.OLDER
    return new_year.replace(year=new_year.year - 2) if is_older else new_year


def _keep_alive(drafter: User, heads: dict[UUID | None, User]) -> None:
    """Let a county ask for a change, once, evaluate what is due, compare, plan a merger."""
    version = MatterVersion.objects.filter(matter__code="PS0201", state="published").first()
    county = Department.objects.filter(level=4, lines__contains=["drainage"]).first()
    if version and county and not Adjustment.objects.exists():
        matters.ask_adjustment(
            "change",
            department=county,
            matter=version.matter,
            title="建议区分汛期与非汛期检查频次",
            proposal="汛期每月不少于1次，非汛期每年不少于1次。",
            reason="县级排水设施点多面广，检查力量应集中在汛期。",
            by=drafter,
        )
    reforms.evaluate(heads[None])
    reforms.reorganise(holder("system_admin"))
    _list_twice(drafter, heads)
    matters.find_duplicates()


def _list_twice(drafter: User, heads: dict[UUID | None, User]) -> None:
    """Let a city list what the province lists already, and ask everybody about a third matter."""
    known = MatterVersion.objects.filter(matter__code="PS0101", state="published").first()
    city = Department.objects.filter(level=3, lines__contains=["drainage"]).first()
    if known is None or city is None or Consultation.objects.exists():
        return
    said = {name: getattr(known, name) for name in ("administrative_type", "line", "object")}
    said |= {"department_id": city.pk, "levels": [3], "basis": known.basis, "item": known.item}
    twice = matters.draft_new(
        "HZ-DEMO", "HZ-PS01", {**said, "sub_item": "排水许可及排放情况检查"}, by=drafter
    )
    legal = holder("legal_reviewer")
    matters.see_through(twice, drafter=drafter, head=heads[None], legal=legal)
    asked = matters.draft_new(
        "HZ-DEMO", "HZ-PS02", {**said, "sub_item": "餐饮隔油设施运行情况检查"}, by=drafter
    )
    matters.submit(asked, by=drafter)
    consultation = matters.consult(
        asked,
        invitation="拟将餐饮单位隔油设施纳入排水检查，频次和对象是否合适？",
        closes_on=workdays.today() + dt.timedelta(days=20),
        is_public=True,
        by=heads[None],
    )
    matters.comment(
        consultation, "建议与食品安全检查合并上门，一次查清。", department=city, by=drafter
    )


def _land_rules(say: Say) -> None:
    """Draft, review and publish the rules that are new or changed."""
    owner, author, head = (
        Department.objects.get(code=OWNER),
        holder("risk_officer"),
        _heads()[None],
    )
    for path in sorted((FILES / "rules").glob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        with transaction.atomic():
            version = risk.define(raw, department=owner, by=author)
            if version.state == RuleState.DRAFT:
                risk.review(version, by=head)
            if version.state == RuleState.REVIEWED:
                risk.publish(version, by=head)
        say(f"{path.name}: {version}")


def _land(say: Say, importer: Importer, name: str) -> None:
    """Import one file, which must be without fault."""
    report = importer.run(FILES / name)
    say(f"{name}: {report}")
    for remark in (*report.rejected, *report.warnings):
        say(f"  {remark}")
    if report.rejected:
        raise CommandError(_("%(name)s has rows that do not land.") % {"name": name})


def holder(role: str) -> User:
    """Return the demo's first person with a role."""
    name = next(row["username"] for row in people() if row["role"] == role)
    return User.objects.get(username=name)


def _heads() -> dict[UUID | None, User]:
    """Return the heads by department, and under None the head of the demo's owner."""
    grants = Grant.objects.in_force().filter(role="department_head").select_related("department")
    heads: dict[UUID | None, User] = {}
    for grant in grants.select_related("user", "department"):
        heads[grant.department_id] = grant.user
        if grant.department and grant.department.code == OWNER:
            heads[None] = grant.user
    return heads


def _digest() -> str:
    """Return the hash of the files and of the code that lands them."""
    total = hashlib.sha256()
    for path in sorted(_sources()):
        name = path.relative_to(settings.BASE_DIR)
        total.update(str(name).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (path for path in FILES.rglob("*") if path.is_file())
    yield from settings.BASE_DIR.glob("*/imports/*.py")
    yield from Path(__file__).parent.glob("*.py")
