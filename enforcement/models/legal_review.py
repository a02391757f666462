"""Open tasks whose legal basis has ended."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.choices import LEGAL_FLOW, LegalState
from enforcement.models.tasks import Task
from enforcement.querysets import LegalReviewQuerySet


class LegalReview(Row):
    """An open task whose legal basis has ended waits here for a legal reviewer."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="legal_reviews", verbose_name=_("task")
    )
    origin = models.CharField(_("whose basis has ended"), max_length=100)
    cause = models.UUIDField(_("cause"), editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=LegalState.choices, default=LegalState.WAITING
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = LEGAL_FLOW
    objects = LegalReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal review of a task")
        verbose_name_plural = _("legal reviews of tasks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=LegalState.values), name="legal_review_state"
            ),
            models.UniqueConstraint(
                fields=["task"], name="legal_review_one", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_state_display()}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
