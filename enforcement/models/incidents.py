"""Incidents: several calls about one thing, answered once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.models.tasks import Task
from enforcement.querysets import IncidentQuerySet


class Incident(Row):
    """Warnings, complaints and other calls about one thing, and the one task that answers all.

    ``lead`` is that task; it follows when the task goes to another department.
    """

    lead = models.OneToOneField(
        Task, models.PROTECT, related_name="incident", verbose_name=_("leading task")
    )
    title = models.CharField(_("what it is about"), max_length=200)
    opened_by = models.UUIDField(_("opened by"), editable=False)
    answered_at = models.DateTimeField(
        pgettext_lazy("incident", "answered"), null=True, editable=False
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.lead.get_absolute_url()


class IncidentPart(Row):
    """A call that joined an incident: its ``task`` was called off, its origin gets the answer."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="parts", verbose_name=_("incident")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="incident_parts", verbose_name=_("task")
    )
    joined_by = models.UUIDField(_("joined by"), editable=False)
    left_at = models.DateTimeField(pgettext_lazy("incident", "left"), null=True, editable=False)
    left_because = models.CharField(_("left because"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("part of an incident")
        verbose_name_plural = _("parts of incidents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"],
                name="incident_part_once",
                condition=models.Q(left_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.task}"
