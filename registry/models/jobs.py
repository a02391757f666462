"""Imports that run by themselves: what was sent, how far it is, what did not land."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from common.pieces import address
from registry.choices import IMPORT_FLOW, ImportState
from registry.querysets import JobQuerySet


class ImportJob(Row):
    """One file of subjects on its way in.

    The row is the work: a worker takes it up by lock, each chunk lands together with ``line``, the
    line that is reached, so that another worker goes on from there whatever happened to the first.
    """

    file = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash of the file"), max_length=64)
    bytes = models.PositiveBigIntegerField(_("size"))
    sent_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("sent by"))
    region_path = models.CharField(_("region"), max_length=80, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    line = models.PositiveIntegerField(_("line reached"), default=0)
    created = models.PositiveIntegerField(_("newly made"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    warned = models.PositiveIntegerField(_("row warnings"), default=0)
    unused = models.JSONField(_("columns not used"), default=list)
    trouble = models.CharField(_("why it failed"), max_length=500, blank=True)
    started_at = models.DateTimeField(pgettext_lazy("time", "started"), null=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of subjects")
        verbose_name_plural = _("imports of subjects")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_job_state"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["beat_at"],
                name="import_job_due",
                condition=models.Q(state__in=[ImportState.WAITING, ImportState.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return self.file

    def get_absolute_url(self) -> str:
        return address("registry:import", self.pk)

    @staticmethod
    def flow(column: str) -> Any:
        return IMPORT_FLOW

    @property
    def landed(self) -> int:
        return self.created + self.updated + self.unchanged

    @property
    def percent(self) -> int:
        """Return how much of the file is done, 0 to 100."""
        if self.state == ImportState.DONE:
            return 100
        return min(99, self.done * 100 // self.rows) if self.rows else 0

    @property
    def seconds(self) -> float:
        """Return how long it has taken so far."""
        end = self.ended_at or self.beat_at
        return (end - self.started_at).total_seconds() if end and self.started_at else 0.0

    @property
    def rate(self) -> int:
        """Return rows a second."""
        return round(self.done / self.seconds) if self.seconds else 0

    @property
    def may_resume(self) -> bool:
        return self.state in (ImportState.FAILED, ImportState.CANCELLED)

    @property
    def is_under_way(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.RUNNING)


class ImportPart(models.Model):
    """A piece of a file that was sent, until it has landed: any host can go on with it."""

    job = models.ForeignKey(
        ImportJob, models.PROTECT, related_name="parts", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("index"))
    body = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("piece of a file")
        verbose_name_plural = _("pieces of files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "number"], name="import_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.number}"


class ImportFault(models.Model):
    """A row that did not land, or landed with a warning, and why."""

    job = models.ForeignKey(
        ImportJob, models.PROTECT, related_name="faults", verbose_name=_("import")
    )
    line = models.PositiveIntegerField(_("line"))
    is_rejected = models.BooleanField(_("rejected"))
    field = models.CharField(_("column"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=40)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("row with a fault")
        verbose_name_plural = _("rows with faults")
        indexes: ClassVar = [
            models.Index(fields=["job", "-is_rejected", "line"], name="import_fault_of_job")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"
