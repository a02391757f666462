"""Reads of consultations and comments."""

import datetime as dt
from typing import Any, Self

from django.db import models

from matters.choices import IN_WORK, VersionState
from registry.querysets import ScopedQuerySet


class ConsultationQuerySet(ScopedQuerySet):
    department_path = "version__department__path"
    region_path = "version__department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return all consultations to the staff: every department may have its say."""
        return self if user.has_perm("matters.view_consultation") else self.none()

    def open(self, day: dt.date) -> Self:
        """Return those that take comments on a legal day."""
        return self.filter(
            opens_on__lte=day, closes_on__gte=day, version__state__in=IN_WORK
        ).exclude(version__state=VersionState.DRAFT)

    def public(self, day: dt.date) -> Self:
        """Return what anybody may read: what is open now, and what was published with answers."""
        running = models.Q(pk__in=self.open(day).values("pk"))
        published = models.Q(version__state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED])
        return self.filter(running | published, is_public=True)

    def with_counts(self) -> Self:
        """Annotate ``comment_count`` and ``open_count``, the comments without an answer."""
        return self.annotate(
            comment_count=models.Count("comments"),
            open_count=models.Count("comments", filter=models.Q(comments__answered="")),
        )


class CommentQuerySet(ScopedQuerySet):
    department_path = "consultation__version__department__path"
    region_path = "consultation__version__department__region__path"

    def visible_to(self, user: Any) -> Self:
        return self if user.has_perm("matters.view_consultation") else self.none()

    def unanswered(self) -> Self:
        return self.filter(answered="")
