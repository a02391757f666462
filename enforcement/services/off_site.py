"""Off-site inspections as the officers lead them: ask, give more time, ask again, go on site."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove, RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User, reference
from enforcement.choices import TaskKind, TaskState
from enforcement.choices.off_site import OffSiteChannel, OffSiteState, Wanted
from enforcement.models import OffSiteLine, OffSiteRequest, Task
from enforcement.models.firm_pages import new_token, short_code
from enforcement.rules import off_site as rules
from enforcement.services import firm_pages
from enforcement.services.desk import cancel
from enforcement.services.making import Order, make
from enforcement.services.steps import hold as hold_task
from matters.models import CheckItem


@dataclass(frozen=True)
class Asked:
    """One thing asked of the firm."""

    text: str
    item: CheckItem | None = None
    wanted: str = Wanted.BOTH
    is_mandatory: bool = True


@transaction.atomic
def ask(
    task: Task,
    *,
    channel: str,
    due_on: dt.date,
    lines: Sequence[Asked],
    by: User,
    word: str = "",
) -> OffSiteRequest:
    """Ask the firm for what the inspection looks at, line by line, until a day.

    A comparison of data asks for nothing. Raises IllegalMove unless the officers have the task in
    hand, RuleError for a second request. Emits ``enforcement.off_site_asked``.
    """
    hold_task(task)
    if task.kind != TaskKind.OFF_SITE or not task.is_being_answered:
        raise IllegalMove(_("Officers ask while they have an off-site inspection in hand."))
    if OffSiteRequest.objects.filter(task=task).exists():
        raise RuleError("asked", _("The firm was asked already: ask it for what is missing."))
    if channel == OffSiteChannel.UPLOAD and not lines:
        raise RuleError("nothing", _("Tick at least one line that the firm is to answer."))
    if not 1 <= (due_on - workdays.today()).days <= rules.MOST_DAYS:
        raise RuleError("due", _("Choose a day from tomorrow up to 60 days ahead."), field="due_on")
    made = OffSiteRequest.objects.create(task=task, channel=channel, due_on=due_on, word=word)
    OffSiteLine.objects.bulk_create(
        OffSiteLine(
            request=made,
            order=order,
            item=each.item,
            text=each.text,
            wanted=each.wanted,
            is_mandatory=each.is_mandatory,
        )
        for order, each in enumerate(lines if made.has_page else (), 1)
    )
    tell(made, "asked", by=by, channel=channel, due=due_on.isoformat())
    return made


@transaction.atomic
def extend(row: OffSiteRequest, *, to: dt.date, by: User, reason: str) -> OffSiteRequest:
    """Give the firm more time, once, for a reason. Emits ``enforcement.off_site_extended``."""
    hold(row)
    if not row.takes:
        raise IllegalMove(_("Only a request that waits for the firm gets more time."))
    firm_pages.give_more_time(row, to, reason)
    tell(row, "extended", by=by, basis=reason, due=to.isoformat())
    return row


@transaction.atomic
def ask_again(
    row: OffSiteRequest, *, by: User, reason: str, due_on: dt.date | None = None
) -> OffSiteRequest:
    """Open the firm's page for one more round and say what is missing.

    Emits ``enforcement.off_site_asked_again``.
    """
    hold(row)
    if row.state != OffSiteState.SUBMITTED or not row.task.is_being_answered:
        raise IllegalMove(_("Nothing was sent in that could be completed."))
    until = max(due_on or row.due_on, workdays.today() + dt.timedelta(days=1))
    number = row.round + 1
    move(
        row,
        OffSiteState.WAITING,
        round=number,
        asked_again=reason,
        due_on=until,
        reminded_on=None,
        escalated_on=None,
        extended_from=None,
        extension_reason="",
        changed_at=timezone.now(),
    )
    tell(row, "asked_again", by=by, reason=reason, round=number, due=until.isoformat())
    return row


@transaction.atomic
def revoke(row: OffSiteRequest, *, by: User, reason: str) -> OffSiteRequest:
    """Withdraw the firm's link. Emits ``enforcement.off_site_revoked``."""
    hold(row)
    if row.revoked_at is not None:
        raise IllegalMove(_("The link is withdrawn already."))
    row.revoked_at = row.changed_at = timezone.now()
    row.save(update_fields=["revoked_at", "changed_at"])
    tell(row, "revoked", by=by, reason=reason)
    return row


