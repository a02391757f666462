"""Judging: run the compiled rules on what a batch changed, and tell what came of it."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from common.events import emit
from common.faults import faultpoint
from common.ids import uuid7
from common.models import Event
from datacenter.models import Batch
from risk.compiler import LOCK, SHARDS, STALE, compile_rule
from risk.definitions import read
from risk.models import RiskWarning, RuleVersion

JUDGING_SECONDS = 30
EVENTS = {
    "warned": "risk.warned",
    "escalated": "risk.escalated",
    "lowered": "risk.lowered",
    "resolved": "risk.resolved",
    "reopened": "risk.reopened",
    "merged": "risk.merged",
    "voided": "risk.voided",
}


class Change(NamedTuple):
    """What the statement did to one warning; levels count from 1 (red) to 4 (blue)."""

    kind: str
    warning: uuid.UUID
    subject: uuid.UUID
    target: uuid.UUID | None
    level: int
    peak: int
    level_before: int | None


@transaction.atomic
def evaluate(batch_id: uuid.UUID, *, cause: Event | None = None) -> list[Change]:
    """Judge everything that a loaded batch can have changed, once per published rule version.

    Emits ``risk.warned``, ``escalated``, ``lowered``, ``resolved``, ``reopened``, ``merged`` or
    ``voided`` for each warning changed. A second call changes nothing.
    """
    batch = Batch.objects.only("id", "dataset_id", "received_at").get(pk=batch_id)
    changes: list[Change] = []
    for version in RuleVersion.objects.listening_to(batch.dataset_id).select_related("rule"):
        changes += _judge(version, batch)
    warnings = RiskWarning.objects.in_bulk([change.warning for change in changes])
    for change in changes:
        emit(
            EVENTS[change.kind],
            warnings[change.warning],
            subject=change.subject,
            facts={
                "level": change.level,
                "peak": change.peak,
                "target": str(change.target) if change.target else None,
                "batch": str(batch.pk),
            },
            cause=cause,
        )
    faultpoint("risk.evaluated")
    return changes


def _judge(version: RuleVersion, batch: Batch) -> list[Change]:
    statement = compile_rule(read(version.definition))
    run: dict[str, Any] = {
        "rule": version.rule_id,
        "version": version.pk,
        "batch": batch.pk,
        "run": uuid7(),
        "now": timezone.now(),
        "received": batch.received_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL statement_timeout = '{JUDGING_SECONDS}s'; SET LOCAL work_mem = '64MB'"
        )
        cursor.execute(LOCK, {"rule": version.rule_id, "batch": batch.pk, "shards": SHARDS})
        cursor.execute(statement.sql, {**statement.bindings, **run})
        changes = [Change(*row) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT; SET LOCAL work_mem TO DEFAULT")
    return changes


@transaction.atomic
def mark_stale(at: dt.datetime | None = None) -> int:
    """Mark firing warnings whose source has gone silent; they hold until data come again.

    Emits ``risk.stale`` for each; return how many.
    """
    at = at or timezone.now()
    marked: list[uuid.UUID] = []
    for version in RuleVersion.objects.published():
        definition = read(version.definition)
        with connection.cursor() as cursor:
            silence: dict[str, Any] = {
                "at": at,
                "version": version.pk,
                "sources": list(definition.sources),
                "stale": definition.stale_after,
            }
            cursor.execute(STALE, silence)
            marked += [row[0] for row in cursor.fetchall()]
    for warning in RiskWarning.objects.filter(pk__in=marked):
        emit("risk.stale", warning, subject=warning.subject_id, facts={"level": warning.level})
    return len(marked)
