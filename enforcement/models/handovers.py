"""Handing the dispatcher's desk over from one shift to the next."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from common.pieces import address
from enforcement.models.tasks import Task
from enforcement.querysets import ShiftHandoverQuerySet
from registry.models import Department


class ShiftHandover(Row):
    """What the dispatcher who goes leaves to the one who comes: figures, tasks to watch, a note.

    ``figures`` are counted when it is written (``services.handovers.Figures``); they and the note
    never change. It stays open until somebody else has taken the desk over.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    note = models.TextField(_("note"), max_length=2000)
    figures = models.JSONField(_("figures"), editable=False)
    tasks = models.ManyToManyField(
        Task, blank=True, related_name="handovers", verbose_name=_("tasks to watch")
    )
    written_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("taken over by")
    )
    taken_at = models.DateTimeField(pgettext_lazy("time", "taken over"), null=True)

    objects = ShiftHandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover of a shift")
        verbose_name_plural = _("handovers of shifts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(taken_by=None, taken_at=None)
                | models.Q(taken_by__isnull=False, taken_at__isnull=False)
                & ~models.Q(taken_by=models.F("written_by")),
                name="shift_handover_taken_by_another",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "-id"], name="shift_handover_of_department"),
            models.Index(
                fields=["-id"], name="shift_handover_open", condition=models.Q(taken_at=None)
            ),
        ]

    def __str__(self) -> str:
        return _now("Shift of %(department)s, handed over by %(person)s") % {
            "department": self.department.named,
            "person": self.written_by,
        }

    def get_absolute_url(self) -> str:
        return address("enforcement:handover-detail", self.pk)
