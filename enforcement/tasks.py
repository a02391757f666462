"""Clockwork of enforcement."""

from celery import shared_task

from enforcement.services import desk, rectifications


@shared_task(name="enforcement.daily")
def daily() -> None:
    """Remind of orders to correct, escalate the late ones and call for their recheck."""
    rectifications.daily()


@shared_task(name="enforcement.send_waiting")
def send_waiting() -> None:
    """Send out what waits for officers, as soon as a rule of dispatch names some who fit."""
    desk.send_waiting()
