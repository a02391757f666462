"""Clockwork of the list."""

from celery import shared_task

from matters import services


@shared_task(name="matters.lapse")
def lapse() -> None:
    """Supersede the published versions whose last day has passed."""
    services.lapse()


@shared_task(name="matters.announce")
def announce() -> None:
    """Tell of every legal basis that has ended by today."""
    services.announce()


@shared_task(name="matters.escalate")
def escalate() -> None:
    """Say of the claims that were not renewed in time that they are late."""
    services.escalate()


@shared_task(name="matters.count_claims")
def count_claims() -> None:
    """Count what departments should claim and have claimed."""
    services.count()
