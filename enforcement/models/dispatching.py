"""The table of rules by which tasks find their officers."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from enforcement.models.tasks import Task
from enforcement.querysets import DispatchRuleQuerySet
from registry.models import Department, Officer, Region


class DispatchRule(Row):
    """To whom tasks of a kind go: the officers named, or those of a team.

    It holds for the tasks of ``department`` and those below it; what is empty (matter, region,
    line) holds for all. ``matters`` is the code of one matter, or the beginning that a group of
    them shares. Of the rules that cover a task the one with the lowest ``priority`` goes first; who
    may act at all is not its business (``services.officers``).
    """

    name = models.CharField(_("name"), max_length=120)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("acting department")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=100)
    matters = models.CharField(_("matter or group"), max_length=60, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    team = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    officers = models.ManyToManyField(
        Officer, blank=True, related_name="+", verbose_name=_("officers")
    )
    calls_in = models.BooleanField(_("calls in officers off duty"), default=False)
    most_open = models.PositiveSmallIntegerField(_("most open work"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True, editable=False)

    objects = DispatchRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch rule")
        verbose_name_plural = _("dispatch rules")
        indexes: ClassVar = [
            models.Index(
                fields=["priority"],
                name="dispatch_rule_in_force",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("enforcement:rule-detail", self.pk)

    @cached_property
    def named_officers(self) -> set[Any]:
        """Return the keys of the officers whom it names; empty where it means a whole team."""
        return {officer.pk for officer in self.officers.all()}

    def covers(self, task: Task) -> bool:
        """Tell whether the rule speaks of a task; costs no query for a task with its relations."""
        if not task.department.path.startswith(self.department.path):
            return False
        if self.region is not None and not task.region.path.startswith(self.region.path):
            return False
        if self.line and self.line != task.line:
            return False
        version = task.matter_version
        code = version.matter.code if version is not None else ""
        return code.startswith(self.matters)
