"""Home: my work by role. Each card is shown to those who may open what it counts."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import live, workdays
from common.acting import acting
from common.choices import AuditAction, DeliveryState
from common.models import AuditEntry, Delivery, User
from credit.choices import RecordState
from credit.models import Record
from datacenter.choices import BatchState
from datacenter.models import Batch
from enforcement.choices import TaskState
from enforcement.models import Task
from matters.choices import VersionState
from matters.models import MatterVersion
from registry.models import Grant
from risk.models import RiskWarning
from supervision_portal import inbox
from supervision_portal.disclosure.models import Hold

SHOWN = 5
COUNTED = 100


@dataclass(frozen=True)
class Card:
    """One kind of work that waits: the first rows, how many (``COUNTED`` means "or more")."""

    title: str | Promise
    empty: str | Promise
    url: str
    template: str
    rows: list[Any]
    count: int

    @property
    def is_many(self) -> bool:
        return self.count >= COUNTED


@dataclass(frozen=True)
class _Kind:
    perms: tuple[str, ...]
    title: str | Promise
    empty: str | Promise
    url: Callable[[], str]
    template: str
    rows: Callable[[User], Any]


def _address(name: str, query: str = "") -> Callable[[], str]:
    return lambda: reverse(name) + query


_KINDS: tuple[_Kind, ...] = (
    _Kind(
        ("enforcement.perform_task", "enforcement.perform_fact_check"),
        _("My tasks"),
        _("Nothing is assigned to you. A task appears here the moment it is dispatched."),
        _address("enforcement:pocket"),
        "portal/_task_rows.html",
        lambda user: Task.objects.assigned_to(user).open().select_related("subject")
        .order_by("due_at"),
    ),
    _Kind(
        ("risk.view_riskwarning",),
        _("Warnings not closed"),
        _("No warning is open in your region."),
        _address("risk:warning-list", "?open=true"),
        "portal/_warning_rows.html",
        lambda user: RiskWarning.objects.visible_to(user).open()
        .select_related("subject", "rule_version__rule").order_by("-urgency", "-id"),
    ),
    _Kind(
        ("enforcement.dispatch_task",),
        _("Waiting at the dispatch desk"),
        _("Every task has gone out by itself."),
        _address("enforcement:desk"),
        "portal/_task_rows.html",
        lambda user: Task.objects.allowed(user, "enforcement.dispatch_task").at_desk()
        .select_related("subject").order_by("due_at"),
    ),
    _Kind(
        ("enforcement.approve_task",),
        _("Waiting for my approval"),
        _("No inspection waits for an approval."),
        _address("enforcement:task-list", "?state=drafted"),
        "portal/_task_rows.html",
        lambda user: Task.objects.allowed(user, "enforcement.approve_task")
        .filter(state=TaskState.DRAFTED).select_related("subject").order_by("due_at"),
    ),
    _Kind(
        ("matters.review_matterversion", "matters.legal_review_matterversion",
         "matters.change_matterversion"),
        _("Matters under way"),
        _("No matter waits in a review."),
        _address("matters:matter-list", "?state=department_review&state=legal_review"),
        "portal/_matter_rows.html",
        lambda user: MatterVersion.objects.visible_to(user)
        .filter(state__in=[VersionState.DEPARTMENT_REVIEW, VersionState.LEGAL_REVIEW])
        .order_by("-id"),
    ),
    _Kind(
        ("enforcement.view_task",),
        _("Overdue tasks"),
        _("No task is overdue."),
        _address("enforcement:task-list", "?lateness=late"),
        "portal/_task_rows.html",
        lambda user: Task.objects.visible_to(user).overdue(timezone.now())
        .select_related("subject").order_by("due_at"),
    ),
    _Kind(
        ("datacenter.view_batch",),
        _("Batches with rejected rows"),
        _("Every row of every batch was taken."),
        _address("datacenter:batch-list", "?state=partly_loaded&state=rejected"),
        "portal/_batch_rows.html",
        lambda user: Batch.objects.visible_to(user)
        .filter(state__in=[BatchState.PARTLY_LOADED, BatchState.REJECTED])
        .select_related("source", "dataset").order_by("-id"),
    ),
    _Kind(
        ("credit.change_record",),
        _("Credit records not in effect yet"),
        _("No decision waits to take effect."),
        _address("credit:record-list", "?state=pending"),
        "portal/_credit_rows.html",
        lambda user: Record.objects.allowed(user, "credit.change_record")
        .filter(state=RecordState.PENDING).select_related("subject").order_by("-id"),
    ),
    _Kind(
        ("disclosure.view_hold",),
        _("Results kept back"),
        _("No result is kept back from the public."),
        _address("disclosure:hold-list"),
        "portal/_hold_rows.html",
        lambda user: Hold.objects.visible_to(user).waiting().order_by("due_on"),
    ),
    _Kind(
        ("registry.change_grant",),
        _("Roles that end within 30 days"),
        _("No role ends soon."),
        _address("admin:registry_grant_changelist"),
        "portal/_grant_rows.html",
        lambda user: Grant.objects.in_force()
        .filter(valid_until__lte=workdays.today() + dt.timedelta(days=30))
        .select_related("user", "role").order_by("valid_until"),
    ),
    _Kind(
        ("common.view_auditentry",),
        _("Refusals of the last day"),
        _("Nobody was refused anything."),
        _address("admin:common_auditentry_changelist", "?action__exact=denied"),
        "portal/_audit_rows.html",
        lambda user: AuditEntry.objects.filter(
            action=AuditAction.DENIED, at__gte=timezone.now() - dt.timedelta(days=1)
        ).order_by("-id"),
    ),
    _Kind(
        ("common.retry_delivery",),
        _("Parked deliveries"),
        _("Every event has been delivered."),
        _address("admin:common_delivery_changelist", "?state__exact=parked"),
        "portal/_delivery_rows.html",
        lambda user: Delivery.objects.filter(state=DeliveryState.PARKED).order_by("-id"),
    ),
)  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, and what they were told."""
    user = acting(request)
    cards, told = list(cards_of(user)), list(inbox.newest(user))
    context = {
        "cards": cards,
        "messages_told": told,
        "live": live.Renewal(reverse("home"), _stamp(cards, told)),
        "has_role": user.grants.in_force().exists(),
    }
    return render(request, "portal/home.html", context)


def home_stamp(request: HttpRequest) -> str:
    """Return the stamp of a person's home: another one when a card or a message is."""
    user = acting(request)
    return _stamp(cards_of(user), inbox.newest(user))


def _stamp(cards: Iterable[Card], told: Iterable[Any]) -> str:
    rows = [
        (card.url, card.count, [(row.pk, getattr(row, "changed_at", "")) for row in card.rows])
        for card in cards
    ]
    return live.stamp_of(rows, [message.pk for message in told])


def cards_of(user: User) -> Iterable[Card]:
    """Return the cards of the work that a person may open, in the order of a working day."""
    for kind in _KINDS:
        if not any(user.has_perm(perm) for perm in kind.perms):
            continue
        rows = list(kind.rows(user)[:COUNTED])
        yield Card(kind.title, kind.empty, kind.url(), kind.template, rows[:SHOWN], len(rows))


live.page("home", home_stamp)
