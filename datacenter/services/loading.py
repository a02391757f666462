"""Batches turned into readings: every row loaded, a duplicate, or rejected with its reason."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common.events import emit
from common.faults import faultpoint
from common.flow import move
from common.partitions import ensure_month
from common.ring import ring
from datacenter import rules
from datacenter.choices import BatchState, Fault
from datacenter.copying import Stream, moment_of
from datacenter.formats import Body, Posted
from datacenter.intake import Intake
from datacenter.models import Batch, BatchRow, Indicator
from datacenter.querysets import BatchQuerySet
from datacenter.services.batches import reject

ATTEMPTS = 5
SWEEP_BATCH = 500
COPY_BLOCK = 1 << 20
FAULTS_AT_ONCE = 2000

log = logging.getLogger(__name__)


class Added(NamedTuple):
    """The readings that a batch added to one series."""

    series: int
    first: dt.datetime
    last: dt.datetime
    rows: int


def load(batch_id: uuid.UUID | str) -> bool:
    """Load the readings of one batch; return whether this call settled it.

    False: it is settled already, or somebody else is at it. Emits ``datacenter.loaded`` when
    readings were added, ``datacenter.rejected`` when none was and rows were refused. Errors are
    raised; after ATTEMPTS of them the batch is rejected.
    """
    batch = _claim(Batch.objects.waiting().filter(pk=batch_id))
    return batch is not None and _load(batch)


def load_next() -> bool:
    """Load one batch that is due, fairly between sources; return whether one was settled.

    A doorbell settles one batch, whosever it is, so that a source which floods waits for itself.
    A batch that fails waits for its next attempt, and another takes its turn at once.
    """
    while batch := _fairest():
        try:
            if _load(batch):
                return True
        except Exception:
            log.exception("batch %s was not loaded at attempt %s", batch.pk, batch.attempts)
    return False


def sweep() -> int:
    """Ring again for batches that were not heard for a while; return how many."""
    unheard = Batch.objects.waiting().unheard(timezone.now()).order_by("due_at")
    found = list(unheard.values_list("pk", flat=True)[:SWEEP_BATCH])
    for pk in found:
        ring("datacenter.load", pk)
    return len(found)


def _fairest() -> Batch | None:
    """Claim the oldest batch of a source drawn by lot among those that nobody is busy with."""
    due = Batch.objects.waiting().due(timezone.now())
    return _claim(due.heads().order_by("?")) or _claim(due.order_by("received_at"))


@transaction.atomic
def _claim(batches: BatchQuerySet) -> Batch | None:
    """Take the first of some batches that nobody has locked, and put its next attempt off.

    The attempt counts even if the process dies in it.
    """
    batches = batches.select_related("dataset", "body")
    mine = batches.select_for_update(skip_locked=True, no_key=True, of=("self",))
    batch: Batch | None = mine.first()
    if batch is not None:
        batch.due_at = timezone.now() + dt.timedelta(
            seconds=settings.SWEEP_SECONDS * 2**batch.attempts
        )
        batch.attempts += 1
        batch.save(update_fields=["attempts", "due_at"])
    return batch


def _load(batch: Batch) -> bool:
    if batch.attempts > ATTEMPTS:
        with transaction.atomic():
            reject(batch, Fault.LOAD_FAILED, attempts=ATTEMPTS)
        return True
    faultpoint("load.claimed")
    posted = Posted(bytes(batch.body.content), batch.body.content_type, "gzip")
    body = posted.body(settings.INGEST_MAX_UNPACKED)
    intake = Intake(batch)
    for chunk in body.read(intake.shape):
        intake.take(chunk)
    # before any lock of the load: making a month waits for whoever makes another one
    for moment in intake.months:
        ensure_month("datacenter_reading", moment)
    faultpoint("load.judged")
    with transaction.atomic():
        mine = Batch.objects.waiting().filter(pk=batch.pk)
        if not mine.select_for_update(skip_locked=True, no_key=True).exists():
            return False
        _settle(batch, intake, body)
        faultpoint("load.settled")
    return True


def _settle(batch: Batch, intake: Intake, body: Body) -> None:
    """Write readings, rejected rows, counts and event of a batch that is locked."""
    _lock_series(batch, intake)
    added = _copy(intake)
    if added is None:
        added = _merge(intake)
    faultpoint("load.stored")
    _move_last(added)
    _keep_faults(batch, intake, body)
    loaded, rejected = sum(each.rows for each in added), len(intake.faults)
    duplicate = batch.sent - loaded - rejected
    counts: dict[str, Any] = {"loaded": loaded, "duplicate": duplicate, "rejected": rejected}
    move(
        batch,
        _outcome(**counts),
        touched=[(each.series, each.first.isoformat(), each.last.isoformat()) for each in added],
        loaded_at=timezone.now(),
        **counts,
    )
    facts = {"dataset": batch.dataset_id, "source": str(batch.source_id), **counts}
    if loaded:
        emit("datacenter.loaded", batch, facts=facts)
    elif rejected:
        emit("datacenter.rejected", batch, facts=facts)


def _outcome(*, loaded: int, duplicate: int, rejected: int) -> BatchState:
    if not rejected:
        return BatchState.LOADED
    return BatchState.PARTLY_LOADED if loaded + duplicate else BatchState.REJECTED


def _lock_series(batch: Batch, intake: Intake) -> None:
    """Give new stations a series of this source and lock all series, in one order for everybody.

    From here on nobody else writes to them, so that loads of the same series follow each other.
    A station that another source took in the meantime is refused.
    """
    series = intake.series
    new = sorted(each.subject_id for each in series if each.id is None)
    Indicator.objects.bulk_create(
        [
            Indicator(dataset_id=batch.dataset_id, subject_id=subject, source_id=batch.source_id)
            for subject in new
        ],
        ignore_conflicts=True,
    )
    locked = {
        indicator.subject_id: indicator
        for indicator in Indicator.objects.filter(
            dataset=batch.dataset_id, subject__in=[each.subject_id for each in series]
        )
        .order_by("id")
        .select_for_update(no_key=True)
    }
    for each in series:
        indicator = locked[each.subject_id]
        each.id, each.last_at = indicator.pk, indicator.last_at
        if indicator.source_id != batch.source_id:
            intake.refuse(each, Fault.FOREIGN_STATION)


def _copy(intake: Intake) -> list[Added] | None:
    """Copy all rows straight into the table; None when some of them are there already."""
    if intake.repeats or _meets_known(intake):
        return None
    try:
        with transaction.atomic():
            _copy_into("datacenter_reading (series_id, at, value, batch)", intake.blocks())
    except IntegrityError:
        return None
    return [
        Added(each.id or 0, moment_of(min(each.rows)), moment_of(max(each.rows)), len(each.rows))
        for each in intake.series
    ]


def _meets_known(intake: Intake) -> bool:
    """Tell from the ends of each series whether rows are sent again, before copying in vain."""
    ends = [
        (each.id, moment_of(end))
        for each in intake.series
        if each.last_at and each.last_at >= moment_of(min(each.rows))
        for end in (min(each.rows), max(each.rows))
    ]
    return bool(ends) and bool(
        _rows(
            "SELECT 1 FROM datacenter_reading JOIN unnest(%s::int[], %s::timestamptz[])"
            " AS sent (series_id, at) USING (series_id, at) LIMIT 1",
            [list(each) for each in zip(*ends, strict=True)],
        )
    )


def _merge(intake: Intake) -> list[Added]:
    """Add the rows whose key is free; of the others, another value than the stored is a conflict.

    Of two rows with one key the first in the batch counts.
    """
    _rows(
        "CREATE TEMP TABLE sent (series_id int, at timestamptz, value numeric, batch uuid,"
        " number int) ON COMMIT DROP"
    )
    _copy_into("sent", intake.numbered_blocks())
    _rows("ANALYZE sent")
    added = _rows(
        "WITH added AS (INSERT INTO datacenter_reading (series_id, at, value, batch)"
        " SELECT DISTINCT ON (series_id, at) series_id, at, value, batch FROM sent"
        " ORDER BY series_id, at, number ON CONFLICT DO NOTHING RETURNING series_id, at)"
        " SELECT series_id, min(at), max(at), count(*) FROM added GROUP BY 1 ORDER BY 1"
    )
    conflicts = _rows(
        "SELECT number, known.value FROM sent JOIN datacenter_reading known USING (series_id, at)"
        " WHERE known.value <> sent.value"
    )
    _rows("DROP TABLE sent")
    for number, stored in conflicts:
        intake.conflict(number, stored)
    return [Added(*row) for row in added]


def _move_last(added: list[Added]) -> None:
    """Move the time of the last reading of each series forward, never back."""
    _rows(
        "UPDATE datacenter_indicator SET last_at = GREATEST(last_at, added.at)"
        " FROM unnest(%s::int[], %s::timestamptz[]) AS added (id, at)"
        " WHERE datacenter_indicator.id = added.id",
        [[each.series for each in added], [each.last for each in added]],
    )


def _keep_faults(batch: Batch, intake: Intake, body: Body) -> None:
    rows = (
        BatchRow(batch=batch, row=number, raw=rules.sample(raw), **intake.faults[number]._asdict())
        for number, raw in body.raw(intake.faults.keys())
    )
    while some := list(islice(rows, FAULTS_AT_ONCE)):
        BatchRow.objects.bulk_create(some)


def _copy_into(table: str, blocks: Iterable[bytes]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT binary)", Stream(blocks), COPY_BLOCK)


def _rows(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