@transaction.atomic
def renew(row: OffSiteRequest, *, by: User) -> OffSiteRequest:
    """Give a new link and a new code; the old ones open nothing any more.

    Emits ``enforcement.off_site_renewed``.
    """
    hold(row)
    row.token, row.code, row.wrong_codes = new_token(), short_code(), 0
    row.revoked_at, row.changed_at = None, timezone.now()
    row.save(update_fields=["token", "code", "wrong_codes", "revoked_at", "changed_at"])
    tell(row, "renewed", by=by)
    return row


@transaction.atomic
def go_on_site(row: OffSiteRequest, *, by: User, reason: str) -> Task:
    """Make an on-site inspection where the material cannot settle it, and end this one.

    It waits for the head's approval and counts for the caps like any other. Emits
    ``enforcement.task_drafted`` of the new task and ``task_cancelled`` of this one.
    """
    task = row.task
    hold(row)
    if TaskState.CANCELLED not in task.flow("state")[task.state]:
        raise IllegalMove(_("This off-site inspection has its answer already."))
    form = task.checklist_version
    made = make(
        Order(
            TaskKind.ON_SITE,
            subject=task.subject,
            department=task.department,
            due_at=max(task.due_at, timezone.now() + dt.timedelta(days=1)),
            source=task.source,
            wanted=task.wanted or reason,
            matter=task.claim.matter if task.claim else None,
            checklist=form.checklist if form else None,
            line=task.line,
            plan=task.plan,
            origin=task.origin or reference(task),
            template=f"{task.template or 'off_site'}.on_site",
            on_site_reason=reason,
        ),
        by=by,
    )
    cancel(task, by=by, reason=reason)
    settle(task, by=by)
    return made


def settle(task: Task, *, by: User | None = None) -> None:
    """End the request of a task that is over. Emits ``enforcement.off_site_settled``."""
    rows = OffSiteRequest.objects.select_related("task").exclude(state=OffSiteState.SETTLED)
    row = rows.filter(task=task).first()
    if row is not None:
        move(row, OffSiteState.SETTLED, changed_at=timezone.now())
        tell(row, "settled", by=by)


def page_of(row: OffSiteRequest) -> str:
    """Return the path of the page that the firm opens without an account."""
    return reverse("enforcement:off-site-firm", args=[row.token])


def daily(today: dt.date | None = None) -> None:
    """Say of requests that the last day is near, or over, each once.

    Emits ``enforcement.off_site_near`` and ``off_site_late``.
    """
    day = today or workdays.today()
    rows = OffSiteRequest.objects
    for pk in rows.to_remind(day, rules.REMIND_DAYS).values_list("pk", flat=True):
        _once(pk, day, "reminded_on", "near")
    for pk in rows.late(day).filter(escalated_on=None).values_list("pk", flat=True):
        _once(pk, day, "escalated_on", "late")


def hold(row: OffSiteRequest) -> None:
    """Lock the request; StaleState where somebody was quicker."""
    changed = _("This request was changed by somebody else. Reload to see it as it is.")
    firm_pages.hold(row, changed)


def tell(
    row: OffSiteRequest,
    what: str,
    *,
    by: User | None = None,
    basis: str = "",
    reason: str = "",
    **facts: Any,
) -> Event:
    """Emit ``enforcement.off_site_<what>``; its cause is what opened the task."""
    if reason:
        facts["reason"] = reason
    return emit(
        f"enforcement.off_site_{what}",
        row,
        subject=row.task.subject_id,
        facts={"task": str(row.task_id), **facts},
        by=by,
        basis=basis,
        cause=Event.objects.about(row.task).first(),
    )


@transaction.atomic
def _once(pk: Any, day: dt.date, column: str, what: str) -> None:
    if firm_pages.claim_once(OffSiteRequest, pk, column, day):
        row = OffSiteRequest.objects.select_related("task__subject").get(pk=pk)
        tell(row, what, due=row.due_on.isoformat())
