"""Lists that somebody uploads: the file, what a dry run found, what was landed."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from matters.choices import UPLOAD_FLOW, RowOutcome, UploadState
from matters.querysets import UploadQuerySet, UploadRowQuerySet


class Upload(Row):
    """A file of matters on its way into the list: checked first, landed when its owner confirms.

    ``body`` is the file, compressed, until it has landed; ``done`` of ``total`` lines are through
    the run that is under way. ``counts`` holds how many rows came to which outcome.
    """

    list_code = models.CharField(pgettext_lazy("matters", "list"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash of the file"), max_length=64)
    body = models.BinaryField(_("bytes"), null=True)
    by = models.UUIDField(_("uploaded by"))
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(
        _("state"), max_length=12, choices=UploadState.choices, default=UploadState.UPLOADED
    )
    total = models.PositiveIntegerField(_("lines of the file"), default=0)
    done = models.PositiveIntegerField(_("lines read"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    unused = models.JSONField(_("columns not used"), default=list)
    error = models.CharField(_("error"), max_length=500, blank=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = UPLOAD_FLOW
    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=UploadState.values), name="upload_state"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["by", "-id"], name="upload_by_owner"),
            models.Index(
                fields=["changed_at"],
                name="upload_under_way",
                condition=~models.Q(state__in=["checked", "landed", "failed", "dropped"]),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return address("matters:upload-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def is_under_way(self) -> bool:
        """Tell whether a worker has it, or is about to."""
        return self.state in (
            UploadState.UPLOADED, UploadState.CHECKING, UploadState.CONFIRMED, UploadState.LANDING,
        )  # fmt: skip

    @property
    def changes(self) -> int:
        """Return how many rows would change the list."""
        return sum(self.counts.get(each, 0) for each in (RowOutcome.CREATED, RowOutcome.UPDATED))


class UploadRow(Row):
    """One row of an uploaded list: what becomes of it, field by field, or why it is rejected.

    ``changes`` are triples of field, text before and text after.
    """

    upload = models.ForeignKey(
        Upload, models.PROTECT, related_name="rows", verbose_name=_("uploaded list")
    )
    line = models.PositiveIntegerField(pgettext_lazy("file", "line"))
    code = models.CharField(_("code"), max_length=60, blank=True)
    title = models.CharField(_("matter"), max_length=700, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=RowOutcome.choices)
    changes = models.JSONField(_("changes"), default=list)
    remarks = models.JSONField(_("remarks"), default=list)

    objects = UploadRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an uploaded list")
        verbose_name_plural = _("rows of uploaded lists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "line"], name="upload_row_line"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=RowOutcome.values), name="upload_row_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.title}"
