"""Reorganisations of departments: planned, previewed, carried out with all that hangs on them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User
from registry import carriers
from registry.carriers import Passing
from registry.choices import ReorganisationKind, ReorganisationState
from registry.models import (
    Department,
    DepartmentName,
    Grant,
    Officer,
    Reorganisation,
    ReorganisationPart,
)
from registry.services.access import grant_all


@dataclass(frozen=True)
class Part:
    """One department and what becomes of it: a successor (for some lines), or a new name."""

    old: Department
    new: Department | None = None
    name: str = ""
    name_en: str = ""
    lines: tuple[str, ...] = ()


@transaction.atomic
def plan_reorganisation(
    *, kind: str, day: dt.date, basis: str, parts: Iterable[Part], by: User
) -> Reorganisation:
    """Plan a reorganisation; nothing changes until it is carried out.

    Raises RuleError for parts that do not make sense. Emits ``registry.reorganisation_planned``.
    """
    wanted = list(parts)
    _check(kind, wanted)
    plan = Reorganisation.objects.create(kind=kind, day=day, basis=basis, planned_by=by.pk)
    ReorganisationPart.objects.bulk_create(
        ReorganisationPart(
            reorganisation=plan,
            old=each.old,
            new=each.new,
            name=each.name,
            name_en=each.name_en,
            lines=list(each.lines),
        )
        for each in wanted
    )
    emit("registry.reorganisation_planned", plan, facts={"kind": kind}, by=by, basis=basis)
    return plan


def _check(kind: str, parts: Sequence[Part]) -> None:
    if not parts:
        raise RuleError("no_parts", _("Say which department it concerns."))
    for each in parts:
        if kind == ReorganisationKind.RENAME:
            if not each.name:
                raise RuleError("no_name", _("Write the new name."))
        elif each.new is None:
            raise RuleError("no_successor", _("Say which department receives."))
        elif each.new == each.old or each.new.path.startswith(each.old.path):
            raise RuleError(
                "own_successor",
                _("A department cannot follow itself, nor can one that stands below it."),
            )
        if kind == ReorganisationKind.TRANSFER and not each.lines:
            raise RuleError("no_lines", _("Say which lines of business pass over."))
    olds = Counter(each.old.pk for each in parts)
    if kind == ReorganisationKind.SPLIT and any(
        count > 1 and not all(each.lines for each in parts if each.old.pk == old)
        for old, count in olds.items()
    ):
        raise RuleError(
            "split_by_lines",
            _("Where a department is split, each successor gets some lines of business."),
        )


@dataclass(frozen=True)
class Forecast:
    """What passes over with one part, by kind of thing."""

    part: ReorganisationPart
    counts: list[tuple[str, int]]


def preview_reorganisation(plan: Reorganisation) -> list[Forecast]:
    """Return what would pass over with each part, before anything is written."""
    return [
        Forecast(
            part,
            [(str(each.label), each.count(_passing(plan, part))) for each in carriers.carriers()]
            if part.new
            else [],
        )
        for part in plan.parts.select_related("old__region", "new__region")
    ]


def _passing(plan: Reorganisation, part: ReorganisationPart, by: User | None = None) -> Passing:
    return Passing(
        old=part.old,
        new=part.new,
        lines=tuple(part.lines),
        day=plan.day,
        basis=plan.basis,
        ends=plan.kind in (ReorganisationKind.MERGE, ReorganisationKind.SPLIT),
        by=by,
    )


@transaction.atomic
def carry_out(plan: Reorganisation, *, by: User | None) -> Reorganisation:
    """Carry a reorganisation out: names, claims, open tasks, officers, grants, all at once.

    ``by`` is nobody where its day came (who planned it is on record). Old acts keep their
    department, whose row keeps its name. Emits ``registry.reorganised`` for each department.
    """
    if plan.day > workdays.today():
        raise RuleError("too_early", _("It takes effect on %(day)s.") % {"day": plan.day})
    counts: Counter[str] = Counter()
    for part in plan.parts.select_related("old__region", "new__region"):
        passing = _passing(plan, part, by or User.objects.filter(pk=plan.planned_by).first())
        if part.new is None:
            _rename(part, plan.day)
        else:
            for carrier in carriers.carriers():
                counts[carrier.key] += carrier.carry(passing)
            if passing.ends:
                _end(part.old, plan.day)
            _take_over(part, passing)
        facts = {"kind": plan.kind, "plan": str(plan.pk), "to": str(part.new_id or "")}
        emit("registry.reorganised", part.old, facts=facts, by=passing.by, basis=plan.basis)
    move(plan, ReorganisationState.CARRIED, counts=dict(counts))
    return plan


def carry_out_due() -> int:
    """Carry out what was planned for a day that has come; return how many."""
    due = list(Reorganisation.objects.planned(workdays.today()).order_by("day", "pk"))
    for plan in due:
        carry_out(plan, by=None)
    return len(due)


@transaction.atomic
def call_off(plan: Reorganisation, *, by: User, basis: str) -> Reorganisation:
    """Call a planned reorganisation off. Emits ``registry.reorganisation_cancelled``."""
    move(plan, ReorganisationState.CANCELLED)
    emit("registry.reorganisation_cancelled", plan, by=by, basis=basis)
    return plan


def _rename(part: ReorganisationPart, day: dt.date) -> None:
    old = part.old
    since = old.former_names.order_by("-valid").values_list("valid", flat=True).first()
    DepartmentName.objects.create(
        department=old,
        name=old.name,
        name_en=old.name_en,
        valid=DateRange(since.upper if since else None, day),
    )
    old.name, old.name_en = part.name, part.name_en
    old.save(update_fields=["name", "name_en"])


def _end(old: Department, day: dt.date) -> None:
    if old.valid.upper is None or old.valid.upper > day:
        old.valid = DateRange(old.valid.lower, day)
        old.save(update_fields=["valid"])


def _take_over(part: ReorganisationPart, passing: Passing) -> None:
    """Let scopes over the successor, and over what it stands below, reach the old records."""
    old, new = part.old, part.new
    if new is None:
        return
    lines = list(dict.fromkeys([*new.lines, *(passing.lines or old.lines)]))
    if lines != new.lines:
        new.lines = lines
        new.save(update_fields=["lines"])
    if passing.lines and not passing.ends:
        old.lines = [line for line in old.lines if line not in passing.lines]
        old.save(update_fields=["lines"])
        return
    codes = new.path.rstrip("/").split("/")
    above = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
    for each in Department.objects.filter(path__in=above):
        gained = [path for path in old.paths if not path.startswith(each.path)]
        if fresh := [path for path in gained if path not in each.reach]:
            each.reach = [*each.reach, *fresh]
            each.save(update_fields=["reach"])


# ---- what the registry itself carries


def _officers(passing: Passing) -> Any:
    """Return who goes along: everybody, or those who work in nothing but the lines that do."""
    rows = Officer.objects.filter(department=passing.old)
    if not passing.lines:
        return rows
    return rows.filter(lines__contained_by=list(passing.lines)).exclude(lines=[])


def carry_officers(passing: Passing) -> int:
    return int(_officers(passing).update(department=passing.new))


def _grants(passing: Passing) -> Any:
    rows = Grant.objects.in_force().filter(department=passing.old)
    if passing.lines:
        rows = rows.filter(user__officer__lines__contained_by=list(passing.lines)).exclude(
            user__officer__lines=[]
        )
    return rows


def carry_grants(passing: Passing) -> int:
    """Give the same roles over the successor, then take the old ones back."""
    new: Department = passing.new
    rows = list(_grants(passing).select_related("region"))
    held = set(
        Grant.objects.in_force().filter(department=new).values_list("user", "role", "region")
    )
    made = []
    for each in rows:
        region = each.region_id if each.region_id != passing.old.region_id else new.region_id
        if (each.user_id, each.role_id, region) not in held:
            held.add((each.user_id, each.role_id, region))
            made.append(
                Grant(
                    user_id=each.user_id,
                    role_id=each.role_id,
                    department=new,
                    region_id=region,
                    valid_until=each.valid_until,
                )
            )
    grant_all(made, by=passing.by)
    ids = [each.pk for each in rows]
    Grant.objects.filter(pk__in=ids).update(revoked_at=timezone.now())
    return len(rows)


def _below(passing: Passing) -> Any:
    if passing.lines or not passing.ends:
        return Department.objects.none()
    return Department.objects.filter(parent=passing.old)


def carry_children(passing: Passing) -> int:
    """Hang the departments below the old one below its successor."""
    moved = 0
    for child in _below(passing):
        before, child.parent = child.path, passing.new
        after = f"{passing.new.path}{child.code}/"
        for each in Department.objects.filter(path__startswith=before):
            each.path = after + each.path.removeprefix(before)
            if each.pk == child.pk:
                each.parent = passing.new
            each.save(update_fields=["path", "parent"])
        moved += 1
    return moved


def count_officers(passing: Passing) -> int:
    return int(_officers(passing).count())


def count_grants(passing: Passing) -> int:
    return int(_grants(passing).count())


def count_children(passing: Passing) -> int:
    return int(_below(passing).count())
