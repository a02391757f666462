"""Open tasks whose legal basis has ended: a legal reviewer releases or cancels each."""

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.events import emit, emit_all
from common.flow import move
from common.models import Event, User
from enforcement.choices import LegalState
from enforcement.models import LegalReview, Task
from enforcement.services.desk import cancel


@transaction.atomic
def refer(origin: str, *, cause: Event) -> list[LegalReview]:
    """Hold the open tasks that run under a matter or form line whose basis has ended.

    ``origin`` names that record. Emits ``enforcement.legal_review_opened`` for each task once.
    """
    model, _colon, key = origin.partition(":")
    if model not in ("matters.matterversion", "matters.checkitem"):
        return []
    pk = uuid.UUID(key)
    under = (
        Q(matter_version=pk) if model == "matters.matterversion" else Q(checklist_version__items=pk)
    )
    tasks = (
        Task.objects.open()
        .filter(under)
        .exclude(pk__in=LegalReview.objects.filter(state=LegalState.WAITING).values("task"))
    )
    made = LegalReview.objects.bulk_create(
        [LegalReview(task=task, origin=origin, cause=cause.pk) for task in tasks.distinct()]
    )
    emit_all("enforcement.legal_review_opened", [each.task for each in made], cause=cause)
    return made


@transaction.atomic
def release(review: LegalReview, *, by: User, reason: str) -> LegalReview:
    """Let a task go on; ``reason`` says what it rests on.

    Emits ``enforcement.legal_review_released``.
    """
    _need(reason)
    move(review, LegalState.RELEASED, reason=reason, decided_by=by.pk)
    emit("enforcement.legal_review_released", review.task, by=by, basis=reason)
    return review


@transaction.atomic
def call_off(review: LegalReview, *, by: User, reason: str) -> LegalReview:
    """Cancel a task whose basis has ended. Emits ``enforcement.task_cancelled``."""
    _need(reason)
    move(review, LegalState.CANCELLED, reason=reason, decided_by=by.pk)
    cancel(review.task, by=by, reason=reason)
    return review


def _need(reason: str) -> None:
    if not reason.strip():
        raise RuleError("reason_missing", _("Say why."), field="reason")
