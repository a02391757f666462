"""Looking at each published matter again, once in a while."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import Row
from common.pieces import address
from matters.choices import EVALUATION_FLOW, EvaluationResult, EvaluationState
from matters.models.matters import Matter, MatterVersion
from matters.querysets.evaluations import EvaluationQuerySet
from registry.models import Department


class Evaluation(Row):
    """A published matter is looked at again (定期评估): is it used, does it find anything?

    ``facts`` is what the house's data said on the day it was opened: key → number or text, put
    into words when read (``matters.facts``). ``next_on`` is the day of the next one.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="evaluations", verbose_name=_("matter")
    )
    version = models.ForeignKey(
        MatterVersion, models.PROTECT, related_name="+", verbose_name=_("version")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("responsible department")
    )
    due_on = models.DateField(_("due day"))
    facts = models.JSONField(_("facts"), default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=EvaluationState.choices, default=EvaluationState.OPEN
    )
    result = models.CharField(
        _("result"), max_length=8, choices=EvaluationResult.choices, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    done_by = models.UUIDField(_("evaluated by"), null=True, editable=False)
    done_on = models.DateField(_("evaluated on"), null=True, editable=False)
    next_on = models.DateField(_("next evaluation"), null=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = EVALUATION_FLOW
    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation of a matter")
        verbose_name_plural = _("evaluations of matters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter"],
                name="evaluation_one_open",
                condition=models.Q(state=EvaluationState.OPEN),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=EvaluationState.values), name="evaluation_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EvaluationState.DONE)
                | models.Q(result__in=EvaluationResult.values, next_on__isnull=False)
                & ~models.Q(reason=""),
                name="evaluation_done_with_result",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="evaluation_by_state")]

    def __str__(self) -> str:
        return str(self.version)

    def get_absolute_url(self) -> str:
        return address("matters:evaluation-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been done before today."""
        return self.state == EvaluationState.OPEN and self.due_on < workdays.today()

    @property
    def days_late(self) -> int | None:
        """Return how many days it is late, None while it is not."""
        late: dt.timedelta = workdays.today() - self.due_on
        return late.days if self.is_overdue else None
