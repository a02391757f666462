"""Doorbells of who and where."""

from celery import shared_task

from registry import services


@shared_task(name="registry.daily")
def daily() -> None:
    """Remind of certificates, open doors for those whose loan begins, carry out what falls due."""
    services.remind_of_certificates()
    services.open_due_doors()
    services.carry_out_due()
