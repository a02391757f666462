"""The dispatcher's desk: approving, sending out by hand, taking back, calling off."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import ConflictError, RuleError
from common.flow import move, steps
from common.models import Event, User
from enforcement.choices import VISITS, DeskReason, Misfit, TaskState
from enforcement.models import DispatchRule, EntryCode, Task
from enforcement.rules import tasks as rules
from enforcement.services import caps, dispatching, officers, visits
from enforcement.services.codes import entry_code
from enforcement.services.steps import assign, hold, keep_legal, tell
from registry.models import Officer


def send_out(task: Task, *, by: User | None = None, cause: Event | None = None) -> None:
    """Dispatch the task by the table of rules (``dispatching``), or leave it at the desk.

    Emits ``enforcement.task_dispatched`` when it goes.
    """
    proposal = dispatching.choose(task)
    if proposal.officers:
        _follow(proposal, by=by, cause=cause)
        return
    task.desk_reason = DeskReason.NOBODY_FITS
    task.save(update_fields=["desk_reason"])


@transaction.atomic
def approve(task: Task, *, by: User, basis: str) -> Task:
    """Approve one inspection that no standing approval covers, and send it out.

    ``by`` is the head of the department (国办发〔2024〕54号), ``basis`` why it is needed.
    Emits ``enforcement.task_approved`` and, where officers fit, ``task_dispatched``.
    """
    hold(task)
    caps.require(task)
    move(task, TaskState.APPROVED)
    tell(task, "approved", by=by, basis=basis)
    send_out(task, by=by)
    return task


@transaction.atomic
def dispatch(
    task: Task, *, lead: Officer, second: Officer | None = None, by: User, reason: str = ""
) -> Task:
    """Send the task to officers chosen by hand.

    Somebody off duty may be called in with a ``reason``; who does not fit otherwise is refused
    (RuleError at ``lead`` or ``second``). Emits ``enforcement.task_dispatched``.
    """
    hold(task)
    go(task, _choice(task, lead, second, reason), by=by, reason=reason)
    return task


@transaction.atomic
def send_by_rules(task: Task, *, by: User, reason: str = "") -> Task:
    """Send a task that waits for officers to those whom the table of rules names.

    Raises RuleError with what keeps them. Emits ``enforcement.task_dispatched``.
    """
    hold(task)
    if TaskState.DISPATCHED not in steps(task):
        raise RuleError("not_approved", _("It is not ready to go out: see why it waits."))
    proposal = dispatching.choose(task)
    if not proposal.officers:
        raise RuleError("nobody_fits", _("Nobody can go: %(why)s.") % {"why": proposal.why})
    _follow(proposal, by=by)
    return task


def send_waiting(*, limit: int = 200) -> int:
    """Send out what waits for officers, now that a rule names some who fit; the most urgent first.

    Tasks that no rule covers stay with the dispatcher. Return how many went.
    """
    waiting = Task.objects.at_desk().filter(desk_reason=DeskReason.NOBODY_FITS)
    table = list(DispatchRule.objects.in_turn())
    if not table:
        return 0
    rows = dispatching.open_without_officers(waiting).order_by("due_at", "pk")[:limit]
    sent = 0
    for proposal in dispatching.propose(rows, table):
        if proposal.rule is None or not proposal.officers:
            continue
        # Somebody else took it in hand, or it met a cap: it stays where it is, with its reason.
        with suppress(RuleError, ConflictError), transaction.atomic():
            hold(proposal.task)
            _follow(proposal)
            sent += 1
    return sent


@transaction.atomic
def reassign(
    task: Task, *, lead: Officer, second: Officer | None = None, by: User, reason: str
) -> Task:
    """Take the task from its officers and send it to others, for a reason.

    Emits ``enforcement.task_returned`` and ``task_dispatched``.
    """
    hold(task)
    chosen = _choice(task, lead, second, reason)
    move(task, TaskState.RETURNED, desk_reason=DeskReason.RETURNED)
    tell(task, "returned", by=by, reason=reason, taken_from=take_back(task))
    go(task, chosen, by=by)
    return task


@transaction.atomic
def cancel(
    task: Task, *, by: User | None = None, reason: str = "", cause: Event | None = None
) -> Task:
    """Call the task off, for a reason or because of ``cause``.

    Emits ``enforcement.task_cancelled``.
    """
    hold(task)
    move(task, TaskState.CANCELLED, desk_reason="")
    tell(task, "cancelled", by=by, reason=reason, cause=cause, taken_from=take_back(task))
    return task


def take_back(task: Task) -> list[str]:
    """Take the task off its officers' hands; what they did stays on record and stands no more.

    Return the users whose hands they are.
    """
    standing = task.assignments.filter(ended_at=None)
    users = [str(user) for user in standing.values_list("officer__user", flat=True)]
    standing.update(ended_at=timezone.now())
    task.inspections.standing().update(sent_back_at=timezone.now())
    return users


def go(
    task: Task,
    chosen: list[Officer],
    *,
    by: User | None = None,
    reason: str = "",
    cause: Event | None = None,
    basis: str = "",
) -> None:
    """Send the task to these officers. Emits ``enforcement.task_dispatched``."""
    keep_legal(task)
    caps.require(task)
    move(task, TaskState.DISPATCHED, desk_reason="")
    assign(task, chosen)
    if task.kind in VISITS:
        shared = visits.share_code(task)
        code = {"code": shared or entry_code(), "is_shared": bool(shared)}
        EntryCode.objects.get_or_create(task=task, defaults=code)
    tell(task, "dispatched", by=by, reason=reason, cause=cause, basis=basis)
    caps.raise_alarm(task, by=by, cause=cause)


def _follow(
    proposal: dispatching.Proposal, *, by: User | None = None, cause: Event | None = None
) -> None:
    """Send a task to whom the table of rules names for it, and note the rule."""
    go(
        proposal.task,
        proposal.officers,
        by=by,
        reason=proposal.reason,
        cause=cause,
        basis=str(proposal.rule or ""),
    )


def _choice(task: Task, lead: Officer, second: Officer | None, reason: str) -> list[Officer]:
    """Check officers chosen by hand; raise RuleError at the field at fault."""
    if officers.needed(task.kind) > 1 and second is None:
        raise RuleError("second_missing", _("A visit takes two officers."), field="second")
    if lead == second:
        raise RuleError("same_officer", _("Choose two different officers."), field="second")
    known = {each.officer.pk: each for each in officers.candidates(task)}
    chosen = [("lead", lead)] + ([("second", second)] if second else [])
    for field, officer in chosen:
        _check(known.get(officer.pk), officer, field, reason)
    return [officer for _field, officer in chosen]


def _check(candidate: officers.Candidate | None, officer: Officer, field: str, reason: str) -> None:
    if candidate is None:
        raise RuleError(
            "other_department",
            _("%(officer)s does not belong to the acting department.") % {"officer": officer},
            field=field,
        )
    hard = [code for code in candidate.misfits if code not in rules.CALLABLE]
    if hard:
        raise RuleError(
            hard[0],
            _("%(officer)s does not fit: %(why)s.")
            % {"officer": officer, "why": candidate.details.get(hard[0]) or Misfit(hard[0]).label},
            field=field,
        )
    if candidate.misfits and not reason:
        raise RuleError(
            "reason_missing",
            _("%(officer)s is not on duty: say why you call them in.") % {"officer": officer},
            field="reason",
        )
