"""Clockwork of enforcement."""

from celery import shared_task

from enforcement.services import rectifications


@shared_task(name="enforcement.daily")
def daily() -> None:
    """Remind of orders to correct, escalate the late ones and call for their recheck."""
    rectifications.daily()
