"""Freezing the pools of a draw: who may be drawn, who may go, who is left out and why.

Objects are written by one statement over the whole set. Lines lie in pages of 4,096, so that five
million objects are 1,221 rows; inside a stratum they are in the order of their keys.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import User, reference
from common.sealed import seal
from enforcement.choices import IN_EFFECT, RiskList, TaskKind, TaskState
from enforcement.choices.draws import DrawState, Exclusion, PoolName, SkipReason
from enforcement.models import (
    Assignment,
    Draw,
    DrawDeck,
    DrawExclusion,
    DrawPage,
    DrawPick,
    DrawStratum,
    Plan,
    PlanMatter,
)
from enforcement.rules.draw import SEATS, sample_size
from enforcement.rules.merkle import PAGE
from enforcement.services import caps
from enforcement.services.listing import latest_version, look_up
from enforcement.services.officers import acting_departments
from enforcement.services.plans import objects_of
from registry.models import ConflictDeclaration, Department, Leave, Officer, OfficerLoan, Region
from registry.querysets import SubjectQuerySet

FETCHED = 64
"""Pages fetched at a time: some 15 MB."""


@transaction.atomic
def freeze(
    plan: Plan,
    *,
    by: User,
    matter: PlanMatter | None = None,
    reason: str = "",
    replaces: Draw | None = None,
) -> Draw:
    """Freeze the pools of a plan's next draw: strata, officers, conflicts and who is left out.

    A second draw of a plan needs a ``reason``; one that ``replaces`` an earlier draw stops that one
    where it stands. Raises RuleError while another draw of the plan waits, where nobody is left to
    be drawn, or where an area has fewer than two officers. Emits ``enforcement.draw_frozen``.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("region").get(pk=plan.pk)
    number = _next_number(plan, reason, replaces)
    draw = Draw(
        plan=plan,
        matter=matter or _first_matter(plan),
        number=number,
        reason=reason if number > 1 else "",
        replaces=replaces,
        frozen_by=by.pk,
    )
    draw.secret = seal(secrets.token_hex(32), reference(draw))
    draw.save(force_insert=True)
    freeze_objects(draw, objects_of(plan))
    _freeze_officers(draw)
    draw.snapshot_sha256 = snapshot_hash(draw)
    draw.save(update_fields=["snapshot_sha256", "objects_count", "draw_count"])
    facts = {"plan": str(plan.pk), "number": number, "objects": draw.objects_count}
    if replaces is not None:
        facts["replaces"] = str(replaces.pk)
    if reason:
        facts["reason"] = reason
    emit("enforcement.draw_frozen", draw, facts=facts, by=by, basis=reason)
    return draw


def freeze_objects(draw: Draw, objects: SubjectQuerySet) -> None:
    """Write strata, pages and exclusions of the objects, and how many of each stratum are drawn."""
    sql, params = _pool(draw, objects).query.sql_with_params()
    statement = _statement().replace("{pool}", sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, draw.pk, draw.pk, draw.pk, PAGE, PAGE])
    strata = list(draw.strata.all())
    ratios = {each.grade: each.ratio for each in draw.plan.strata()}
    regions = {each.code: each for each in Region.objects.filter(code__in={s.area for s in strata})}
    for stratum in strata:
        stratum.ratio = ratios.get(stratum.grade, ratios.get("", stratum.ratio))
        stratum.least = settings.DRAW_LEAST if stratum.ratio else 0
        stratum.drawn = sample_size(stratum.size, stratum.ratio, stratum.least)
        stratum.region = regions.get(stratum.area)
    DrawStratum.objects.bulk_update(strata, ["ratio", "least", "drawn", "region"], batch_size=1000)
    draw.objects_count = sum(stratum.size for stratum in strata)
    draw.draw_count = sum(stratum.drawn for stratum in strata)
    if not draw.draw_count:
        raise RuleError("nobody_left", _("Nobody is left to be drawn: every object is left out."))


def pages_of(draw: Draw, pool: str) -> Iterator[DrawPage]:
    """Yield the pages of a pool in order, a few at a time."""
    first = 0
    while found := list(draw.pages.filter(pool=pool, number__gte=first)[:FETCHED]):
        yield from found
        first = found[-1].number + 1


def lines_of(draw: Draw, pool: str) -> Iterator[str]:
    """Yield the lines of a pool in order."""
    for page in pages_of(draw, pool):
        yield from page.body.split("\n")


