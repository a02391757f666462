"""Doorbells of the portal itself."""

from celery import shared_task

from supervision_portal import health


@shared_task(name="supervision_portal.heartbeat")
def heartbeat(queue: str) -> None:
    """Show that a worker serves ``queue``."""
    health.note_heartbeat(queue)
