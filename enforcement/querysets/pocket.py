"""Reads of records from phones and of entries to objects."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from enforcement.choices import RecordState, ReviewState
from registry.querysets import ScopedQuerySet


class PocketDeviceQuerySet(models.QuerySet[Any]):
    def open_of(self, user: Any) -> Self:
        """Return the user's devices whose token opens anything now, the newest first."""
        mine = self.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
        return mine.order_by("-pk")


class FieldRecordQuerySet(ScopedQuerySet):
    """A record belongs to the task as it stands now and to the department of whoever sent it."""

    department_path = "department__path"
    region_path = ""

    def allowed(self, user: Any, perm: str) -> Self:
        """Return what lies inside the grants by the task or by the officer: both supervisors'."""
        of_task = OfTaskQuerySet(self.model, using=self.db).allowed(user, perm).values("pk")
        of_officer = super().allowed(user, perm).values("pk")
        return self.filter(pk__in=of_officer.union(of_task, all=True))

    def held(self) -> Self:
        return self.filter(state=RecordState.HELD)


class OfTaskQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"


class EntryScanQuerySet(OfTaskQuerySet):
    def to_review(self) -> Self:
        """Return the entries without a code that nobody has looked at yet."""
        return self.filter(review=ReviewState.WAITING)

    def without_code(self) -> Self:
        return self.exclude(review="")
