"""Powers handed down to townships (赋权), for a time and by a document."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from matters.choices import ClaimState
from matters.models import Claim, PowerTransfer
from matters.services.claims import claim_all
from matters.services.implementation import end_lists
from matters.services.periods import ended
from registry.choices import Level
from registry.models import Department


@transaction.atomic
def hand_down(
    claimed: Claim,
    *,
    to: Department,
    by: User,
    basis: str,
    from_day: dt.date,
    until: dt.date | None = None,
) -> PowerTransfer:
    """Hand a claimed power down to a body of a township, from a day on and until a last day.

    The body claims the matter for its region for these days; for as long the giving department
    does not act there. Refuses a body that is not of a township in the claim's region, days in
    disorder, and a place whose power is handed down already. Emits ``matters.power_handed_down``
    and ``matters.claimed``.
    """
    Claim.objects.select_for_update().get(pk=claimed.pk)
    fault = transfer_fault(claimed, to, from_day, until)
    if fault:
        raise RuleError(fault[0], fault[1], field=fault[2])
    days = DateRange(from_day, until + dt.timedelta(days=1) if until else None)
    taken = PowerTransfer.objects.filter(
        matter=claimed.matter_id, region=to.region_id, valid__overlap=days
    ).first()
    if taken:
        raise RuleError(
            "handed_down_already",
            _("This power is handed down to %(department)s here already.")
            % {"department": taken.to_department.named},
            field="to",
        )
    transfer = PowerTransfer.objects.create(
        matter_id=claimed.matter_id,
        from_department_id=claimed.department_id,
        to_department=to,
        region_id=to.region_id,
        valid=days,
        basis=basis,
    )
    facts = {"from": from_day.isoformat(), "to": str(to.pk)}
    done = emit("matters.power_handed_down", transfer, facts=facts, by=by, basis=basis)
    give_claim(transfer, by=by, cause=done)
    return transfer


def transfer_fault(
    claimed: Claim, to: Department, from_day: dt.date, until: dt.date | None
) -> tuple[str, str, str] | None:
    """Return code, sentence and field of what speaks against handing a power down."""
    if claimed.state == ClaimState.ENDED:
        return "claim_ended", _("The claim has ended: there is no power to hand down."), ""
    if claimed.transfer_id:
        return "handed_on", _("A power that was handed down is not handed on."), ""
    if to.level != Level.TOWNSHIP or claimed.level >= Level.TOWNSHIP:
        return "not_a_township", _("Powers are handed down to bodies of townships."), "to"
    if not to.region.path.startswith(claimed.region.path):
        return "region", _("The township lies outside the region of the claim."), "to"
    if until and until < from_day:
        return "days", _("The last day lies before the first."), "until"
    return None


def give_claim(
    transfer: PowerTransfer, *, by: User | None = None, cause: Event | None = None
) -> Claim:
    """Write the claim of the receiving body for the days of a transfer.

    Raises RuleError where the body has a claim of its own for these days.
    """
    to = transfer.to_department
    own = Claim.objects.standing().filter(
        matter=transfer.matter_id, department=to, region=transfer.region_id
    )
    if own.filter(valid__overlap=transfer.valid).exists():
        raise RuleError(
            "already_claimed", _("The department has claimed this matter here."), field="to"
        )
    row = Claim(
        matter_id=transfer.matter_id,
        department=to,
        region_id=transfer.region_id,
        level=to.level,
        valid=transfer.valid,
        transfer=transfer,
    )
    return claim_all([row], by=by, basis=transfer.basis, cause=cause)[0]


@transaction.atomic
def take_back_power(
    transfer: PowerTransfer, *, by: User, basis: str, on: dt.date | None = None
) -> None:
    """Take a power back from a legal day on (today if none): its giver acts there again.

    The receiving body's claim and lists end. Emits ``matters.power_taken_back``.
    """
    day = on or workdays.today()
    end_transfer(transfer, day)
    done = emit("matters.power_taken_back", transfer, by=by, basis=basis)
    for claimed in transfer.claims.standing():
        move(claimed, ClaimState.ENDED, valid=ended(claimed.valid, day))
        end_lists(claimed, day, by=by, cause=done)
        emit("matters.claim_ended", claimed, by=by, basis=basis, cause=done)


def end_transfer(transfer: PowerTransfer, day: dt.date) -> None:
    """Let a transfer end from a legal day on, unless it ends before."""
    upper = transfer.valid.upper
    if upper is None or upper > day:
        transfer.valid = ended(transfer.valid, day)
        transfer.save(update_fields=["valid"])
