"""Acts on who and where: registering subjects, granting roles, turns of duty."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import uscc as uscc_numbers

from common import audit, workdays
from common.errors import RuleError
from common.events import emit
from common.models import Event, User, reference
from registry import rules
from registry.models import Department, Grant, Officer, Region, Role, Roster, Subject
from registry.places import plane

HORIZON_DAYS = 30


@transaction.atomic
def register(
    *,
    kind: str,
    code: str,
    name: str,
    region: Region,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
    uscc: str = "",
    override: str = "",
    **fields: Any,
) -> Subject:
    """Enter a supervised subject. ``fields`` are further columns of Subject (degrees for places).

    A unified social credit code whose check character is wrong (GB 32100-2015) is refused unless
    ``override`` says why it stands. Emits ``registry.registered``.
    """
    if uscc and not uscc_numbers.is_valid(uscc) and not override:
        raise RuleError(
            "invalid_uscc",
            _("The check character of this code is wrong. Correct it, or say why it stands."),
            field="uscc",
        )
    if Subject.objects.filter(kind=kind, code=code).exists():
        raise RuleError("known_subject", _("A subject has this code already."), field="code")
    subject = Subject(kind=kind, code=code, name=name, region=region, uscc=uscc, **fields)
    if subject.lon is not None and subject.lat is not None:
        subject.xy = plane(subject.lon, subject.lat)
    subject.save(force_insert=True)
    facts = {"override": override} if override else {}
    emit(
        "registry.registered",
        subject,
        subject=subject.pk,
        facts=facts,
        by=by,
        basis=basis,
        cause=cause,
    )
    return subject


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    department: Department | None = None,
    region: Region | None = None,
    valid_until: dt.date | None = None,
    by: User | None,
) -> Grant:
    """Give a person a role over a subtree of departments and of regions; none is the whole tree.

    ``by`` is the granting administrator, nobody for the command line. Refuses a grant to oneself
    and an administrator's role beside any other. A grant that stands is returned as it is.
    """
    standing = list(user.grants.in_force().select_for_update())
    check_grant(user=user, role=role, by=by)
    wanted = (role.pk, department and department.pk, region and region.pk)
    for each in standing:
        if (each.role_id, each.department_id, each.region_id) == wanted:
            return each
    granted = Grant(user=user, role=role, department=department, region=region)
    granted.valid_until = valid_until
    return grant_all([granted], by=by)[0]


def check_grant(*, user: User, role: Role, by: User | None) -> None:
    """Raise the RuleError that ``grant`` would refuse with."""
    if by and by.pk == user.pk:
        raise RuleError("own_grant", _("Nobody grants themselves a role."), field="user")
    held = set(user.grants.in_force().values_list("role_id", flat=True))
    if rules.roles_clash(role.pk, held):
        raise RuleError(
            "roles_clash", _("An administrator holds one role and no other."), field="role"
        )


@transaction.atomic
def grant_all(grants: Sequence[Grant], *, by: User | None) -> list[Grant]:
    """Write new grants as they are, each with its entry in the audit trail."""
    for each in grants:
        each.granted_by = by.pk if by else None
    made = Grant.objects.bulk_create(grants)
    audit.record_all(
        "grant",
        by=by,
        entries=[
            (reference(each), {"user": str(each.user_id), "role": each.role_id}) for each in made
        ],
    )
    return made


@transaction.atomic
def revoke(granted: Grant, *, by: User, basis: str) -> Grant:
    """Take a role back; what was done under it stands. ``basis`` says why."""
    if by.pk == granted.user_id:
        raise RuleError("own_grant", _("Nobody changes their own roles."))
    if not Grant.objects.filter(pk=granted.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise RuleError("already_revoked", _("This role was taken back before."))
    granted.refresh_from_db(fields=["revoked_at"])
    audit.record(
        "revoke",
        by=by,
        row=reference(granted),
        facts={"user": str(granted.user_id), "role": granted.role_id, "basis": basis},
    )
    return granted


@transaction.atomic
def roll_roster(officers: Iterable[Officer], *, days: int = HORIZON_DAYS) -> int:
    """Put officers on duty around the clock from today on, where they have no turn yet.

    One turn a legal day (Asia/Shanghai). Return how many turns are new.
    """
    first = workdays.today()
    midnights = [
        dt.datetime.combine(first + dt.timedelta(days=n), dt.time(), settings.LEGAL_ZONE)
        for n in range(days + 1)
    ]
    people = list(officers)
    horizon = DateTimeTZRange(midnights[0], midnights[-1])
    taken: dict[Any, list[Any]] = {}
    for turn in Roster.objects.filter(officer__in=people, duty__overlap=horizon):
        taken.setdefault(turn.officer_id, []).append(turn.duty)
    turns = [
        Roster(officer=officer, duty=DateTimeTZRange(start, end))
        for officer in people
        for start, end in pairwise(midnights)
        if not any(duty.lower < end and start < duty.upper for duty in taken.get(officer.pk, ()))
    ]
    Roster.objects.bulk_create(turns, batch_size=2000)
    return len(turns)
