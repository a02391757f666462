"""Implementation lists (检查实施清单): written by the claiming body, published by its head."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from matters import rules
from matters.choices import ClaimState, ImplementationState
from matters.models import Claim, ImplementationCounter, ImplementationList
from matters.services.periods import ended

LOCAL = (
    "scope", "checklist_id", "method_id", "process", "frequency", "annual_cap", "exercising_id",
    "contact", "phone", "entrusted_id", "entrusted_by", "entrusted_valid",
)  # fmt: skip
"""What a list says of its own; the next version begins with what the last one said."""


@transaction.atomic
def draft_list(
    claimed: Claim,
    content: Mapping[str, Any] | None = None,
    *,
    by: User | None,
    cause: Event | None = None,
) -> ImplementationList:
    """Begin the implementation list of a claim, or its next version.

    The first one takes the next number of its body and level. Refuses while another version is in
    work, and where the body has no credit code. Emits ``matters.list_drafted``.
    """
    Claim.objects.select_for_update().get(pk=claimed.pk)
    if claimed.state == ClaimState.ENDED:
        raise RuleError("claim_ended", _("The claim has ended: there is nothing to carry out."))
    latest = claimed.implementations.order_by("-number").first()
    if latest and latest.state in (ImplementationState.DRAFT, ImplementationState.REVIEW):
        raise RuleError(
            "in_work",
            _("Version %(number)d is in work: amend it, or wait for its review.")
            % {"number": latest.number},
        )
    row = ImplementationList(claim=claimed, number=latest.number + 1 if latest else 1)
    row.exercising_id = claimed.department_id
    if latest:
        for name in LOCAL:
            setattr(row, name, getattr(latest, name))
    row.code = latest.code if latest else next_code(claimed)
    _write(row, content or {})
    row.drafted_by = by.pk if by else None
    row.save(force_insert=True)
    emit("matters.list_drafted", row, by=by, cause=cause)
    return row


def next_code(claimed: Claim) -> str:
    """Take the next code of the claiming body at its level; the counter stays locked until commit.

    Nothing is ever deleted, and what rolls back gives its number back: there are no gaps.
    """
    department = claimed.department
    head = f"{department.uscc}{claimed.level}"
    try:
        rules.list_code(department.uscc, claimed.level, 0)
    except ValueError:
        raise RuleError(
            "no_uscc",
            _(
                "%(department)s has no unified social credit code, and the code of a list begins "
                "with it. The system administrator enters it in the register of departments."
            )
            % {"department": department.named},
        ) from None
    ImplementationCounter.objects.bulk_create(
        [ImplementationCounter(head=head)], ignore_conflicts=True
    )
    ImplementationCounter.objects.filter(head=head).update(last=F("last") + 1)
    counter = ImplementationCounter.objects.get(head=head)
    return rules.list_code(department.uscc, claimed.level, counter.last)


@transaction.atomic
def amend_list(
    row: ImplementationList, content: Mapping[str, Any], *, by: User
) -> ImplementationList:
    """Change a draft and count as its drafter. Emits ``matters.list_amended``."""
    if row.state != ImplementationState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    names = _write(row, content)
    row.drafted_by, row.changed_at = by.pk, timezone.now()
    row.save(update_fields=[*names, "drafted_by", "changed_at"])
    emit("matters.list_amended", row, facts={"fields": sorted(content)}, by=by)
    return row


@transaction.atomic
def submit_list(row: ImplementationList, *, by: User, basis: str = "") -> ImplementationList:
    """Send a draft to the head. Emits ``matters.list_submitted``."""
    if not row.scope or not row.method_id:
        raise RuleError(
            "incomplete", _("Say at least which objects there are here, and by which method.")
        )
    move(row, ImplementationState.REVIEW)
    emit("matters.list_submitted", row, by=by, basis=basis)
    return row


@transaction.atomic
def return_list(row: ImplementationList, *, by: User, basis: str) -> ImplementationList:
    """Return a list to its drafter; ``basis`` says why. Emits ``matters.list_returned``."""
    move(row, ImplementationState.DRAFT)
    emit("matters.list_returned", row, by=by, basis=basis)
    return row


@transaction.atomic
def publish_list(row: ImplementationList, *, by: User, basis: str = "") -> ImplementationList:
    """Publish a list from today on; the version before ends the day before.

    Somebody else than its drafter does it. Emits ``matters.list_published``, ``_superseded``.
    """
    if by.pk == row.drafted_by:
        raise RuleError(
            "four_eyes", _("Somebody else has to do this: you had a part in this version.")
        )
    Claim.objects.select_for_update().get(pk=row.claim_id)
    today = workdays.today()
    before = ImplementationList.objects.filter(
        claim=row.claim_id, state=ImplementationState.PUBLISHED
    ).first()
    if before:
        move(before, ImplementationState.SUPERSEDED, valid=ended(before.valid, today))
        emit("matters.list_superseded", before, by=by)
    move(row, ImplementationState.PUBLISHED, valid=DateRange(today, None), published_by=by.pk)
    emit("matters.list_published", row, by=by, basis=basis)
    return row


def end_lists(
    claimed: Claim, day: Any, *, by: User | None = None, cause: Event | None = None
) -> None:
    """End the lists of a claim that ends, from a legal day on. Emits ``matters.list_ended``."""
    states = (
        ImplementationState.DRAFT,
        ImplementationState.REVIEW,
        ImplementationState.PUBLISHED,
    )
    for row in claimed.implementations.filter(state__in=states):
        days = ended(row.valid, day) if row.valid else None
        move(row, ImplementationState.ENDED, valid=days)
        emit("matters.list_ended", row, by=by, cause=cause)


def copies_of(claims: Iterable[Claim]) -> dict[Any, dict[str, Any]]:
    """Return by claim what its newest list says of its own, to begin another one with."""
    rows = ImplementationList.objects.filter(claim__in=[each.pk for each in claims])
    newest = rows.order_by("claim", "-number").distinct("claim")
    return {row.claim_id: {name: getattr(row, name) for name in LOCAL} for row in newest}


def _write(row: ImplementationList, content: Mapping[str, Any]) -> list[str]:
    """Write what is said over a list; return the names of its fields."""
    names = []
    for name, value in content.items():
        setattr(row, name, value)
        names.append(row._meta.get_field(name.removesuffix("_id")).name)
    if row.entrusted_id is None:
        row.entrusted_by, row.entrusted_valid = "", None
        names += ["entrusted_by", "entrusted_valid"]
    elif not row.entrusted_by or row.entrusted_valid is None:
        raise RuleError(
            "entrusted_by",
            _("An entrustment has a document and days: enter both."),
            field="entrusted_by",
        )
    elif row.entrusted_id == row.claim.department_id:
        raise RuleError("entrusted_itself", _("A body does not entrust itself."), field="entrusted")
    return sorted(set(names))
