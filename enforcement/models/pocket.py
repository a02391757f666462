"""Field work from phones: devices, records and what holds them, custody, entry, signatures."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, User
from enforcement.choices import (
    FINAL_REASONS,
    RECORD_FLOW,
    REVIEW_FLOW,
    CustodyAct,
    EntryWay,
    HoldReason,
    RecordKind,
    RecordState,
    ReviewState,
    SecondSign,
    Signer,
    SignState,
)
from enforcement.models.tasks import Blob, Inspection, Task
from enforcement.querysets import EntryScanQuerySet, FieldRecordQuerySet, PocketDeviceQuerySet
from registry.models import Department, Officer


class PocketDevice(Row):
    """A phone or browser that an officer logged in on; its token opens the field API alone.

    The token is kept as its hash. ``revoked_at`` ends it: the phone wipes what it has sent and
    keeps the rest sealed until its officer logs in again.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="pocket_devices", verbose_name=_("user")
    )
    name = models.CharField(_("device"), max_length=200, blank=True)
    token_sha256 = models.CharField(
        _("hash of the token"), max_length=64, unique=True, editable=False
    )
    expires_at = models.DateTimeField(pgettext_lazy("time", "expires"))
    revoked_at = models.DateTimeField(pgettext_lazy("time", "revoked"), null=True, blank=True)

    objects = PocketDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone of an officer")
        verbose_name_plural = _("phones of officers")

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"

    @property
    def is_open(self) -> bool:
        """Tell whether its token opens anything now."""
        return self.revoked_at is None and timezone.now() < self.expires_at


class OfficerPin(models.Model):
    """What an officer signs with on a colleague's phone without network.

    ``sealed`` is the key derived from the PIN, encrypted; the PIN itself is nowhere. Five wrong
    signatures in a row lock it until the officer sets a new one.
    """

    officer = models.OneToOneField(
        Officer, models.PROTECT, primary_key=True, related_name="pin", verbose_name=_("officer")
    )
    salt = models.CharField(_("salt"), max_length=32, editable=False)
    sealed = models.BinaryField(_("sealed key"), editable=False)
    failures = models.PositiveSmallIntegerField(_("wrong signatures in a row"), default=0)
    set_at = models.DateTimeField(pgettext_lazy("time", "set"), default=timezone.now)

    class Meta:
        verbose_name = _("PIN of an officer")
        verbose_name_plural = _("PINs of officers")

    def __str__(self) -> str:
        return str(self.officer)


class FieldRecord(Row):
    """What an officer sent from a phone, byte by byte; its id was minted there with the draft.

    Three times are kept: the phone's clock when the record was begun (``device_time``), the
    milliseconds that its monotonic clock counted since (``elapsed_ms``), and the server's
    (``created_at``). ``skew_ms`` is how far the phone's clock was behind the server's when it sent.
    A record that came too late for its task is held until somebody decides; it is never dropped and
    never applied in silence. ``receipt`` is what the phone was told, always the same.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=RecordKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=RecordState.choices, default=RecordState.RECEIVED
    )
    hold_reason = models.CharField(
        _("held because"), max_length=20, choices=HoldReason.choices, blank=True
    )
    hold_detail = models.CharField(_("in words"), max_length=500, blank=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, related_name="field_records", verbose_name=_("task")
    )
    inspection = models.OneToOneField(
        Inspection,
        models.PROTECT,
        null=True,
        related_name="field_record",
        verbose_name=_("inspection"),
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="field_records", verbose_name=_("sent by")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department of the officer")
    )
    device = models.ForeignKey(
        PocketDevice, models.PROTECT, related_name="records", verbose_name=_("device")
    )
    supersedes = models.UUIDField(_("corrects"), null=True, editable=False)
    body = models.TextField(_("content"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    second_sign = models.CharField(
        _("second officer's signature"),
        max_length=10,
        choices=SecondSign.choices,
        default=SecondSign.NONE,
    )
    device_time = models.DateTimeField(_("time on the device"))
    elapsed_ms = models.BigIntegerField(_("milliseconds since it was begun"), default=0)
    skew_ms = models.BigIntegerField(_("device behind the portal (ms)"), default=0)
    receipt = models.JSONField(_("receipt"), default=dict, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = RECORD_FLOW
    objects = FieldRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record from a phone")
        verbose_name_plural = _("records from phones")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="field_record_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | ~models.Q(hold_reason=""),
                name="field_record_held_with_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="field_record_by_state")]
        permissions: ClassVar = [
            ("decide_fieldrecord", "Can decide on records from phones that came too late")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.officer}"

    def get_absolute_url(self) -> str:
        return reverse("enforcement:held-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def began_at(self) -> dt.datetime:
        """Return when the record was begun, by the server's clock."""
        return self.device_time + dt.timedelta(milliseconds=self.skew_ms)

    @property
    def finished_at(self) -> dt.datetime:
        """Return when it was finished, by the server's clock."""
        return self.began_at + dt.timedelta(milliseconds=self.elapsed_ms)

    @property
    def is_held(self) -> bool:
        return self.state == RecordState.HELD

    @property
    def can_be_applied(self) -> bool:
        """Tell whether there is still a task to apply it to."""
        return self.is_held and self.hold_reason not in FINAL_REASONS


