"""Inspections of earlier years, taken over from other systems."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import Row
from enforcement.choices import Outcome
from enforcement.querysets import PastInspectionQuerySet
from matters.models import Matter
from registry.models import Department, Subject


class PastInspection(Row):
    """An inspection of earlier years, from another system: known by its source and number there.

    It is no task and has no claim; it is shown on the subject's time line and counts where visits
    and coverage are counted (``is_visit`` tells those on site).
    """

    source = models.CharField(_("source"), max_length=60)
    code = models.CharField(_("number there"), max_length=80)
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="past_inspections", verbose_name=_("subject")
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, verbose_name=_("matter"))
    matter_text = models.CharField(_("matter as it was written"), max_length=300, blank=True)
    day = models.DateField(_("day"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    is_visit = models.BooleanField(_("on site"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PastInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection of earlier years")
        verbose_name_plural = _("inspections of earlier years")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "code"], name="past_inspection_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="past_inspection_outcome"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-day"], name="past_of_subject"),
            models.Index(fields=["department", "day"], name="past_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.day:%Y-%m-%d}"

    @property
    def department_then(self) -> str:
        """Return the name that the department had on that day."""
        return self.department.named_on(self.day)
