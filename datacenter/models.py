"""Data in and out: who sends, what was agreed, what came, and the readings themselves."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row
from common.pieces import address
from datacenter.choices import BATCH_FLOW, BatchState, Fault, Origin, SourceState
from datacenter.querysets import (
    BatchQuerySet,
    DatasetQuerySet,
    IndicatorQuerySet,
    SourceQuerySet,
)
from registry.choices import SubjectKind
from registry.models import Department, Subject


class Dataset(Named):
    """A contract with those who send: the shape of a row, its subject and its value.

    ``schema`` is the JSON Schema of one row; ``subject_field`` names the station by its code among
    subjects of ``subject_kind``; ``value_field`` is a decimal in ``unit`` between the limits.
    ``fresh_seconds`` is how often a station promises to report.
    """

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    schema = models.JSONField(_("schema of a row"))
    subject_field = models.CharField(_("field of the station"), max_length=40)
    subject_kind = models.CharField(
        _("kind of station"), max_length=20, choices=SubjectKind.choices
    )
    value_field = models.CharField(_("field of the value"), max_length=40)
    unit = models.CharField(_("unit"), max_length=20)
    minimum = models.DecimalField(_("smallest value"), max_digits=14, decimal_places=4)
    maximum = models.DecimalField(_("largest value"), max_digits=14, decimal_places=4)
    fresh_seconds = models.PositiveIntegerField(_("promised interval (seconds)"))

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering: ClassVar = ["code"]


class Source(Row, Named):
    """A system that sends data, known by its key; the secret is stored encrypted."""

    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("responsible department")
    )
    datasets = models.ManyToManyField(Dataset, verbose_name=_("datasets"))
    key = models.CharField(_("key"), max_length=40, unique=True)
    secret = models.BinaryField(_("secret (encrypted)"))
    is_active = models.BooleanField(_("active"), default=True)
    is_simulated = models.BooleanField(_("sends simulated data"), default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    @property
    def state(self) -> SourceState:
        return SourceState.ACTIVE if self.is_active else SourceState.CLOSED

    @property
    def origin(self) -> Origin:
        return Origin.SIMULATED if self.is_simulated else Origin.MEASURED


class Batch(Row):
    """One request of a source: sent = loaded + duplicate + rejected once it has been loaded.

    ``touched`` lists [series, first changed, last changed] (ISO 8601) for the rules. ``due_at`` is
    when a batch that waits may be tried (again), ``attempts`` how often it was. ``contradicts`` is
    the batch whose request id came a second time with other content: that content is quarantined
    here, all its rows rejected.
    """

    FLOW = BATCH_FLOW

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    dataset = models.ForeignKey(Dataset, models.PROTECT, verbose_name=_("dataset"))
    request_id = models.UUIDField(_("request id"))
    sha256 = models.CharField(_("hash of the request"), max_length=64)
    received_at = models.DateTimeField(pgettext_lazy("time", "received"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=20, choices=BatchState.choices, default=BatchState.RECEIVED
    )
    sent = models.PositiveIntegerField(_("rows sent"), default=0)
    loaded = models.PositiveIntegerField(_("rows loaded"), default=0)
    duplicate = models.PositiveIntegerField(_("duplicate rows"), default=0)
    rejected = models.PositiveIntegerField(_("rows rejected"), default=0)
    touched = models.JSONField(_("series touched"), default=list)
    loaded_at = models.DateTimeField(_("loaded at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(pgettext_lazy("time", "due"), default=timezone.now)
    contradicts = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="contradicted_by",
        verbose_name=_("contradicts"),
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "request_id"],
                name="batch_once",
                condition=models.Q(contradicts=None),
            ),
            models.UniqueConstraint(
                fields=["contradicts", "dataset", "sha256"], name="batch_quarantined_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=BatchState.values), name="batch_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state=BatchState.RECEIVED)
                | models.Q(sent=models.F("loaded") + models.F("duplicate") + models.F("rejected")),
                name="batch_accounts_for_every_row",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["source", "received_at"],
                name="batch_waiting",
                condition=models.Q(state=BatchState.RECEIVED),
            ),
            models.Index(fields=["source", "-id"], name="batch_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset.named} {timezone.localtime(self.received_at):%Y-%m-%d %H:%M:%S}"

    def get_absolute_url(self) -> str:
        return address("datacenter:batch-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class BatchBody(models.Model):
    """The bytes of a request, so that any host can load them; dropped in time.

    ``content`` is always gzip, packed here unless it came so.
    """

    batch = models.OneToOneField(
        Batch, models.PROTECT, primary_key=True, related_name="body", verbose_name=_("batch")
    )
    content = models.BinaryField(_("content"))
    content_type = models.CharField(_("content type"), max_length=200)

    class Meta:
        verbose_name = _("body of a batch")
        verbose_name_plural = _("bodies of batches")

    def __str__(self) -> str:
        return str(self.batch_id)


class BatchRow(models.Model):
    """A rejected row: its number in the batch (from 1), the field at fault, the reason.

    Number 0 speaks of the whole batch.
    """

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="rejected_rows", verbose_name=_("batch")
    )
    row = models.PositiveIntegerField(_("row"))
    field = models.CharField(_("field"), max_length=60, blank=True)
    code = models.CharField(_("reason"), max_length=40, choices=Fault.choices)
    params = models.JSONField(_("parameters"), default=dict)
    raw = models.TextField(_("row as sent"), blank=True)

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row"], name="rejected_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"

    @property
    def message(self) -> str:
        """Return the reason as a sentence in the reader's language."""
        return Fault(self.code).label % self.params


class Indicator(models.Model):
    """A time series: one dataset at one subject, written by one source only."""

    id = models.AutoField(primary_key=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, verbose_name=_("dataset"))
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="indicators", verbose_name=_("subject")
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    last_at = models.DateTimeField(_("last reading"), null=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "subject"], name="indicator_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.dataset_id}"

    @property
    def is_silent(self) -> bool:
        """Tell whether the station has not reported for longer than it promises."""
        patience = dt.timedelta(seconds=self.dataset.fresh_seconds)
        return self.last_at is None or timezone.now() - self.last_at > patience


class Reading(models.Model):
    """One measured value at one moment; partitioned by month, no reading is ever changed."""

    pk = models.CompositePrimaryKey("series_id", "at")
    series = models.ForeignKey(
        Indicator, models.DO_NOTHING, db_constraint=False, verbose_name=_("indicator")
    )
    at = models.DateTimeField(_("time"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    batch = models.UUIDField(_("batch"))

    class Meta:
        managed = False
        db_table = "datacenter_reading"
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return f"{self.series_id} {self.at:%Y-%m-%d %H:%M} {self.amount}"

    @property
    def amount(self) -> str:
        """Return the value without zeros at its end."""
        return f"{self.value.normalize():f}"
