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
