"""Doorbells of the risk app."""

from celery import shared_task

from risk import services


@shared_task(name="risk.mark_stale")
def mark_stale() -> None:
    """Mark the warnings whose source has gone silent."""
    services.mark_stale()
