"""Reads of uploaded lists."""

import datetime as dt
from typing import Any, Self

from django.db import models


class UploadQuerySet(models.QuerySet[Any]):
    """An upload is its owner's: it may hold drafts that nobody else is to see yet."""

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "matters.add_matterversion")

    def allowed(self, user: Any, perm: str) -> Self:
        return self.filter(by=user.pk) if user.has_perm(perm) else self.none()

    def unheard(self, since: dt.datetime) -> Self:
        """Return the uploads whose work nobody has touched since a moment."""
        return self.filter(
            state__in=("uploaded", "checking", "confirmed", "landing"), changed_at__lt=since
        )


class UploadRowQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        if not user.has_perm("matters.add_matterversion"):
            return self.none()
        return self.filter(upload__by=user.pk)