def lines_at(draw: Draw, pool: str, places: Iterable[int]) -> dict[int, str]:
    """Return the lines at some places of a pool, by place."""
    wanted: dict[int, list[int]] = {}
    for place in places:
        wanted.setdefault(place // PAGE, []).append(place)
    numbers, found = sorted(wanted), dict[int, str]()
    for at in range(0, len(numbers), FETCHED):
        rows = draw.pages.filter(pool=pool, number__in=numbers[at : at + FETCHED])
        for number, body in rows.values_list("number", "body"):
            lines = body.split("\n")
            found.update((place, lines[place % PAGE]) for place in wanted[number])
    return found


def snapshot_hash(draw: Draw) -> str:
    """Return the SHA-256 over all pools as they were frozen, line by line, pool by pool."""
    whole = sha256()
    for pool in PoolName.values:
        for page in pages_of(draw, pool):
            whole.update(f"{pool}\n{page.body}\n".encode())
    return whole.hexdigest()


def _next_number(plan: Plan, reason: str, replaces: Draw | None) -> int:
    if plan.state not in IN_EFFECT:
        raise RuleError(
            "plan_not_published", _("Only a published plan is drawn from. Publish it first.")
        )
    last = Draw.objects.filter(plan=plan).order_by("-number").first()
    if last is None:
        return 1
    if not reason:
        raise RuleError(
            "reason_missing", _("This plan was drawn before: say why again."), field="reason"
        )
    if replaces is not None and (
        replaces.plan_id != plan.pk or replaces.state == DrawState.CONFIRMED
    ):
        raise RuleError("confirmed", _("A confirmed draw stands: its tasks are made."))
    waiting = Draw.objects.filter(plan=plan).waiting()
    if waiting.exclude(pk=replaces.pk if replaces else None).exists():
        raise RuleError(
            "draw_open", _("Another draw of this plan is not finished. Finish or redo that one.")
        )
    number: int = last.number + 1
    return number


def _first_matter(plan: Plan) -> PlanMatter:
    found: PlanMatter | None = plan.matters.first()
    if found is None:
        raise RuleError("matter_missing", _("The plan names no matter to inspect under."))
    return found


@cache
def _statement() -> str:
    return (Path(__file__).parent / "pools.sql").read_text()


def _pool(draw: Draw, objects: SubjectQuerySet) -> Any:
    """Return the objects with code, reason to leave them out, class, line and area."""
    plan, today = draw.plan, workdays.today()
    scheme = plan.scheme
    lists = {each.grade: each.risk_list for each in plan.strata()}
    alone = [grade for grade, name in lists.items() if name == RiskList.NO_DISTURB]
    since = timezone.now() - dt.timedelta(days=settings.DRAW_COOLING_DAYS)
    drawn = DrawPick.objects.since(plan.department, since).filter(subject=OuterRef("pk"))
    grade = Case(
        When(**{f"{scheme}__in": [each for each in lists if each]}, then=F(scheme)),
        default=Value(""),
        output_field=CharField(),
    )
    undisturbed = caps.no_disturb(objects, today, department=plan.department).values("pk")
    capped = caps.at_cap_under(
        draw.matter.matter, plan.department, objects, plan.year, line=_line(draw)
    ).values("pk")
    reason = Case(
        When(~Q(state="active"), then=Value(Exclusion.DEREGISTERED.value)),
        When(pk__in=undisturbed, then=Value(Exclusion.NO_DISTURB.value)),
        When(stratum_grade__in=alone, then=Value(Exclusion.LOW_RISK.value)),
        When(Exists(drawn), then=Value(Exclusion.COOLING.value)),
        When(pk__in=capped, then=Value(Exclusion.AT_CAP.value)),
        default=Value(""),
        output_field=CharField(),
    )
    return (
        objects.order_by()
        .annotate(
            stratum_grade=grade,
            stratum_line=Coalesce(F("lines__0"), Value("")),
            stratum_area=_area("region__path"),
        )
        .annotate(reason=reason)
        .values_list("pk", "code", "reason", "stratum_grade", "stratum_line", "stratum_area")
    )


def _area(path: str) -> Any:
    """Return the code of the county, or of the city or province where there is none below."""
    pieces = [
        NullIf(Func(F(path), Value("/"), Value(at), function="split_part"), Value(""))
        for at in (3, 2, 1)
    ]
    return Coalesce(*pieces, Value(""), output_field=CharField())


def _freeze_officers(draw: Draw) -> None:
    """Deal the officers into strata of line and territory, and write down their conflicts."""
    line = _line(draw)
    found: dict[Any, DrawDeck] = {}
    lines: list[str] = []
    members: list[Officer] = []
    strata = list(draw.strata.select_related("region"))
    for stratum in strata:
        department, staff = _staff(draw, line, stratum.region or draw.plan.region)
        if department.pk not in found:
            deck = DrawDeck(
                draw=draw, number=len(found) + 1, department=department, line=line, size=len(staff)
            )
            found[department.pk] = deck
            members += staff
            lines += [f"{each.pk}\t{each.certificate_no}" for each in staff]
        stratum.deck = found[department.pk].number
    DrawDeck.objects.bulk_create(found.values())
    DrawStratum.objects.bulk_update(strata, ["deck"], batch_size=1000)
    _write_pages(draw, PoolName.OFFICERS, lines)
    _write_pages(draw, PoolName.CONFLICTS, sorted(_conflicts(members)))
    _leave_out(draw, found.values(), line)


def _line(draw: Draw) -> str:
    version = latest_version(draw.matter.matter)
    return version.line if version else ""


def _staff(draw: Draw, line: str, region: Region) -> tuple[Department, list[Officer]]:
    """Return the lowest department that may act in the region with two officers, and its officers.

    Raises RuleError where there is none.
    """
    for department in acting_departments(draw.plan.department, line=line, region=region):
        staff = [each for each, why in _judged(draw, department, line) if not why]
        if len(staff) < SEATS:
            continue
        matter = draw.matter
        listing = look_up(matter.matter, matter.checklist, department=department, region=region)
        if not listing.fault:
            return department, sorted(staff, key=lambda each: str(each.pk))
    raise RuleError(
        "no_officers",
        _("In %(region)s no department may act under this matter with two officers.")
        % {"region": region.named},
    )


def _judged(draw: Draw, department: Department, line: str) -> Iterator[tuple[Officer, str]]:
    """Yield the certified officers of a line in a department, and why one is left out."""
    today, last = workdays.today(), draw.plan.last_day
    rows = Officer.objects.filter(
        department=department, user__is_active=True, certificate_no__isnull=False
    )
    if line:
        rows = rows.filter(lines__contains=[line])
    away = set(Leave.objects.on(today).filter(officer__in=rows).values_list("officer", flat=True))
    lent = set(
        OfficerLoan.objects.on(today).filter(officer__in=rows).values_list("officer", flat=True)
    )
    for officer in rows:
        ends = officer.last_valid_day
        if (ends is not None and ends < last) or today not in (officer.valid or ()):
            yield officer, Exclusion.CERTIFICATE
        elif officer.pk in lent:
            yield officer, Exclusion.LENT_OUT
        else:
            yield officer, Exclusion.ON_LEAVE if officer.pk in away else ""


def _leave_out(draw: Draw, decks: Iterable[DrawDeck], line: str) -> None:
    """Count the officers left out, and add them to the sealed list of those left out."""
    out = [
        (officer, why)
        for deck in decks
        for officer, why in _judged(draw, deck.department, line)
        if why
    ]
    counts: dict[str, int] = {}
    for _officer, why in out:
        counts[why] = counts.get(why, 0) + 1
    DrawExclusion.objects.bulk_create(
        DrawExclusion(draw=draw, pool=PoolName.OFFICERS, reason=why, count=count)
        for why, count in counts.items()
    )
    last = draw.pages.filter(pool=PoolName.EXCLUDED).order_by("-number").first()
    lines = [f"{officer.pk}\t{officer.certificate_no}\t{why}" for officer, why in out]
    _write_pages(draw, PoolName.EXCLUDED, lines, last.number + 1 if last else 0)


def _conflicts(officers: list[Officer]) -> Iterator[str]:
    """Yield who may not go where: declared interests, and the two who went there last time."""
    ids = [each.pk for each in officers]
    declared = ConflictDeclaration.objects.on(workdays.today()).filter(officer__in=ids)
    pairs = declared.values_list(Coalesce("subject__canonical", "subject"), "officer").distinct()
    for subject, officer in pairs:
        yield f"{subject}\t{officer}\t{SkipReason.INTEREST.value}\t"
    seats = (
        Assignment.objects.filter(
            officer__in=ids,
            ended_at=None,
            task__kind=TaskKind.ON_SITE,
            task__state=TaskState.CLOSED,
        )
        .order_by("task__subject", "-task_id")
        .values_list("task__subject", "task", "officer")
    )
    last: dict[Any, tuple[Any, list[Any]]] = {}
    for subject, task, officer in seats:
        kept = last.setdefault(subject, (task, []))
        if kept[0] == task:
            kept[1].append(officer)
    for subject, (_task, crew) in last.items():
        for one in crew:
            for other in crew:
                if one != other:
                    yield f"{subject}\t{one}\t{SkipReason.SAME_PAIR.value}\t{other}"


def _write_pages(draw: Draw, pool: str, lines: list[str], first: int = 0) -> None:
    DrawPage.objects.bulk_create(
        DrawPage(
            draw=draw,
            pool=pool,
            number=first + at // PAGE,
            size=len(lines[at : at + PAGE]),
            body="\n".join(lines[at : at + PAGE]),
        )
        for at in range(0, len(lines), PAGE)
    )
