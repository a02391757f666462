"""Carrying claims along when matters are merged, split or take another identity."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.events import emit
from common.flow import move
from common.models import Event
from matters.choices import ClaimState
from matters.models import Claim, Matter, MatterVersion, PowerTransfer, Refusal
from matters.services.claims import claim_all, open_claims, power_level
from matters.services.implementation import copies_of, draft_list, end_lists
from matters.services.periods import ended
from matters.services.tally import count_soon
from matters.services.transfers import end_transfer


@transaction.atomic
def carry_to(old: Matter, new_matters: Sequence[Matter], day: dt.date, cause: Event) -> list[Claim]:
    """Carry the claims of a matter to its successors from a legal day on; return the new claims.

    Each open claim ends the day before and stands under every successor that is in force on the
    day and exercised at its level, unless its department claimed it there already (as when two
    matters are merged). Transfers of the power and refusals go along; an implementation list
    becomes a draft under the successor, with a code of its own and what the old one said.
    Emits ``matters.claim_carried`` for each claim that goes along, ``matters.claim_ended``.
    """
    claims = list(open_claims(old.pk))
    versions = {
        version.matter_id: version
        for version in MatterVersion.objects.in_force(day).filter(matter__in=new_matters)
    }
    copies, made = copies_of(claims), []
    transfers = _carry_transfers(old, new_matters, day)
    for claimed in claims:
        move(claimed, ClaimState.ENDED, valid=ended(claimed.valid, day))
        end_lists(claimed, day, cause=cause)
        emit("matters.claim_ended", claimed, cause=cause)
    for matter in new_matters:
        version = versions.get(matter.pk)
        if version is None:
            continue
        known = set(
            Claim.objects.standing().filter(matter=matter).values_list("department_id", "region_id")
        )
        for claimed in claims:
            place = claimed.department_id, claimed.region_id
            if place in known or power_level(claimed) not in version.levels:
                continue
            row = _successor(claimed, matter, day)
            row.transfer = transfers.get((claimed.transfer_id, matter.pk))
            if row.transfer:
                row.valid = row.transfer.valid
            (new,) = claim_all([row], by=None, cause=cause)
            made.append(new)
            known.add(place)
            emit("matters.claim_carried", new, facts={"from": str(claimed.pk)}, cause=cause)
            if claimed.pk in copies and claimed.department.uscc:
                draft_list(new, copies[claimed.pk], by=None, cause=cause)
    _carry_refusals(old, list(versions), day)
    count_soon()
    return made


def _successor(claimed: Claim, matter: Matter, day: dt.date) -> Claim:
    """Return the unsaved claim that follows another one under a new matter."""
    return Claim(
        matter=matter,
        department=claimed.department,
        region_id=claimed.region_id,
        level=claimed.level,
        valid=DateRange(day, None),
    )


def _carry_transfers(
    old: Matter, new_matters: Sequence[Matter], day: dt.date
) -> dict[Any, PowerTransfer]:
    """Carry transfers along; return the new ones by (old transfer, new matter)."""
    found: dict[Any, PowerTransfer] = {}
    for transfer in PowerTransfer.objects.coming_or_in_force(day).filter(matter=old):
        days = DateRange(max(day, transfer.valid.lower), transfer.valid.upper)
        end_transfer(transfer, day)
        for matter in new_matters:
            there = PowerTransfer.objects.filter(
                matter=matter, region=transfer.region_id, valid__overlap=days
            ).first()
            found[transfer.pk, matter.pk] = there or PowerTransfer.objects.create(
                matter=matter,
                from_department_id=transfer.from_department_id,
                to_department_id=transfer.to_department_id,
                region_id=transfer.region_id,
                valid=days,
                basis=transfer.basis,
            )
    return found


def _carry_refusals(old: Matter, new_matters: Sequence[Any], day: dt.date) -> None:
    """Let refusals stand under the successors too, where their department has not claimed."""
    for refusal in Refusal.objects.in_force(day).filter(matter=old):
        for matter in new_matters:
            key = {
                "matter_id": matter,
                "department_id": refusal.department_id,
                "region_id": refusal.region_id,
            }
            claimed = Claim.objects.standing().filter(**key).exists()
            if not claimed and not Refusal.objects.in_force(day).filter(**key).exists():
                Refusal.objects.create(
                    reason=refusal.reason, note=refusal.note, valid=DateRange(day, None), **key
                )
        Refusal.objects.filter(pk=refusal.pk).update(valid=ended(refusal.valid, day))
