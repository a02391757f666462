"""Whether the portal lives, is ready, and how it does: ``/healthz``, ``/readyz``, ``/metrics``."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterator
from typing import Any

import prometheus_client
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common import redis
from common.choices import DeliveryState
from common.models import Delivery

QUEUES = ("loop", "rules", "ingest", "reports")
BEAT = "beat"
REMEMBERED = 7 * 24 * 3600  # seconds after which a silent part is forgotten


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as this process serves requests."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served: database there, migrations applied; else 503.

    Broker, workers and beat are reported, for the portal serves without them.
    """
    database, pending = database_state()
    ready = database == "ok" and not pending
    report = {
        "ready": ready,
        "database": database,
        "migrations_pending": pending,
        **broker_state(),
    }
    headers = None if ready else {"Retry-After": "5"}
    return JsonResponse(report, status=200 if ready else 503, headers=headers)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus: to who knows METRICS_TOKEN, or without one to this machine alone."""
    if not may_read_metrics(request):
        raise Http404
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = prometheus_client.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    else:
        registry = prometheus_client.REGISTRY
    own = prometheus_client.CollectorRegistry()
    own.register(PortalCollector())
    body = prometheus_client.generate_latest(registry) + prometheus_client.generate_latest(own)
    return HttpResponse(body, content_type=prometheus_client.CONTENT_TYPE_LATEST)


def may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    return local and not settings.HTTPS  # behind a proxy of this machine everybody seems local


def database_state() -> tuple[str, int | None]:
    """Return ``ok`` or ``unreachable``, and how many migrations are pending if that can be told."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        return "unreachable", None
    pending = [
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key not in applied and not (migration.replaces and set(migration.replaces) <= applied)
    ]
    return "ok", len(pending)


def broker_state() -> dict[str, Any]:
    """Return whether the broker answers, waiting messages by queue, and ages of heartbeats (s)."""
    parts = (*QUEUES, BEAT)
    try:
        pipe = redis.client().pipeline(transaction=False)
        for queue in QUEUES:
            pipe.llen(queue)
        pipe.mget([_key(part) for part in parts])
        *waiting, beats = pipe.execute()
    except redis.AWAY:
        return {"broker": "unreachable", "waiting": {}, "heartbeat_age": {}}
    now = time.time()
    ages = {
        part: round(now - float(beat), 1) if beat else None
        for part, beat in zip(parts, beats, strict=True)
    }
    return {
        "broker": "ok",
        "waiting": dict(zip(QUEUES, waiting, strict=True)),
        "heartbeat_age": ages,
    }


def note_heartbeat(part: str) -> None:
    """Record that a queue's worker, or beat, lives."""
    redis.client().set(_key(part), time.time(), ex=REMEMBERED)


def note_beat(sender: str | None = None, **signal: Any) -> None:
    """Record that beat lives when it sends a heartbeat; a receiver of ``before_task_publish``."""
    if sender == "supervision_portal.heartbeat":
        note_heartbeat(BEAT)


class PortalCollector(Collector):
    """What the portal measures of itself at the time of asking."""

    def collect(self) -> Iterator[Metric]:
        broker = broker_state()
        yield GaugeMetricFamily(
            "portal_broker_up", "1 when the broker answers", float(broker["broker"] == "ok")
        )
        yield _by_label("portal_queue_messages", "Messages waiting", "queue", broker["waiting"])
        yield _by_label(
            "portal_heartbeat_age_seconds", "Last sign of life", "part", broker["heartbeat_age"]
        )
        try:
            yield from self._outbox()
        except DatabaseError:
            yield GaugeMetricFamily("portal_database_up", "1 when the database answers", 0)

    def _outbox(self) -> Iterator[Metric]:
        open_states = [DeliveryState.DUE, DeliveryState.PARKED]
        rows = Delivery.objects.filter(state__in=open_states).values_list("state")
        found = {state: (n, first) for state, n, first in rows.annotate(Count("id"), Min("due_at"))}
        counts: dict[str, float | None] = {
            state: float(found.get(state, (0, None))[0]) for state in open_states
        }
        yield GaugeMetricFamily("portal_database_up", "1 when the database answers", 1)
        yield _by_label("portal_deliveries", "Reactions not done yet", "state", counts)
        _, oldest = found.get(DeliveryState.DUE, (0, None))
        lag = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
        yield GaugeMetricFamily("portal_delivery_lag_seconds", "Age of the oldest due one", lag)


def _by_label(name: str, text: str, label: str, values: dict[str, float | None]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        if value is not None:
            family.add_metric([key], value)
    return family


def _key(part: str) -> str:
    return f"portal:heartbeat:{part}"
