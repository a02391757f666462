"""Clockwork of disclosure."""

from celery import shared_task

from supervision_portal.disclosure import terms


@shared_task(name="disclosure.daily")
def daily() -> None:
    """Remind of results that are to be published, and escalate those that are late."""
    terms.remind()
