"""What departments ask of each other, with receipt, clock and answer."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.attachments import Attachment
from common.models import Row
from common.pieces import address
from enforcement.choices.collaborations import (
    ASKED_BY_HAND,
    AWAITED,
    COLLABORATION_FLOW,
    CollaborationKind,
    CollaborationState,
)
from enforcement.models.tasks import Task
from enforcement.querysets import CollaborationQuerySet
from registry.models import Department, Subject


class Collaboration(Row):
    """One department asks another: for evidence, an expert, to come along, to take a task over.

    ``origin`` is the reference of what keeps the row by itself (a part of a joint visit, a
    transfer), empty where somebody asked. A copy for information is answered by its receipt.
    Late is no state: silence past ``due_at`` is taken to the superior, once.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=CollaborationKind.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CollaborationState.choices,
        default=CollaborationState.ASKED,
    )
    from_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("asking department")
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("asked department")
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("object")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, related_name="collaborations", verbose_name=_("task")
    )
    wanted = models.TextField(_("what is asked for"), max_length=2000, blank=True)
    origin = models.CharField(_("origin"), max_length=100, blank=True)
    asked_by = models.UUIDField(_("person who asked"), editable=False)
    receipt_due_at = models.DateTimeField(_("receipt due"))
    due_at = models.DateTimeField(_("answer due"))
    received_by = models.UUIDField(_("received by"), null=True, editable=False)
    received_at = models.DateTimeField(pgettext_lazy("time", "received"), null=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.UUIDField(_("answered by"), null=True, editable=False)
    answered_at = models.DateTimeField(pgettext_lazy("time", "answered"), null=True)
    reminded_at = models.DateTimeField(_("reminded of the receipt"), null=True, editable=False)
    escalated_at = models.DateTimeField(_("taken to the superior"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = COLLABORATION_FLOW
    objects = CollaborationQuerySet.as_manager()

    class Meta:
        verbose_name = _("collaboration")
        verbose_name_plural = _("collaborations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CollaborationKind.values), name="collaboration_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CollaborationState.values),
                name="collaboration_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_department=models.F("to_department")),
                name="collaboration_of_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(answer=""),
                name="collaboration_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["answered", "refused"])
                | models.Q(answered_at__isnull=False),
                name="collaboration_answered_some_time",
            ),
            models.UniqueConstraint(
                fields=["origin"],
                name="collaboration_once_per_origin",
                condition=~models.Q(origin=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to_department", "-id"], name="collaboration_asked"),
            models.Index(fields=["from_department", "-id"], name="collaboration_asking"),
            models.Index(
                fields=["due_at"],
                name="collaboration_awaited",
                condition=models.Q(state__in=AWAITED),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("enforcement:collaboration-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def title(self) -> str:
        """Return what is asked of whom, in the reader's language."""
        return _now("%(kind)s: %(department)s") % {
            "kind": capfirst(self.get_kind_display()),
            "department": self.to_department.named,
        }

    @property
    def is_awaited(self) -> bool:
        """Tell whether the other department still owes an answer."""
        return self.state in AWAITED

    @property
    def is_late(self) -> bool:
        """Tell whether the answer is missing after its time."""
        return self.is_awaited and self.due_at < timezone.now()

    @property
    def is_by_hand(self) -> bool:
        """Tell whether it is answered on its own page, not where it comes from."""
        return self.kind in ASKED_BY_HAND

    @property
    def took(self) -> dt.timedelta | None:
        """Return how long the answer took."""
        return self.answered_at - self.created_at if self.answered_at else None


class CollaborationFile(Attachment):
    """A file that came with a request, or with its answer."""

    collaboration = models.ForeignKey(
        Collaboration, models.PROTECT, related_name="files", verbose_name=_("collaboration")
    )
    is_answer = models.BooleanField(_("belongs to the answer"), default=False)
    by = models.UUIDField(_("attached by"), editable=False)

    class Meta:
        verbose_name = _("file of a collaboration")
        verbose_name_plural = _("files of collaborations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collaboration", "sha256"], name="collaboration_file_once"
            )
        ]