class EvidenceUpload(Row):
    """A file that an officer's phone sent ahead of its record; a record names it by its hash."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="uploads", verbose_name=_("file"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("user"))
    device = models.ForeignKey(
        PocketDevice, models.PROTECT, related_name="+", verbose_name=_("device")
    )

    class Meta:
        verbose_name = _("file sent ahead")
        verbose_name_plural = _("files sent ahead")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blob", "user"], name="evidence_upload_once")
        ]

    def __str__(self) -> str:
        return self.blob_id


class Custody(models.Model):
    """One line of the custody log of a file: who did what with it, when; never changed."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="custody", verbose_name=_("file"))
    act = models.CharField(_("act"), max_length=10, choices=CustodyAct.choices)
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.UUIDField(_("done by"), editable=False)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("line of a custody log")
        verbose_name_plural = _("custody log")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.blob_id}"


class EntryScan(Row):
    """How a visit began at the door; one without a code is reviewed within one working day."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="entry_scans", verbose_name=_("task")
    )
    record = models.OneToOneField(
        FieldRecord, models.PROTECT, null=True, related_name="entry", verbose_name=_("record")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    way = models.CharField(_("way in"), max_length=12, choices=EntryWay.choices)
    code = models.CharField(_("code"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"))
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    review = models.CharField(_("review"), max_length=10, choices=ReviewState.choices, blank=True)
    review_due = models.DateField(_("to be reviewed by"), null=True)
    review_note = models.CharField(_("note on the review"), max_length=500, blank=True)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = REVIEW_FLOW
    objects = EntryScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry to an object")
        verbose_name_plural = _("entries to objects")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(way="overridden")
                | (~models.Q(reason="") & ~models.Q(review="")),
                name="entry_override_has_a_reason",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["review_due"],
                name="entry_to_review",
                condition=models.Q(review="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_way_display()}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class Signature(models.Model):
    """Who signed the record of a visit, or refused to and who witnessed it; never changed."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="signatures", verbose_name=_("inspection")
    )
    signer = models.CharField(_("signer"), max_length=10, choices=Signer.choices)
    state = models.CharField(
        pgettext_lazy("signature", "state"), max_length=10, choices=SignState.choices
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, verbose_name=_("file"))
    at = models.DateTimeField(_("time on the device"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "signer"], name="signature_once"),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""),
                name="signature_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_signer_display()}: {self.get_state_display()}"


class CameraFile(models.Model):
    """A body-camera file of a visit, linked by its hash; the film itself lies elsewhere."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="camera_files", verbose_name=_("inspection")
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    name = models.CharField(_("file name"), max_length=200)

    class Meta:
        verbose_name = _("body-camera file")
        verbose_name_plural = _("body-camera files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "sha256"], name="camera_file_once")
        ]

    def __str__(self) -> str:
        return self.name
