"""Claims: which department exercises which matter where (认领)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit, emit_all
from common.flow import move
from common.models import Event, User
from matters import rules
from matters.choices import ClaimState
from matters.models import Claim, Matter, MatterVersion, Refusal
from matters.services.implementation import end_lists
from matters.services.periods import ended
from matters.services.refusals import end_refusals, open_again
from matters.services.tally import count, count_soon
from registry.models import Department, Region


@transaction.atomic
def claim(
    matter: Matter,
    *,
    department: Department,
    region: Region | None = None,
    by: User,
    basis: str = "",
    from_day: dt.date | None = None,
) -> Claim:
    """Claim a matter for a department in its region, or a part of it (应领尽领).

    Refuses a matter that is not in force, a level that has no power, a place outside the
    department's region, and a second claim for the same place. Emits ``matters.claimed``.
    """
    day = from_day or workdays.today()
    place = region or department.region
    Matter.objects.select_for_update().get(pk=matter.pk)
    version = matter.versions.in_force(day).first()
    fault = rules.claim_fault(
        level=department.level,
        levels=version.levels if version else (),
        is_in_force=version is not None,
    )
    if fault:
        raise RuleError(fault, claim_fault_text(fault))
    if not place.path.startswith(department.region.path):
        raise RuleError("region", _("The place lies outside the department's region."))
    standing = matter.claims.filter(department=department, region=place)
    if standing.exclude(state=ClaimState.ENDED).exists():
        raise RuleError("already_claimed", _("The department has claimed this matter here."))
    claimed = Claim(matter=matter, department=department, region=place, level=department.level)
    claimed.valid = DateRange(day, None)
    return claim_all([claimed], by=by, basis=basis)[0]


@transaction.atomic
def claim_due(
    department: Department, matters: Iterable[Any], *, by: User, basis: str = ""
) -> list[Claim]:
    """Claim for a department, in its whole region, what is due of the matters named by key.

    What it has claimed already or may not claim is left out: the claims made are returned. The
    number of statements does not grow with the matters. Emits ``matters.claimed`` for each.
    """
    day = workdays.today()
    wanted = set(matters)
    list(Matter.objects.filter(pk__in=wanted).order_by("pk").select_for_update())
    versions = MatterVersion.objects.in_force(day).filter(
        matter__in=wanted, levels__contains=[department.level]
    )
    known = set(
        Claim.objects.standing()
        .filter(department=department, region=department.region_id, matter__in=wanted)
        .values_list("matter_id", flat=True)
    )
    due = sorted({version.matter_id for version in versions} - known)
    rows = [
        Claim(
            matter_id=pk,
            department=department,
            region_id=department.region_id,
            level=department.level,
            valid=DateRange(day, None),
        )
        for pk in due
    ]
    return claim_all(rows, by=by, basis=basis)


@transaction.atomic
def claim_all(
    claims: Sequence[Claim], *, by: User | None, basis: str = "", cause: Event | None = None
) -> list[Claim]:
    """Write checked claims as a set; refusals of the same end. Emits ``matters.claimed``."""
    end_refusals(
        {(each.matter_id, each.department_id, each.region_id) for each in claims},
        workdays.today(),
        by=by,
    )
    made = Claim.objects.bulk_create(claims, batch_size=2000)
    emit_all("matters.claimed", made, by=by, basis=basis, cause=cause)
    count(each.department_id for each in made)
    return made


@transaction.atomic
def renew_claim(claimed: Claim, *, by: User | None, basis: str = "") -> Claim:
    """Claim again after a change of substance. Emits ``matters.claim_renewed``."""
    move(claimed, ClaimState.CLAIMED, reclaim_by=None, changed=[], lapses=False, escalated_on=None)
    emit("matters.claim_renewed", claimed, by=by, basis=basis)
    count([claimed.department_id])
    return claimed


@transaction.atomic
def end_claim(claimed: Claim, *, by: User, basis: str, on: dt.date | None = None) -> Claim:
    """Give a claim up from a legal day on (today if none); its lists end with it.

    Emits ``matters.claim_ended``.
    """
    _end(claimed, on or workdays.today(), by=by, basis=basis)
    count([claimed.department_id])
    return claimed


def claim_fault_text(fault: str) -> str:
    """Say in words why a matter cannot be claimed."""
    if fault == "level":
        return _("The matter is not exercised at the department's level.")
    return _("The matter is not in force: what is not published is not claimed.")


# ---- what new versions do


def effect_on_claims(before: MatterVersion, version: MatterVersion) -> dict[str, int]:
    """Return how many claims a new version would ``end``, call for ``renewal`` of, or ``carry``."""
    changed = rules.changed_substance(_substance(before), _substance(version))
    claims = list(_open_claims(version.matter_id))
    ends = sum(power_level(each) not in version.levels for each in claims)
    stay = len(claims) - ends
    return {"end": ends, "renew": stay if changed else 0, "carry": 0 if changed else stay}


def carry_over(
    before: MatterVersion, version: MatterVersion, day: dt.date, *, cause: Event
) -> None:
    """Carry claims over to a new version; call for their renewal when its substance changed.

    Those whose level has lost the power end. Where the basis or the power itself has ended, a claim
    that is not renewed in time carries no more acts. Refusals are open questions again.
    """
    was, says = _substance(before), _substance(version)
    changed = rules.changed_substance(was, says)
    for claimed in _open_claims(version.matter_id):
        if power_level(claimed) not in version.levels:
            _end(claimed, day, cause=cause)
        elif changed:
            _call_for_renewal(
                claimed, day, changed, lapses=rules.ends_ground(was, says), cause=cause
            )
    if changed:
        open_again(version.matter_id, day)
    count_soon()


@transaction.atomic
def end_basis(matter: Matter, day: dt.date, *, cause: Event) -> int:
    """Call for the renewal of all claims of a matter whose legal basis has ended.

    They carry acts for ten working days more. Returns how many claims that concerns.
    """
    claims = list(_open_claims(matter.pk))
    for claimed in claims:
        _call_for_renewal(claimed, day, ["basis"], lapses=True, cause=cause)
    return len(claims)


def _call_for_renewal(
    claimed: Claim, day: dt.date, changed: list[str], *, lapses: bool, cause: Event
) -> None:
    until = workdays.add(day, rules.RECLAIM_WORKDAYS)
    if claimed.state == ClaimState.CLAIMED:
        move(
            claimed,
            ClaimState.RECLAIM_REQUIRED,
            reclaim_by=until,
            changed=changed,
            lapses=lapses,
        )
        facts = {"by": until.isoformat(), "changed": changed}
        emit("matters.reclaim_required", claimed, facts=facts, cause=cause)
    elif lapses or set(changed) - set(claimed.changed):  # called for once more, for more
        also = {"lapses": True, "reclaim_by": until} if lapses and not claimed.lapses else {}
        both = sorted({*claimed.changed, *changed})
        Claim.objects.filter(pk=claimed.pk).update(changed=both, **also)


def end_all(matter_id: Any, day: dt.date, *, cause: Event) -> None:
    """End the open claims of a matter from a legal day on."""
    for claimed in _open_claims(matter_id):
        _end(claimed, day, cause=cause)
    count_soon()


@transaction.atomic
def escalate(day: dt.date | None = None) -> int:
    """Say of every claim that was not renewed in time that it is late, once.

    Emits ``matters.reclaim_late``; returns how many were late.
    """
    today = day or workdays.today()
    rows = Claim.objects.late(today).filter(escalated_on=None).select_for_update(skip_locked=True)
    late = list(rows)
    Claim.objects.filter(pk__in=[each.pk for each in late]).update(escalated_on=today)
    emit_all("matters.reclaim_late", late)
    count({each.department_id for each in late})
    return len(late)


def power_level(claimed: Claim) -> int:
    """Return the level at which a claim's power is exercised: that of the body that handed it down.

    A power handed down to a township stays a power of the county's level.
    """
    transfer = claimed.transfer
    return transfer.from_department.level if transfer else claimed.level


def open_claims(matter_id: Any) -> "Iterable[Claim]":
    """Return the claims of a matter that have not ended."""
    return _open_claims(matter_id)


def _substance(version: MatterVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in rules.SUBSTANCE}


def _open_claims(matter_id: Any) -> Iterable[Claim]:
    rows = Claim.objects.standing().filter(matter=matter_id)
    return rows.select_related("transfer__from_department", "department", "region")


def _end(
    claimed: Claim,
    day: dt.date,
    *,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> None:
    move(claimed, ClaimState.ENDED, valid=ended(claimed.valid, day))
    end_lists(claimed, day, by=by, cause=cause)
    emit("matters.claim_ended", claimed, by=by, basis=basis, cause=cause)


def refused_now(department: Department, matter_id: Any) -> Refusal | None:
    """Return the refusal of a matter by a department that stands today."""
    rows = Refusal.objects.in_force(workdays.today())
    return rows.filter(department=department, matter=matter_id).first()
