"""Plans that meet the same object: what may be made together, what that saves (三相一就)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, F, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit
from common.models import User
from enforcement.choices import BEFORE_PUBLICATION
from enforcement.models import Plan, PlanMerger
from enforcement.rules import plans as rules
from enforcement.rules.plans import Stratum
from enforcement.services.plans import objects_of

SHOWN = 12
"""Plans beside one that are compared with it at a time, the nearest in time first."""


@dataclass(frozen=True)
class Suggestion:
    """One plan may join another: at how many objects they meet, and the visits that saves."""

    plan: Plan
    host: Plan
    shared: int
    saved: int


def suggestions(plan: Plan) -> list[Suggestion]:
    """Return what a plan may join, and what may join it; most visits saved first.

    Same object, related content, similar time; who comes less often joins who comes more often.
    One statement counts the objects of all pairs.
    """
    if plan.joined.standing().exists():
        return []
    beside = (
        Plan.objects.beside(plan, days=rules.CLOSE_DAYS)
        .select_related("department", "region", "subject_set__region")
        .prefetch_related("ratios")
        .order_by("window", "pk")
    )
    near = [each for each in beside if _meet(plan, each)][:SHOWN]
    taken = _joining(near)
    found = []
    for other, cells in _shared(plan, near).items():
        joins = _pair(plan, other)
        if joins is None or joins[0].pk in taken.joining or joins[1].pk in taken.joining:
            continue
        if joins[0].pk in taken.hosting:
            continue
        saved = _saved(*_ordered(joins, plan, cells))
        if saved:
            found.append(Suggestion(*joins, sum(cells.values()), saved))
    return sorted(found, key=lambda each: each.saved, reverse=True)


@transaction.atomic
def join(plan: Plan, host: Plan, *, by: User) -> PlanMerger:
    """Let a plan join another at the objects of both. Emits ``enforcement.plan_joined``.

    Raises RuleError where the plan is published, or the two no longer fit together.
    """
    locked = Plan.objects.select_for_update().filter(pk__in=[plan.pk, host.pk]).order_by("pk")
    states = {each.pk: each.state for each in locked}
    if states[plan.pk] not in BEFORE_PUBLICATION:
        raise RuleError("published", _("What is published stays as it is."))
    fits = [each for each in suggestions(plan) if each.plan == plan and each.host == host]
    if not fits:
        raise RuleError(
            "no_fit", _("These two plans do not fit together any more. Look at the suggestions.")
        )
    merger = PlanMerger.objects.create(
        plan=plan,
        host=host,
        objects_shared=fits[0].shared,
        visits_saved=fits[0].saved,
        accepted_by=by.pk,
    )
    facts = {"host": str(host.pk), "objects": fits[0].shared, "saved": fits[0].saved}
    emit("enforcement.plan_joined", plan, facts=facts, by=by)
    return merger


@transaction.atomic
def part(merger: PlanMerger, *, by: User) -> None:
    """Undo a merging before the joining plan is published. Emits ``enforcement.plan_parted``."""
    plan = Plan.objects.select_for_update().get(pk=merger.plan_id)
    if plan.state not in BEFORE_PUBLICATION:
        raise RuleError("published", _("What is published stays as it is."))
    kept = PlanMerger.objects.standing().filter(pk=merger.pk)
    if kept.update(ended_at=timezone.now()):
        emit("enforcement.plan_parted", plan, facts={"host": str(merger.host_id)}, by=by)


def host_of(plan: Plan) -> Plan | None:
    """Return the plan whose visits this one joins, if there is one."""
    merger = plan.joined.standing().select_related("host").first()
    return merger.host if merger else None


def _meet(plan: Plan, other: Plan) -> bool:
    """Tell whether the regions of two plans overlap, so that they can meet an object at all."""
    paths = plan.region.path, other.region.path
    return paths[0].startswith(paths[1]) or paths[1].startswith(paths[0])


def _pair(plan: Plan, other: Plan) -> tuple[Plan, Plan] | None:
    """Return who joins whom; None where who would have to join is published already."""
    joins, host = (other, plan) if rules.joins(other.strata(), plan.strata()) else (plan, other)
    if joins.state in BEFORE_PUBLICATION:
        return joins, host
    if rules.frequency(joins.strata()) == rules.frequency(host.strata()):
        return (host, joins) if host.state in BEFORE_PUBLICATION else None
    return None


@dataclass(frozen=True)
class _Taken:
    joining: set[Any]
    hosting: set[Any]


def _joining(plans: Iterable[Plan]) -> _Taken:
    rows = PlanMerger.objects.standing().values_list("plan", "host")
    pairs = list(rows)
    return _Taken({each for each, _host in pairs}, {host for _each, host in pairs})


def _shared(plan: Plan, others: list[Plan]) -> dict[Plan, Counter[tuple[str, str]]]:
    """Count the objects that each of the others shares with a plan, by the classes of both."""
    statements = [
        objects_of(plan)
        .filter(pk__in=objects_of(other).values("pk"))
        .order_by()
        .annotate(
            other=Value(str(other.pk), CharField()),
            mine=F(plan.scheme),
            theirs=F(other.scheme),
        )
        .values_list("other", "mine", "theirs")
        .annotate(count=Count("pk"))
        for other in others
    ]
    if not statements:
        return {}
    rows = statements[0].union(*statements[1:], all=True) if statements[1:] else statements[0]
    cells: dict[str, Counter[tuple[str, str]]] = {}
    for pk, mine, theirs, count in rows:
        cells.setdefault(pk, Counter())[mine, theirs] += count
    return {other: cells[str(other.pk)] for other in others if str(other.pk) in cells}


def _ordered(
    joins: tuple[Plan, Plan], plan: Plan, cells: Counter[tuple[str, str]]
) -> tuple[Plan, Plan, Counter[tuple[str, str]]]:
    """Return the pair with its cells turned so that the joining plan's class comes first."""
    if joins[0] == plan:
        return *joins, cells
    return *joins, Counter({(theirs, mine): n for (mine, theirs), n in cells.items()})


def _saved(plan: Plan, host: Plan, cells: Counter[tuple[str, str]]) -> int:
    """Return the visits that a plan need not make, because its host comes to that object anyway."""
    own = {each.grade: each for each in plan.strata()}
    theirs = {each.grade: each for each in host.strata()}
    saved = 0
    for (mine, other), count in cells.items():
        if mine in own and other in theirs:
            saved += _at_once(own[mine], theirs[other], count)
    return saved


def _at_once(own: Stratum, host: Stratum, objects: int) -> int:
    return min(own.drawn(objects), host.drawn(objects)) * min(own.times, host.times)
