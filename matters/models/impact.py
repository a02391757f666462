"""What a changed law asks to be looked at again."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import Named, Row
from common.pieces import address
from matters.choices import REVIEW_FLOW, MatchKind, ReviewState
from matters.models.laws import Article, Citation, LawVersion
from matters.querysets import ImpactReviewQuerySet
from registry.models import Department


class ImpactReview(Row, Named):
    """Something rests on an article that a new version changes: somebody looks at it by a day.

    ``name`` is what it was called then. ``old`` is None when the whole law was cited.
    ``announced_at``: when it was told, on the day the basis ended, that it did.
    """

    version = models.ForeignKey(
        LawVersion, models.PROTECT, related_name="reviews", verbose_name=_("version of the law")
    )
    citation = models.ForeignKey(
        Citation, models.PROTECT, related_name="reviews", verbose_name=_("citation")
    )
    origin = models.CharField(_("cited by"), max_length=100)
    kind = models.CharField(_("change"), max_length=12, choices=MatchKind.choices)
    old = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", verbose_name=_("old article")
    )
    new = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", verbose_name=_("new article")
    )
    department = models.ForeignKey(Department, models.PROTECT, null=True, verbose_name=_("owner"))
    effective_on = models.DateField(_("change in force from"))
    due_on = models.DateField(_("due day"))
    state = models.CharField(
        _("state"), max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    settled_by = models.UUIDField(_("settled by"), null=True, editable=False)
    announced_at = models.DateTimeField(_("end of the basis told"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = REVIEW_FLOW
    objects = ImpactReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review after a change of law")
        verbose_name_plural = _("reviews after changes of law")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "citation"], name="impact_review_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="impact_review_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["origin"], name="impact_review_origin"),
            models.Index(
                fields=["due_on"], name="impact_review_due", condition=models.Q(state="open")
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("matters:review-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def ends_basis(self) -> bool:
        """Tell whether nothing carries the power on."""
        return self.kind == MatchKind.REPEALED

    @property
    def is_overdue(self) -> bool:
        return self.state == ReviewState.OPEN and self.due_on < workdays.today()

    def is_effective(self, day: dt.date) -> bool:
        return self.effective_on <= day
