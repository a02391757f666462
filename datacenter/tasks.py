"""Doorbells of data coming in."""

from celery import shared_task

from datacenter import services


@shared_task(name="datacenter.load")
def load(batch_id: str) -> None:
    """Load one batch for each batch that rings; whose turn it is, is decided there."""
    services.load_next()


@shared_task(name="datacenter.sweep")
def sweep() -> None:
    """Ring again for batches that nobody heard."""
    services.sweep()


@shared_task(name="datacenter.drop_bodies")
def drop_bodies() -> None:
    """Drop the bytes of batches loaded long ago."""
    services.drop_bodies()
