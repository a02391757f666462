"""Doorbells of who and where."""

import uuid

from celery import shared_task

from registry import services
from registry.imports import runs
from registry.services import jobs


@shared_task(name="registry.import_subjects")
def import_subjects(job_id: str) -> None:
    """Work on one import of subjects for a while."""
    runs.run_import(uuid.UUID(job_id))


@shared_task(name="registry.sweep_imports")
def sweep_imports() -> None:
    """Ring again for imports that nobody works on."""
    jobs.sweep_imports()


@shared_task(name="registry.find_pairs")
def find_pairs() -> None:
    """Look for possible duplicates."""
    services.find_pairs()


@shared_task(name="registry.daily")
def daily() -> None:
    """Remind of certificates, open doors for those whose loan begins, carry out what falls due.

    Classes follow the ratings that begin or end today.
    """
    services.remind_of_certificates()
    services.open_due_doors()
    services.carry_out_due()
    services.classify_due()
