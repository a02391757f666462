"""Giving and taking back of roles."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, workdays
from common.errors import RuleError
from common.models import User, reference
from registry import rules
from registry.grants import scope_of
from registry.models import Department, Grant, Region, Role


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

    ``by`` is the granting administrator, nobody for the command line. Refuses a grant to oneself,
    an administrator's role beside any other, and whatever ``by`` may not delegate. A grant that
    stands is returned as it is.
    """
    standing: list[Grant] = list(user.grants.in_force().select_for_update())
    check_grant(user=user, role=role, department=department, region=region, by=by)
    wanted = (role.pk, department and department.pk, region and region.pk)
    for each in standing:
        if (each.role_id, each.department_id, each.region_id) == wanted:
            return each
    granted = Grant(user=user, role=role, department=department, region=region)
    granted.valid_until = valid_until
    return grant_all([granted], by=by)[0]


def check_grant(
    *,
    user: User,
    role: Role,
    department: Department | None = None,
    region: Region | None = None,
    by: User | None,
) -> None:
    """Raise the RuleError that ``grant`` would refuse with."""
    if by and by.pk == user.pk:
        raise RuleError("own_grant", _("Nobody grants themselves a role."), field="user")
    today = workdays.today()
    for place, name in ((department, "department"), (region, "region")):
        if place is not None and not place.is_in_force(today):
            raise RuleError(
                "ended_place",
                _("“%(name)s” has ended: give the role over what took its place.")
                % {"name": place.named},
                field=name,
            )
    held = set(user.grants.in_force().values_list("role_id", flat=True))
    if rules.roles_clash(role.pk, held):
        raise RuleError(
            "roles_clash", _("An administrator holds one role and no other."), field="role"
        )
    if by is not None:
        _check_delegation(role, department, region, by)


def may_delegate(by: User) -> list[Grant]:
    """Return the grants in force under which somebody gives roles to others."""
    return list(
        by.grants.in_force()
        .carrying("registry.add_grant")
        .select_related("role", "department", "region")
        .prefetch_related("role__delegates")
    )


def _check_delegation(
    role: Role, department: Department | None, region: Region | None, by: User
) -> None:
    """Refuse a role that ``by`` may not give, or a place beyond their own."""
    giving = [each for each in may_delegate(by) if role in each.role.delegates.all()]
    if not giving:
        raise RuleError(
            "role_not_delegable",
            _("Your own role does not let you give the role “%(role)s”.") % {"role": role.named},
            field="role",
        )
    place = department.path if department else "", region.path if region else ""
    if not any(scope_of(each).covers(*place) for each in giving):
        raise RuleError(
            "outside_scope",
            _("You give roles only within %(places)s. Choose a department and region inside it.")
            % {"places": _("; ").join(sorted({place_in_words(each) for each in giving}))},
            field="department" if any(each.department for each in giving) else "region",
        )


def place_in_words(granted: Grant) -> str:
    """Return over what a grant reaches: its department, its region, or everything."""
    named = [each.named for each in (granted.department, granted.region) if each]
    return _(", ").join(named) or _("the whole house")


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
    _check_delegation(granted.role, granted.department, granted.region, by)
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
