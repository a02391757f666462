"""Inspections without a visit: what is asked of the firm, what it sent, calls, compared data."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from enforcement.choices.off_site import (
    CALL_FLOW,
    OFF_SITE_FLOW,
    CallState,
    DataFinding,
    DataSource,
    OffSiteChannel,
    OffSiteState,
    Wanted,
)
from enforcement.models.firm_pages import FirmPage, short_code
from enforcement.models.tasks import Evidence, Task
from enforcement.querysets.off_site import OffSiteRequestQuerySet
from enforcement.rules.off_site import LINK_DAYS
from matters.models import CheckItem
from registry.models import Officer


class OffSiteRequest(FirmPage):
    """What an off-site inspection asks of the firm, and how it is looked at.

    The link alone opens nothing: ``code`` is told on another way. ``round`` counts how often the
    officers asked; ``asked_again`` says why they did the last time. ``revoked_at`` ends the link
    until a new one is given.
    """

    task = models.OneToOneField(
        Task, models.PROTECT, related_name="off_site", verbose_name=_("task")
    )
    channel = models.CharField(_("way"), max_length=16, choices=OffSiteChannel.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=OffSiteState.choices, default=OffSiteState.WAITING
    )
    due_on = models.DateField(_("to be sent in by"))
    code = models.CharField(_("code"), max_length=12, default=short_code, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes typed"), default=0)
    word = models.TextField(_("word to the firm"), blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    asked_again = models.CharField(_("what is still missing"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("sent in"), null=True)
    revoked_at = models.DateTimeField(_("link withdrawn"), null=True)

    FLOW = OFF_SITE_FLOW
    objects = OffSiteRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("off-site request")
        verbose_name_plural = _("off-site requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=OffSiteState.values), name="off_site_state"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_from=None)
                | models.Q(due_on__gt=models.F("extended_from")),
                name="off_site_extended_to_later",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="off_site_waiting",
                condition=models.Q(state="waiting"),
            )
        ]
        permissions: ClassVar = [
            ("ask_offsiterequest", "Can ask firms for what an off-site inspection looks at")
        ]

    def __str__(self) -> str:
        return str(self.task.subject)

    def get_absolute_url(self) -> str:
        return reverse("enforcement:off-site-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def subject(self) -> models.Model:
        return self.task.subject

    @property
    def has_page(self) -> bool:
        """Tell whether the firm has a page at all: a comparison of data asks nothing of it."""
        return self.channel != OffSiteChannel.DATA_COMPARISON

    @property
    def link_is_open(self) -> bool:
        """Tell whether the link leads to the page today."""
        last: dt.date = self.due_on + dt.timedelta(days=LINK_DAYS)
        is_in_time = timezone.localdate() <= last
        return self.has_page and self.revoked_at is None and is_in_time

    @property
    def takes(self) -> bool:
        """Tell whether the firm may send something in now."""
        return self.state == OffSiteState.WAITING and self.task.is_being_answered

    @property
    def is_late(self) -> bool:
        """Tell whether the last day is over and the firm has not sent it in."""
        return self.has_page and self.state == OffSiteState.WAITING and self.is_over


class OffSiteLine(models.Model):
    """One thing asked of the firm: which line of the checklist it is for, what it gives."""

    request = models.ForeignKey(
        OffSiteRequest, models.PROTECT, related_name="lines", verbose_name=_("off-site request")
    )
    item = models.ForeignKey(
        CheckItem, models.PROTECT, null=True, verbose_name=_("line of the checklist")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("what is asked"), max_length=500)
    wanted = models.CharField(_("to be given"), max_length=6, choices=Wanted.choices)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    answer = models.TextField(_("answer of the firm"), blank=True)

    class Meta:
        verbose_name = _("line of an off-site request")
        verbose_name_plural = _("lines of off-site requests")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "order"], name="off_site_line_order")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def takes_files(self) -> bool:
        return self.wanted != Wanted.TEXT

    @property
    def takes_text(self) -> bool:
        return self.wanted != Wanted.FILE


class OffSiteFile(Row):
    """A file that the firm sent in for a line; ``evidence`` from the day it was submitted."""

    line = models.ForeignKey(
        OffSiteLine, models.PROTECT, related_name="files", verbose_name=_("line")
    )
    blob = models.ForeignKey("enforcement.Blob", models.PROTECT, verbose_name=_("file"))
    kind = models.CharField(_("kind"), max_length=10)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, related_name="+", verbose_name=_("evidence")
    )
    removed_at = models.DateTimeField(_("taken out"), null=True)

    class Meta:
        verbose_name = _("file of a firm")
        verbose_name_plural = _("files of firms")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "blob"],
                name="off_site_file_once",
                condition=models.Q(removed_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(evidence=None),
                name="off_site_evidence_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.blob_id


class VideoCall(Row):
    """An appointment for a video call, and the record of how it went."""

    request = models.ForeignKey(
        OffSiteRequest, models.PROTECT, related_name="calls", verbose_name=_("off-site request")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CallState.choices, default=CallState.PROPOSED
    )
    at = models.DateTimeField(_("time"))
    where = models.CharField(_("how to join"), max_length=300)
    who = models.CharField(_("who takes part"), max_length=300, blank=True)
    other_at = models.DateTimeField(_("time the firm asks for"), null=True)
    firm_note = models.CharField(_("word of the firm"), max_length=500, blank=True)
    began_at = models.DateTimeField(pgettext_lazy("call", "began"), null=True)
    ended_at = models.DateTimeField(pgettext_lazy("call", "ended"), null=True)
    protocol = models.TextField(_("record of the call"), blank=True)
    held_by = models.ManyToManyField(Officer, related_name="+", verbose_name=_("held by"))
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = CALL_FLOW

    class Meta:
        verbose_name = _("video call")
        verbose_name_plural = _("video calls")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=CallState.values), name="video_call_state"
            ),
            models.UniqueConstraint(
                fields=["request"],
                name="video_call_one_open",
                condition=models.Q(state__in=("proposed", "agreed", "other_time")),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gt=models.F("began_at")),
                name="video_call_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_state_display()}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class DataComparison(Row):
    """What the portal held on the subject at one moment, and what comparing it showed.

    ``evidence`` is the sealed snapshot; ``content`` its rows of name and value as they are shown.
    """

    request = models.ForeignKey(
        OffSiteRequest,
        models.PROTECT,
        related_name="comparisons",
        verbose_name=_("off-site request"),
    )
    item = models.ForeignKey(CheckItem, models.PROTECT, verbose_name=_("line of the checklist"))
    source = models.CharField(_("data compared with"), max_length=10, choices=DataSource.choices)
    content = models.JSONField(_("content"), default=list)
    finding = models.CharField(_("result"), max_length=10, choices=DataFinding.choices)
    note = models.CharField(_("what the comparison shows"), max_length=1000)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("officer"))

    class Meta:
        verbose_name = _("comparison of data")
        verbose_name_plural = _("comparisons of data")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.get_finding_display()}"
