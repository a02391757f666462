"""What the inspected say of a visit: a rating, and complaints to the supervising office."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from enforcement.choices.feedback import (
    VISIT_COMPLAINT_FLOW,
    ComplaintVerdict,
    VisitComplaintState,
)
from enforcement.models.tasks import Task
from enforcement.querysets import VisitComplaintQuerySet, VisitRatingQuerySet
from registry.models import Department


class VisitRating(Row):
    """How the inspected found a visit; one for each code at the door, never changed."""

    code = models.CharField(_("entry code"), max_length=40, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="ratings", verbose_name=_("task"))
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    code_shown = models.BooleanField(_("entry code shown"))
    certificates_shown = models.BooleanField(_("certificates shown"))
    rights_told = models.BooleanField(_("told of their rights"))
    result_told = models.BooleanField(_("told the result"))
    cost_shifted = models.BooleanField(_("costs shifted to them"))
    gift_asked = models.BooleanField(_("gift or favour"))
    agency_named = models.BooleanField(_("agency named"))
    work_disturbed = models.BooleanField(_("business disturbed"))
    text = models.TextField(_("in their own words"), max_length=2000, blank=True)

    objects = VisitRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating of a visit")
        verbose_name_plural = _("ratings of visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stars__range=(1, 5)), name="visit_rating_stars"
            )
        ]

    def __str__(self) -> str:
        return str(self.task.subject)

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()


class VisitComplaint(Row):
    """A complaint of the inspected about a visit, to the office that supervises the inspectors.

    ``number`` is random and opens the answer to whoever has it. ``contact`` is sealed and for the
    supervising ``department`` alone; the inspecting one sees nothing before the answer.
    """

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="visit_complaints", verbose_name=_("task")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("supervising office")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=VisitComplaintState.choices,
        default=VisitComplaintState.RECEIVED,
    )
    text = models.TextField(_("complaint"), max_length=4000)
    contact = models.BinaryField(_("contact, sealed"), null=True, editable=False)
    due_on = models.DateField(_("answer due"))
    verdict = models.CharField(
        _("finding"), max_length=10, choices=ComplaintVerdict.choices, blank=True
    )
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.UUIDField(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(pgettext_lazy("time", "answered"), null=True)
    escalated_on = models.DateField(_("escalated on"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = VISIT_COMPLAINT_FLOW
    objects = VisitComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint about a visit")
        verbose_name_plural = _("complaints about visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=VisitComplaintState.values),
                name="visit_complaint_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="answered")
                | (~models.Q(answer="") & ~models.Q(verdict="")),
                name="visit_complaint_answered_in_words",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "-id"], name="visit_complaint_of_office"),
            models.Index(
                fields=["due_on"],
                name="visit_complaint_open",
                condition=models.Q(state="received"),
            ),
        ]

    def __str__(self) -> str:
        return _now("Complaint %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return address("enforcement:visit-complaint-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW
