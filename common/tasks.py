"""Doorbells of the common app."""

import uuid

from celery import shared_task

from common import channels, events, idempotency


@shared_task(name="common.deliver")
def deliver(delivery_id: str) -> None:
    """Look at one delivery."""
    events.deliver(uuid.UUID(delivery_id))


@shared_task(name="common.sweep")
def sweep() -> None:
    """Ring again for deliveries that nobody heard."""
    events.sweep()


@shared_task(name="common.send", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def send(message_id: str) -> None:
    """Hand one message to the channels outside the portal."""
    channels.send(uuid.UUID(message_id))


@shared_task(name="common.forget_keys")
def forget_keys() -> None:
    """Drop the keys under which the API was written to long ago."""
    idempotency.forget_keys()
