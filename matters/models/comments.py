"""What departments and the public say to a version before it is published."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import Row
from common.pieces import address
from matters.choices import Answered
from matters.models.matters import MatterVersion
from matters.querysets.comments import CommentQuerySet, ConsultationQuerySet
from registry.models import Department


class Consultation(Row):
    """A period in which a version in review is open to comments (征求意见).

    It is open from ``opens_on`` through ``closes_on``; ending it early moves that day. Legal
    review does not pass before it is over and every comment is answered.
    """

    version = models.OneToOneField(
        MatterVersion, models.PROTECT, related_name="consultation", verbose_name=_("version")
    )
    is_public = models.BooleanField(_("open to the public"), default=False)
    invitation = models.TextField(_("what is asked"))
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("last day"))
    opened_by = models.UUIDField(_("opened by"), null=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="consultation_days"
            )
        ]

    def __str__(self) -> str:
        return str(self.version)

    def get_absolute_url(self) -> str:
        return address("matters:consultation-detail", self.pk)

    def is_open(self, day: dt.date | None = None) -> bool:
        """Tell whether comments are taken on a legal day (today if none)."""
        return self.opens_on <= (day or workdays.today()) <= self.closes_on


class Comment(Row):
    """One comment; ``department`` for staff, None for the public.

    ``name`` is what somebody of the public gave, for the answer alone: no page of the public
    shows it, and ``text`` from the public is masked before it is kept.
    """

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="comments", verbose_name=_("consultation")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    author = models.UUIDField(_("written by"), null=True, editable=False)
    name = models.CharField(_("name given"), max_length=60, blank=True)
    text = models.TextField(_("comment"))
    answered = models.CharField(
        _("what became of it"), max_length=12, choices=Answered.choices, blank=True
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.UUIDField(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(pgettext_lazy("time", "answered"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answered="", answer="")
                | models.Q(answered__in=Answered.values) & ~models.Q(answer=""),
                name="comment_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
