"""Approvals that the head of a department gives in advance."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from enforcement.querysets import StandingApprovalQuerySet
from matters.models import Checklist, Matter
from registry.models import Department


class StandingApproval(Row):
    """The head's approval in advance: one matter, one checklist, so many a day, for a period."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("acting department and those below it")
    )
    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name=_("matter"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, verbose_name=_("checklist"))
    daily_limit = models.PositiveSmallIntegerField(_("daily limit"))
    valid = DateRangeField(_("period"))
    approver = models.ForeignKey(User, models.PROTECT, verbose_name=_("approved by"))
    revoked_at = models.DateTimeField(pgettext_lazy("time", "revoked"), null=True, blank=True)

    objects = StandingApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing approval")
        verbose_name_plural = _("standing approvals")

    def __str__(self) -> str:
        return self.code


class StandingApprovalDay(models.Model):
    """How many inspections of one legal day ran under a standing approval; counted under a lock."""

    approval = models.ForeignKey(
        StandingApproval, models.PROTECT, related_name="days", verbose_name=_("standing approval")
    )
    day = models.DateField(_("day"))
    used = models.PositiveSmallIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("day of a standing approval")
        verbose_name_plural = _("days of standing approvals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["approval", "day"], name="standing_approval_day")
        ]

    def __str__(self) -> str:
        return f"{self.approval} {self.day}: {self.used}"
