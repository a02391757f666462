"""Files of subjects that were sent in: taken up, called off, tried again."""

import hashlib
import zlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.errors import RuleError
from common.flow import move
from common.models import User, reference
from common.ring import ring
from registry.choices import ImportState
from registry.grants import scopes
from registry.models import ImportJob, ImportPart

LARGEST = 2 << 30
"""Bytes of one file."""
PART = 1 << 20
SILENT_SECONDS = 60
"""After so long without a sign of life another worker takes an import up."""


@transaction.atomic
def receive_import(name: str, chunks: Iterable[bytes], *, by: User) -> ImportJob:
    """Keep a file of subjects, piece by piece, and ring for a worker."""
    places = [scope.region for scope in scopes(by, "registry.import_subject")]
    job = ImportJob.objects.create(
        file=name[:200], sha256="", bytes=0, sent_by=by, region_path=min(places, default="")
    )
    digest, size, number, rest = hashlib.sha256(), 0, 0, b""
    for chunk in (*chunks, b""):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise RuleError("too_large", _("The file is larger than 2 GB."), field="file")
        rest += chunk
        while len(rest) >= PART or (rest and not chunk):
            body, rest = zlib.compress(rest[:PART], 1), rest[PART:]
            ImportPart.objects.create(job=job, number=number, body=body)
            number += 1
    if not size:
        raise RuleError("empty", _("The file is empty."), field="file")
    job.sha256, job.bytes = digest.hexdigest(), size
    job.save(update_fields=["sha256", "bytes"])
    facts = {"file": job.file, "sha256": job.sha256}
    audit.record("import", by=by, row=reference(job), facts=facts)
    ring("registry.import_subjects", job.pk)
    return job


@transaction.atomic
def cancel_import(job: ImportJob, *, by: User) -> ImportJob:
    """Call an import off; what has landed stays, and it can be taken up again."""
    move(job, ImportState.CANCELLED, ended_at=timezone.now())
    audit.record("import", by=by, row=reference(job), facts={"cancelled": True})
    return job


@transaction.atomic
def resume_import(job: ImportJob, *, by: User) -> ImportJob:
    """Take an import up again where it stopped."""
    if not job.parts.exists():
        raise RuleError("gone", _("The file is gone. Send it again."))
    move(job, ImportState.WAITING, ended_at=None, trouble="")
    audit.record("import", by=by, row=reference(job), facts={"resumed": True})
    ring("registry.import_subjects", job.pk)
    return job


def sweep_imports() -> int:
    """Ring again for imports that nobody works on; return how many."""
    before = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    silent = Q(beat_at__lte=before) | Q(beat_at=None, created_at__lte=before)
    due = ImportJob.objects.filter(
        silent, state__in=[ImportState.WAITING, ImportState.RUNNING]
    ).values_list("pk", flat=True)
    for pk in due:
        ring("registry.import_subjects", pk)
    return len(due)
