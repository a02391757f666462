"""Doorbells of the common app."""

from celery import shared_task

from common import events


@shared_task(name="common.deliver")
def deliver(delivery_id: str) -> None:
    """Look at one delivery."""
    events.deliver(delivery_id)  # type: ignore[arg-type]


@shared_task(name="common.sweep")
def sweep() -> None:
    """Ring again for deliveries that nobody heard."""
    events.sweep()
