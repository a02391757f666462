"""Clockwork of the list."""

from uuid import UUID

from celery import shared_task

from matters import services
from matters.imports import portal


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


@shared_task(name="matters.upload")
def upload(upload_id: str) -> None:
    """Check or land one uploaded list."""
    portal.work(UUID(upload_id))


@shared_task(name="matters.sweep")
def sweep() -> None:
    """Ring again for uploaded lists that nobody heard."""
    portal.sweep()


@shared_task(name="matters.upkeep")
def upkeep() -> None:
    """Carry out the reforms whose day has come, and open the evaluations that are due."""
    services.carry_out_due()
    services.open_evaluations()


@shared_task(name="matters.find_duplicates")
def find_duplicates() -> None:
    """Compare the matters in force."""
    services.find_duplicates()


@shared_task(name="matters.remind")
def remind() -> None:
    """Tell the owners of policies and standards that run out soon, each once."""
    services.remind()
