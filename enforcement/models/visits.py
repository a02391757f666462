"""Joint visits: several departments at one object at once, each with its own part."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.choices.visits import (
    PART_FLOW,
    STANDING_PARTS,
    VISIT_FLOW,
    PartState,
    VisitState,
)
from enforcement.models.tasks import Task
from enforcement.querysets.visits import VisitPartQuerySet, VisitQuerySet
from registry.models import Department, Region, Subject


class Visit(Row):
    """One visit by several departments (综合查一次): one day, one notice, one code at the door.

    ``department`` leads. Each department keeps its own task, form, officers and result, its part.
    ``code`` is what all of them show at the door once it is settled. ``proposed_by`` is the head
    who took it up; ``reason`` says why it was refused or called off.
    """

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="visits", verbose_name=_("object")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="led_visits", verbose_name=_("lead department")
    )
    day = models.DateField(_("day of the visit"))
    state = models.CharField(
        _("state"), max_length=12, choices=VisitState.choices, default=VisitState.PROPOSED
    )
    code = models.CharField(_("code"), max_length=40, unique=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    proposed_by = models.UUIDField(_("proposed by"), editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = VISIT_FLOW
    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint visit")
        verbose_name_plural = _("joint visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=VisitState.values), name="visit_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["refused", "called_off"]) | ~models.Q(reason=""),
                name="visit_ended_for_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "-id"], name="visit_of_subject")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("enforcement:visit-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def title(self) -> str:
        """Return what it is and where, in the reader's language."""
        return _now("Joint visit: %(object)s") % {"object": self.subject.named}

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be made."""
        return self.state in (VisitState.PROPOSED, VisitState.SETTLED)


class VisitPart(Row):
    """What one task, and so one department, has in a joint visit, and what its head said."""

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="parts", verbose_name=_("joint visit")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="joint_parts", verbose_name=_("task")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PartState.choices, default=PartState.ASKED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    answered_by = models.UUIDField(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(
        pgettext_lazy("joint visit", "answered"), null=True, editable=False
    )

    FLOW = PART_FLOW
    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a joint visit")
        verbose_name_plural = _("parts of joint visits")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"],
                name="visit_part_one_stands",
                condition=models.Q(state__in=STANDING_PARTS),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PartState.values), name="visit_part_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""),
                name="visit_part_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.task.department}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
