"""Reads of sources, batches and series."""

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from datacenter.choices import BatchState
from registry.querysets import ScopedQuerySet


class DatasetQuerySet(ScopedQuerySet):
    """Contracts belong to nobody's region: whoever may see one may see all."""

    region_path = ""

    def units(self) -> dict[str, str]:
        """Return what the values of each dataset are measured in, by its code."""
        return dict(self.values_list("code", "unit"))


class SourceQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def active(self) -> Self:
        """Return the sources that may send."""
        return self.filter(is_active=True)

    def with_last_batch(self) -> Self:
        """Annotate ``last_batch_at``: when a source last sent."""
        latest = self.model._meta.get_field("batch").related_model._default_manager
        batches = latest.filter(source=OuterRef("pk")).order_by("-id")
        return self.annotate(last_batch_at=Subquery(batches.values("received_at")[:1]))


class BatchQuerySet(ScopedQuerySet):
    department_path = "source__department__path"
    region_path = "source__department__region__path"

    def of_source(self, source: Any) -> Self:
        """Return the batches that one source sent."""
        return self.filter(source=source)

    def of_request(self, source: Any, request_id: uuid.UUID) -> Self:
        """Return the batch, if any, that a request id of a source stands for."""
        return self.filter(source=source, request_id=request_id, contradicts=None)

    def waiting(self) -> Self:
        """Return the batches that are not settled yet."""
        return self.filter(state=BatchState.RECEIVED)

    def due(self, now: dt.datetime) -> Self:
        """Return the batches whose next attempt may begin."""
        return self.filter(due_at__lte=now)

    def unheard(self, now: dt.datetime) -> Self:
        """Return the batches to ring for again: what is fresh has just been rung for."""
        waited = Q(due_at__lte=now - dt.timedelta(seconds=settings.SWEEP_SECONDS))
        return self.filter(waited | Q(due_at__lte=now, attempts__gt=0))

    def heads(self) -> Self:
        """Return the oldest of these batches for each source."""
        oldest = self.order_by("source_id", "received_at").distinct("source_id")
        return self.filter(pk__in=oldest.values("pk"))


class IndicatorQuerySet(ScopedQuerySet):
    region_path = "subject__region__path"
