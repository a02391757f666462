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
from matters.models import Claim, Matter, MatterVersion
from matters.services.periods import ended
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
def claim_all(claims: Sequence[Claim], *, by: User | None, basis: str = "") -> list[Claim]:
    """Write checked claims as a set. Emits ``matters.claimed`` for each."""
    made = Claim.objects.bulk_create(claims, batch_size=2000)
    emit_all("matters.claimed", made, by=by, basis=basis)
    return made


@transaction.atomic
def renew_claim(claimed: Claim, *, by: User, basis: str = "") -> Claim:
    """Claim again after a change of substance. Emits ``matters.claim_renewed``."""
    move(claimed, ClaimState.CLAIMED, reclaim_by=None)
    emit("matters.claim_renewed", claimed, by=by, basis=basis)
    return claimed


@transaction.atomic
def end_claim(claimed: Claim, *, by: User, basis: str, on: dt.date | None = None) -> Claim:
    """Give a claim up from a legal day on (today if none). Emits ``matters.claim_ended``."""
    _end(claimed, on or workdays.today(), by=by, basis=basis)
    return claimed


def claim_fault_text(fault: str) -> str:
    """Say in words why a matter cannot be claimed."""
    if fault == "level":
        return _("The matter is not exercised at the department's level.")
    return _("The matter is not in force: what is not published is not claimed.")


def carry_over(
    before: MatterVersion, version: MatterVersion, day: dt.date, *, cause: Event
) -> None:
    """Carry claims over to a new version; call for their renewal when its substance changed."""
    is_other = rules.changes_substance(
        *({name: getattr(each, name) for name in rules.SUBSTANCE} for each in (before, version))
    )
    for claimed in _open_claims(version.matter_id):
        if claimed.level not in version.levels:
            _end(claimed, day, cause=cause)
        elif is_other and claimed.state == ClaimState.CLAIMED:
            until = workdays.add(day, rules.RECLAIM_WORKDAYS)
            move(claimed, ClaimState.RECLAIM_REQUIRED, reclaim_by=until)
            emit("matters.reclaim_required", claimed, facts={"by": until.isoformat()}, cause=cause)


def end_all(matter_id: Any, day: dt.date, *, cause: Event) -> None:
    """End the open claims of a matter from a legal day on."""
    for claimed in _open_claims(matter_id):
        _end(claimed, day, cause=cause)


def _open_claims(matter_id: Any) -> Iterable[Claim]:
    return Claim.objects.filter(matter=matter_id).exclude(state=ClaimState.ENDED)


def _end(
    claimed: Claim,
    day: dt.date,
    *,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> None:
    move(claimed, ClaimState.ENDED, valid=ended(claimed.valid, day))
    emit("matters.claim_ended", claimed, by=by, basis=basis, cause=cause)
