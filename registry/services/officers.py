"""Acts on officers: leave, loans to other bodies, declared interests, reminders."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from common import channels, workdays
from common.errors import RuleError
from common.events import emit
from common.models import User
from registry.models import (
    ConflictDeclaration,
    Department,
    Grant,
    Leave,
    Officer,
    OfficerLoan,
    Role,
    Subject,
)
from registry.services.access import grant_all

REMIND_DAYS = (60, 30, 7)
"""Days before the end of a certificate on which its holder is told."""
FIELD_ROLE = "officer"


def days(first: dt.date, last: dt.date | None) -> DateRange:
    """Return the days from the first to the last, both of them in; no last day is no end."""
    return DateRange(first, last and last + dt.timedelta(days=1), "[)")


@transaction.atomic
def take_leave(
    officer: Officer, *, kind: str, first: dt.date, last: dt.date, note: str = "", by: User
) -> Leave:
    """Enter days on which an officer is away. Raises RuleError where they overlap others.

    Emits ``registry.leave_taken``.
    """
    _in_order(first, last)
    span = days(first, last)
    _free(Leave.objects.filter(officer=officer, valid__overlap=span), "leave_overlaps")
    made = Leave.objects.create(officer=officer, kind=kind, valid=span, note=note, entered_by=by.pk)
    emit("registry.leave_taken", officer, facts=_span(made), by=by)
    return made


@transaction.atomic
def declare_conflict(
    officer: Officer,
    *,
    subject: Subject,
    kind: str,
    last: dt.date | None = None,
    note: str = "",
    by: User,
) -> ConflictDeclaration:
    """Declare an interest in a subject, from today on. Emits ``registry.conflict_declared``."""
    today = workdays.today()
    if last is not None:
        _in_order(today, last)
    subject = subject.canonical or subject
    known = ConflictDeclaration.objects.standing().filter(officer=officer, subject=subject)
    if known.filter(kind=kind).exists():
        raise RuleError("known_conflict", _("This interest is declared already."), field="subject")
    made = ConflictDeclaration.objects.create(
        officer=officer,
        subject=subject,
        kind=kind,
        valid=days(today, last),
        note=note,
        entered_by=by.pk,
    )
    emit("registry.conflict_declared", officer, facts=_span(made), by=by)
    return made


@transaction.atomic
def lend(
    officer: Officer,
    *,
    to: Department,
    first: dt.date,
    last: dt.date,
    basis: str,
    note: str = "",
    by: User,
) -> OfficerLoan:
    """Lend an officer to another body by a recorded cooperation (浙江省综合行政执法条例 art. 29).

    For its days the officer has the role of an officer there. Emits ``registry.officer_lent``.
    """
    _in_order(first, last)
    if to == officer.department:
        raise RuleError("own_department", _("The officer belongs to it already."), field="to")
    if officer.certificate_no is None:
        raise RuleError("uncertified", _("Only holders of a certificate are lent to another body."))
    span = days(first, last)
    _free(OfficerLoan.objects.filter(officer=officer, valid__overlap=span), "loan_overlaps")
    made = OfficerLoan.objects.create(
        officer=officer, to_department=to, valid=span, basis=basis, note=note, entered_by=by.pk
    )
    open_doors([made], by=by)
    facts = _span(made) | {"to": str(to.pk)}
    emit("registry.officer_lent", officer, facts=facts, by=by, basis=basis)
    return made


def open_doors(loans: Iterable[OfficerLoan], *, by: User | None = None) -> int:
    """Give lent officers the role of an officer where they work now; return how many got it.

    The role ends with the last day of the loan by itself.
    """
    today = workdays.today()
    role = Role.objects.filter(pk=FIELD_ROLE).first()
    due = [each for each in loans if today in each.valid]
    held = set(
        Grant.objects.in_force()
        .filter(user__officer__in=[each.officer_id for each in due], role=role)
        .values_list("user_id", "department_id")
    )
    new = [
        Grant(
            user_id=each.officer.user_id,
            role=role,
            department_id=each.to_department_id,
            valid_until=each.last_day,
        )
        for each in due
        if role and (each.officer.user_id, each.to_department_id) not in held
    ]
    grant_all(new, by=by)
    return len(new)


def open_due_doors() -> int:
    """Do so for the loans that hold today."""
    loans = OfficerLoan.objects.on(workdays.today()).select_related("officer")
    return open_doors(loans)


@transaction.atomic
def withdraw(spell: Any, *, by: User, basis: str = "") -> Any:
    """Take a leave, a loan or a declared interest back; it ends today and stays on record.

    Emits ``registry.leave_withdrawn``, ``loan_withdrawn`` or ``conflict_withdrawn``.
    """
    rows = type(spell).objects.filter(pk=spell.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now()):
        raise RuleError("withdrawn", _("This was taken back before."))
    spell.refresh_from_db(fields=["withdrawn_at"])
    if isinstance(spell, OfficerLoan):
        Grant.objects.in_force().filter(
            user=spell.officer.user_id, role=FIELD_ROLE, department=spell.to_department_id
        ).update(revoked_at=timezone.now())
    emit(_WITHDRAWN[type(spell)], spell.officer, facts=_span(spell), by=by, basis=basis)
    return spell


_WITHDRAWN: dict[type, str] = {
    Leave: "registry.leave_withdrawn",
    OfficerLoan: "registry.loan_withdrawn",
    ConflictDeclaration: "registry.conflict_withdrawn",
}


def remind_of_certificates() -> int:
    """Tell holders of certificates that end within days to come; return how many were reached.

    Each is told once for each of REMIND_DAYS.
    """
    today = workdays.today()
    told = 0
    last = DateRange(today, today + dt.timedelta(days=max(REMIND_DAYS) + 1))
    ending = Officer.objects.filter(
        valid__endswith__gt=last.lower, valid__endswith__lte=last.upper, user__is_active=True
    )
    for officer in ending.select_related("user"):
        day = officer.last_valid_day
        left = (day - today).days if day else 0
        step = min(each for each in REMIND_DAYS if left <= each)
        channels.tell(
            [officer.user],
            "registry.certificate_ends",
            key=f"certificate:{officer.pk}:{day}:{step}",
            params={"officer": str(officer.pk), "day": str(day)},
        )
        told += 1
    return told


def _in_order(first: dt.date, last: dt.date) -> None:
    if last < first:
        raise RuleError("days_reversed", _("The last day is before the first."), field="last")


def _free(rows: Any, code: str) -> None:
    if rows.filter(withdrawn_at=None).exists():
        raise RuleError(code, _("These days overlap others that are entered."), field="first")


def _span(spell: Any) -> dict[str, Any]:
    return {"from": str(spell.first_day), "until": str(spell.last_day or "")}
