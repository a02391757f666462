"""Running an import that was sent in: a chunk and the line it reaches land together."""

import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.flow import move
from common.imports import Outcome, Row, Unreadable
from common.imports.importer import Remark
from common.imports.tables import Line
from common.ring import ring
from registry.choices import ImportState
from registry.imports.subjects import SubjectImporter
from registry.models import ImportFault, ImportJob, ImportPart
from registry.services import find_pairs

SLICE_SECONDS = 120
"""How long one doorbell works; then the import rings for the next, so that no task grows old."""
MOST_FAULTS = 100_000


class Stopped(Exception):
    """The import was called off, or another worker has it."""


class Paused(Exception):
    """This worker has done its slice."""


class JobImporter(SubjectImporter):
    """The importer of subjects, with its progress and its faults kept in the row of the job."""

    def __init__(self, job: ImportJob, seconds: float = SLICE_SECONDS) -> None:
        super().__init__(by=job.sent_by)
        self.job = job
        self.until = time.monotonic() + seconds
        self.reached = job.line
        self.told = 0

    def prepare(self) -> None:
        super().prepare()
        ImportJob.objects.filter(pk=self.job.pk).update(rows=self.rows, unused=self.report.unused)

    def _parsed(self, lines: Iterator[Line], places: dict[str, int]) -> Iterator[Row]:
        after = self.job.line
        for row in super()._parsed((each for each in lines if each[0] > after), places):
            self.reached = row.line
            yield row

    def reject(self, row: Row, name: str, code: str, reason: str) -> None:
        super().reject(row, name, code, reason)
        self.reached = max(self.reached, row.line)
        if len(self.report.rejected) > MOST_FAULTS:
            raise Unreadable(_("More than 100,000 rows are wrong: this is another kind of table."))

    def take(self, rows: list[Row]) -> None:
        with transaction.atomic():
            self._claim()
            super().take(rows)
            self._tell()
        if time.monotonic() >= self.until:
            raise Paused

    def finish(self) -> None:
        with transaction.atomic():
            self._claim()
            self._tell()
            move(self.job, ImportState.DONE, ended_at=timezone.now())
            self.job.parts.all().delete()

    def _claim(self) -> None:
        """Lock the job, if it is still at the line where this worker is."""
        held = ImportJob.objects.select_for_update(skip_locked=True).filter(
            pk=self.job.pk, line=self.job.line, state=ImportState.RUNNING
        )
        if not held.exists():
            raise Stopped

    def _tell(self) -> None:
        """Write the progress and the faults of what has just landed, in its transaction."""
        report, job = self.report, self.job
        faults = [*_faults(job, report.rejected, True), *_faults(job, report.warnings, False)]
        ImportFault.objects.bulk_create(faults, batch_size=5000)
        job.created += report.outcomes[Outcome.CREATED]
        job.updated += report.outcomes[Outcome.UPDATED]
        job.unchanged += report.outcomes[Outcome.UNCHANGED]
        job.rejected += len(report.rejected)
        job.warned += len(report.warnings)
        job.done = job.landed + job.rejected
        job.line, job.beat_at = self.reached, timezone.now()
        job.save(
            update_fields=[
                "created",
                "updated",
                "unchanged",
                "rejected",
                "warned",
                "done",
                "line",
                "beat_at",
            ]
        )
        report.outcomes.clear()
        report.rejected.clear()
        report.warnings.clear()


def run_import(job_id: UUID, seconds: float = SLICE_SECONDS) -> ImportJob | None:
    """Work on one import for a while; return its row, or None where it is not to be worked on.

    Whoever comes second stops at the first chunk: the line in the row has moved on.
    """
    job = _begin(job_id)
    if job is None:
        return None
    importer = JobImporter(job, seconds)
    with tempfile.TemporaryDirectory() as folder, translation.override(job.sent_by.language):
        try:
            importer.run(_unpacked(job, Path(folder)))
        except Stopped:
            return job
        except Paused:
            ring("registry.import_subjects", job.pk)
            return job
        except Unreadable as trouble:
            told = str(trouble).replace(f"{folder}/", "")[:500]
            move(job, ImportState.FAILED, trouble=told, ended_at=timezone.now())
            return job
    if job.created or job.updated:
        find_pairs()
    return job


@transaction.atomic
def _begin(job_id: UUID) -> ImportJob | None:
    """Take an import up; None where it has ended, or somebody works on it right now."""
    rows = ImportJob.objects.select_for_update(skip_locked=True, of=["self"])
    job = rows.select_related("sent_by").filter(pk=job_id).first()
    if job is None or not job.is_under_way:
        return None
    if job.state == ImportState.WAITING:
        move(job, ImportState.RUNNING, started_at=job.started_at or timezone.now())
    job.beat_at = timezone.now()
    job.save(update_fields=["beat_at"])
    return job


def _unpacked(job: ImportJob, folder: Path) -> Path:
    """Write the pieces of a file beside each other and return where they are."""
    path = folder / (Path(job.file).name or "subjects")
    with path.open("wb") as file:
        parts = ImportPart.objects.filter(job=job).order_by("number")
        for body in parts.values_list("body", flat=True).iterator(chunk_size=8):
            file.write(zlib.decompress(bytes(body)))
    return path


def _faults(job: ImportJob, remarks: list[Remark], is_rejected: bool) -> Iterator[Any]:
    for each in remarks:
        yield ImportFault(
            job=job,
            line=each.line,
            is_rejected=is_rejected,
            field=each.field[:100],
            code=each.code,
            reason=each.reason[:500],
        )
