"""The outbox: what happened is written with the act and delivered exactly once to each handler.

``emit`` writes the event and one due delivery per handler inside the act's transaction. After the
commit a doorbell rings; ``deliver`` claims one delivery with SKIP LOCKED and runs its handler in
the same transaction, so an effect happens once or stays due. ``sweep`` rings again for what nobody
heard.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from common.choices import DeliveryState
from common.faults import faultpoint
from common.models import Delivery, Event, User, reference
from common.partitions import ensure_month
from common.ring import ring

Handler = Callable[[Event], None]
HANDLERS: dict[str, dict[str, Handler]] = {}

DEEPEST_CHAIN = 20
ATTEMPTS = 6
SWEEP_BATCH = 500

log = logging.getLogger(__name__)


def on(name: str) -> Callable[[Handler], Handler]:
    """Register a handler for events of one name; its function name is its key, so keep it."""

    def register(handler: Handler) -> Handler:
        HANDLERS.setdefault(name, {})[handler.__name__] = handler
        return handler

    return register


def emit(
    name: str,
    row: models.Model | None = None,
    *,
    subject: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> Event:
    """Write what happened, inside the transaction of the act, and make its reactions due.

    ``subject`` is the supervised subject whose time line shows it, ``by`` the officer (with the
    legal ``basis``) or ``cause`` the event that led here. Raises RuntimeError outside a transaction
    or when a chain of causes grows past DEEPEST_CHAIN.
    """
    event = _event(name, row, subject=subject, facts=facts, by=by, basis=basis, cause=cause)
    return _write([event])[0]


def emit_all(
    name: str,
    rows: Iterable[models.Model],
    *,
    facts: Mapping[str, Any] | None = None,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> list[Event]:
    """Write one event for each row with a fixed number of statements; otherwise like ``emit``."""
    return _write([_event(name, row, facts=facts, by=by, basis=basis, cause=cause) for row in rows])


def _event(
    name: str,
    row: models.Model | None,
    *,
    facts: Mapping[str, Any] | None,
    by: User | None,
    basis: str,
    cause: Event | None,
    subject: uuid.UUID | None = None,
) -> Event:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{name} was emitted outside the transaction of its act")
    depth = cause.depth + 1 if cause else 0
    if depth > DEEPEST_CHAIN:
        raise RuntimeError(f"{name} would be step {depth} of one chain of causes")
    return Event(
        name=name,
        row=reference(row) if row else "",
        subject_id=subject,
        facts={"version": 1, **(facts or {})},
        by=by.pk if by else None,
        basis=basis,
        cause=cause.pk if cause else None,
        depth=depth,
    )


def _write(events: list[Event]) -> list[Event]:
    for moment in {f"{event.at:%Y%m}": event.at for event in events}.values():
        ensure_month("common_event", moment)
    Event.objects.bulk_create(events, batch_size=2000)
    due = [
        Delivery(event=event.pk, handler=handler)
        for event in events
        for handler in HANDLERS.get(event.name, ())
    ]
    Delivery.objects.bulk_create(due, batch_size=2000)
    for delivery in due:
        ring("common.deliver", delivery.pk)
    for name in {event.name for event in events}:
        faultpoint(f"emit.{name}")
    return events


def deliver(delivery_id: uuid.UUID) -> bool:
    """Run the handler of one due delivery and mark it done in the same transaction.

    Return whether it is done now. A second call, a lost claim or a failing handler return False;
    a failure waits (1 s doubling to 5 min) and is parked after ATTEMPTS tries.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(pk=delivery_id, state=DeliveryState.DUE)
            .first()
        )
        if delivery is None:
            return False
        event = Event.objects.get(pk=delivery.event)
        faultpoint(f"deliver.{delivery.handler}")
        try:
            with transaction.atomic():
                HANDLERS[event.name][delivery.handler](event)
        except Exception as error:
            log.exception("%s failed on %s", delivery.handler, event)
            _postpone(delivery, error)
            return False
        delivery.state, delivery.done_at, delivery.error = DeliveryState.DONE, timezone.now(), ""
        delivery.save(update_fields=["state", "done_at", "error"])
        faultpoint(f"delivered.{delivery.handler}")
    return True


def sweep() -> int:
    """Ring again for deliveries that were not heard for a while; return how many.

    What is fresh has just been rung for: ringing at once would only make a busy worker busier.
    """
    now = timezone.now()
    unheard = models.Q(due_at__lte=now - timedelta(seconds=settings.SWEEP_SECONDS))
    failed = models.Q(due_at__lte=now, attempts__gt=0)
    due = Delivery.objects.filter(unheard | failed, state=DeliveryState.DUE)
    heard = 0
    for pk in due.order_by("due_at").values_list("pk", flat=True)[:SWEEP_BATCH]:
        ring("common.deliver", pk)
        heard += 1
    return heard


def retry(delivery: Delivery) -> None:
    """Make a parked delivery due again at once."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PARKED).update(
        state=DeliveryState.DUE, attempts=0, due_at=timezone.now()
    )
    ring("common.deliver", delivery.pk)


def _postpone(delivery: Delivery, error: Exception) -> None:
    delivery.attempts += 1
    delivery.error = f"{type(error).__name__}: {error}"[:2000]
    delivery.due_at = timezone.now() + timedelta(seconds=min(2**delivery.attempts, 300))
    if delivery.attempts >= ATTEMPTS:
        delivery.state = DeliveryState.PARKED
    delivery.save(update_fields=["attempts", "error", "due_at", "state"])
