"""Batches coming in: kept with their bytes before anybody reads them, once for each request id."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import ConflictError
from common.events import emit
from common.faults import faultpoint
from common.flow import move
from common.ring import ring
from datacenter.choices import BatchState, Fault
from datacenter.formats import Malformed, Posted, TooLarge, Unsupported
from datacenter.models import Batch, BatchBody, BatchRow, Dataset, Source


class RequestReused(ConflictError):
    """The request id was used before with other content, which has been quarantined."""

    code = "request_id_reused"

    def __init__(self, first: Batch, quarantined: Batch):
        super().__init__(self.code)
        self.first, self.quarantined = first, quarantined


def receive(
    posted: Posted, *, source: Source, dataset: Dataset, request_id: uuid.UUID
) -> tuple[Batch, bool]:
    """Keep a request and ring for a worker; return its batch and whether it is new.

    The same id with the same bytes is the same batch. Raises Unsupported, Malformed or TooLarge
    (nothing is kept), RequestReused (the other content is kept in quarantine).
    """
    first = Batch.objects.of_request(source, request_id).first()
    if first is None:
        batch = Batch(
            source=source,
            dataset=dataset,
            request_id=request_id,
            sha256=posted.sha256,
            sent=_count(posted),
        )
        try:
            with transaction.atomic():
                _keep(batch, posted)
                ring("datacenter.load", batch.pk)
                faultpoint("receive.kept")
            return batch, True
        except IntegrityError:  # the request came twice at once and the other was quicker
            first = Batch.objects.of_request(source, request_id).get()
    if (first.sha256, first.dataset_id) != (posted.sha256, dataset.pk):
        raise RequestReused(first, _quarantine(posted, dataset=dataset, first=first))
    return first, False


def reject(batch: Batch, fault: Fault, **params: Any) -> None:
    """Reject a waiting batch as a whole: every row sent counts as rejected for one reason.

    Emits ``datacenter.rejected``.
    """
    BatchRow.objects.create(batch=batch, row=0, code=fault, params=params)
    move(batch, BatchState.REJECTED, rejected=batch.sent, loaded_at=timezone.now())
    facts = {"loaded": 0, "duplicate": 0, "rejected": batch.sent, "fault": fault, "params": params}
    emit("datacenter.rejected", batch, facts=facts)


def drop_bodies(now: dt.datetime | None = None) -> int:
    """Drop the bytes of batches loaded over INGEST_BODY_DAYS ago; return how many there were.

    Batch, counts, hash and rejected rows stay.
    """
    before = (now or timezone.now()) - dt.timedelta(days=settings.INGEST_BODY_DAYS)
    old = BatchBody.objects.filter(batch__received_at__lt=before)
    return old.exclude(batch__state=BatchState.RECEIVED).delete()[0]


@transaction.atomic
def _quarantine(posted: Posted, *, dataset: Dataset, first: Batch) -> Batch:
    """Keep content that contradicts an earlier request, once, with all its rows rejected."""
    found: Batch | None = first.contradicted_by.filter(
        dataset=dataset, sha256=posted.sha256
    ).first()
    if found is not None:
        return found
    try:
        sent = _count(posted)
    except (Malformed, TooLarge, Unsupported):
        sent = 0
    batch = Batch(
        source=first.source,
        dataset=dataset,
        request_id=first.request_id,
        sha256=posted.sha256,
        sent=sent,
        contradicts=first,
    )
    _keep(batch, posted)
    reject(batch, Fault.QUARANTINED)
    return batch


def _keep(batch: Batch, posted: Posted) -> None:
    batch.save(force_insert=True)
    BatchBody.objects.create(
        batch=batch, content=posted.packed(), content_type=posted.content_type[:200]
    )


def _count(posted: Posted) -> int:
    sent = posted.body(settings.INGEST_MAX_UNPACKED).count()
    if sent > settings.INGEST_MAX_ROWS:
        raise TooLarge
    return sent
