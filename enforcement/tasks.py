"""Clockwork of enforcement."""

from celery import shared_task

from enforcement.services import (
    collaborations,
    desk,
    feedback,
    off_site,
    outside,
    rectifications,
    referrals,
    transfers,
)


@shared_task(name="enforcement.daily")
def daily() -> None:
    """Remind of orders to correct and off-site requests, escalate the late ones and call for their
    recheck; escalate transfers, requests, complaints and referrals that nobody answered."""
    rectifications.daily()
    off_site.daily()
    transfers.escalate_silent()
    collaborations.remind()
    feedback.escalate_complaints()
    referrals.escalate_undecided()
    outside.remind()


@shared_task(name="enforcement.send_waiting")
def send_waiting() -> None:
    """Send out what waits for officers, as soon as a rule of dispatch names some who fit."""
    desk.send_waiting()
