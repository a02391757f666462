"""Orders to correct: given with the result of a visit, answered by the object, looked at again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove, RuleError
from common.events import emit
from common.flow import move, steps
from common.models import Event, User, reference
from enforcement.choices import AnswerResult, Outcome, TaskKind, TaskSource, TaskState
from enforcement.choices.rectifications import RectificationState
from enforcement.models import Blob, Inspection, Proof, Rectification, RectificationLine, Task
from enforcement.rules import rectifications as rules
from enforcement.services import firm_pages
from enforcement.services.desk import cancel
from enforcement.services.firm_pages import seal_sent_photo
from enforcement.services.making import Order, make

MOST_PROOFS = 30
"""Photos that one order takes."""

_PUT_RIGHT = (Outcome.PASSED, Outcome.RECTIFY_NOW)
_NOT_SEEN = (Outcome.UNABLE, "")


@transaction.atomic
def follow(inspection: Inspection, *, by: User | None = None) -> Rectification | None:
    """Do what the end of a visit means for orders: settle the one rechecked, give a new one.

    Emits ``enforcement.rectification_verified`` or ``rectification_failed`` of the order that was
    looked at again, and ``rectification_ordered`` of a new one.
    """
    before = Rectification.objects.standing().filter(recheck=inspection.task).first()
    if before is not None:
        _settle(before, inspection, by)
    if inspection.outcome != Outcome.RECTIFY_BY or inspection.rectify_by is None:
        return None
    made = Rectification.objects.create(
        inspection=inspection, due_on=inspection.rectify_by, previous=before
    )
    RectificationLine.objects.bulk_create(
        RectificationLine(rectification=made, answer=answer)
        for answer in inspection.answers.filter(result=AnswerResult.FAILED)
    )
    _tell(made, "ordered", by=by, due=made.due_on.isoformat())
    return made


@transaction.atomic
def report(
    order: Rectification,
    *,
    text: str,
    photos: "Iterable[tuple[RectificationLine | None, UploadedFile[Any]]]" = (),
) -> Rectification:
    """Take the object's word and photos that it is corrected; a recheck is made by itself.

    Photos are of one line or of the whole. Raises RuleError (field ``photos`` or
    ``photo_<line>``) for what is no photo. Emits ``enforcement.rectification_reported``.
    """
    _hold(order)
    kept = [_proof(order, line, upload) for line, upload in photos]
    if order.proofs.count() + len(kept) > MOST_PROOFS:
        raise RuleError("many", _("An order takes 30 photos at most."), field="photos")
    move(order, RectificationState.REPORTED, report=text, reported_at=timezone.now())
    Blob.objects.bulk_create([each.blob for each in kept], ignore_conflicts=True)
    Proof.objects.bulk_create(kept, ignore_conflicts=True)
    event = _tell(order, "reported", photos=len(kept))
    call_for_recheck(order, cause=event)
    return order


@transaction.atomic
def extend(order: Rectification, *, to: dt.date, by: User, reason: str) -> Rectification:
    """Give more time, once, for a reason (domain 3.8). Emits ``rectification_extended``."""
    _hold(order)
    if order.state != RectificationState.OPEN:
        raise IllegalMove(_("Only an order that is still to be corrected gets more time."))
    firm_pages.give_more_time(order, to, reason)
    _tell(order, "extended", by=by, basis=reason, due=to.isoformat())
    return order


@transaction.atomic
def accept_proof(order: Rectification, *, by: User, reason: str) -> Rectification:
    """Find the order corrected by what the object sent in, without another visit.

    What can be done by paper must not enter the firm (国办发〔2024〕54号). A recheck that has not
    begun is called off. Emits ``enforcement.rectification_verified``.
    """
    _hold(order)
    if order.state != RectificationState.REPORTED:
        raise IllegalMove(_("Nothing was sent in that could be accepted."))
    move(order, RectificationState.VERIFIED)
    event = _tell(order, "verified", by=by, basis=reason)
    if order.recheck is not None and TaskState.CANCELLED in steps(order.recheck):
        cancel(order.recheck, by=by, reason=reason, cause=event)
    return order


@transaction.atomic
def ask_again(order: Rectification, *, by: User, reason: str) -> Rectification:
    """Tell the object that its proof is not enough. Emits ``rectification_asked_again``."""
    _hold(order)
    if order.state != RectificationState.REPORTED:
        raise IllegalMove(_("Nothing was sent in that could be sent back."))
    move(order, RectificationState.OPEN)
    _tell(order, "asked_again", by=by, reason=reason)
    return order


def call_for_recheck(order: Rectification, *, cause: Event | None = None) -> Task | None:
    """Make the task that looks at an order again, unless one is under way.

    Where the list no longer allows it, internal work at the desk says why. The recheck is by the
    form of the visit, of the lines that were not in order.
    """
    if order.recheck is not None and order.recheck.is_open:
        return order.recheck
    first = order.inspection.task
    count = Task.objects.of_origin(reference(order)).count()
    asked: dict[str, Any] = {
        "source": TaskSource.RECHECK,
        "subject": first.subject,
        "department": first.department,
        "line": first.line,
        "origin": reference(order),
        "template": f"recheck{count + 1}",
        "due_at": max(order.recheck_due_at, timezone.now() + dt.timedelta(days=1)),
    }
    form = first.checklist_version
    try:
        with transaction.atomic():
            made = make(
                Order(
                    TaskKind.RECHECK,
                    matter=first.claim.matter if first.claim else None,
                    checklist=form.checklist if form else None,
                    **asked,
                ),
                cause=cause,
            )
    except RuleError as refused:
        return make(Order(TaskKind.INTERNAL, wanted=str(refused)[:500], **asked), cause=cause)
    order.recheck = made
    order.save(update_fields=["recheck"])
    return made


def page_of(order: Rectification) -> str:
    """Return the path of the page that the object opens without an account."""
    return reverse("enforcement:order", args=[order.token])


def daily(today: dt.date | None = None) -> None:
    """Remind of orders whose last day is near; escalate the late ones and call for a recheck.

    Emits ``enforcement.rectification_near`` and ``rectification_late``, each once an order.
    """
    day = today or workdays.today()
    for pk in Rectification.objects.to_remind(day, rules.REMIND_DAYS).values_list("pk", flat=True):
        _once(pk, day, "reminded_on", "near")
    late = Rectification.objects.late(day).filter(escalated_on=None)
    for pk in late.values_list("pk", flat=True):
        _once(pk, day, "escalated_on", "late")


@transaction.atomic
def _once(pk: Any, day: dt.date, column: str, what: str) -> None:
    """Say something of an order, unless another run has said it."""
    if not firm_pages.claim_once(Rectification, pk, column, day):
        return
    order = Rectification.objects.select_related("inspection__task__subject").get(pk=pk)
    event = _tell(order, what, due=order.due_on.isoformat())
    if what == "late":
        call_for_recheck(order, cause=event)


def _settle(order: Rectification, seen: Inspection, by: User | None) -> None:
    """End an order by what the recheck found; one that could not be looked at stays open."""
    if seen.outcome in _NOT_SEEN:
        return
    was_put_right = seen.outcome in _PUT_RIGHT
    move(order, RectificationState.VERIFIED if was_put_right else RectificationState.FAILED)
    _tell(order, "verified" if was_put_right else "failed", by=by, outcome=seen.outcome)


def _proof(
    order: Rectification, line: RectificationLine | None, upload: "UploadedFile[Any]"
) -> Proof:
    blob = seal_sent_photo(upload, f"photo_{line.pk}" if line else "photos")
    return Proof(rectification=order, line=line, blob=blob, file_name=(upload.name or "")[-200:])


def _hold(order: Rectification) -> None:
    """Lock the order until the act is written; StaleState where somebody was quicker."""
    changed = _(
        "This order was changed by somebody else in the meantime. Reload to see it as it is."
    )
    firm_pages.hold(order, changed)


def _tell(
    order: Rectification,
    what: str,
    *,
    by: User | None = None,
    basis: str = "",
    reason: str = "",
    **facts: Any,
) -> Event:
    """Emit ``enforcement.rectification_<what>``; its cause is what closed the visit."""
    task = order.inspection.task
    closed = Event.objects.about(task).filter(name="enforcement.task_closed").last()
    if reason:
        facts["reason"] = reason
    return emit(
        f"enforcement.rectification_{what}",
        order,
        subject=task.subject_id,
        facts={"task": str(task.pk), **facts},
        by=by,
        basis=basis,
        cause=closed,
    )
