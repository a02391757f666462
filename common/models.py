"""People, events and records of access: what every other app stands on."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import (  # type: ignore[attr-defined]
    _user_has_module_perms,
    _user_has_perm,
)
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import reactions
from common.choices import AuditAction, DayKind, DeliveryState
from common.ids import uuid7


class Row(models.Model):
    """Every row of record: a time-ordered key and the time it was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(
        pgettext_lazy("time", "created"), default=timezone.now, editable=False
    )

    class Meta:
        abstract = True


def in_reader_language(row: object, field: str) -> str:
    """Return ``field`` or its English twin by the reader's language."""
    english: str = getattr(row, f"{field}_en", "")
    text: str = getattr(row, field)
    return english if english and (get_language() or "").startswith("en") else text


class Named(models.Model):
    """Something named as its source names it, with an optional English name."""

    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.named

    @property
    def named(self) -> str:
        """Return the name in the reader's language."""
        return in_reader_language(self, "name")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; ``password=None`` makes one that cannot log in by password."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Row, Named, AbstractBaseUser):
    """Somebody who logs in. What they may do comes from grants alone; there is no superuser."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, default=""
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_superuser = False

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions: ClassVar = [("enter_admin", "Can enter the administration site")]

    @property
    def is_staff(self) -> bool:
        """Tell whether the administration site is open to this user."""
        return self.has_perm("common.enter_admin")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and bool(_user_has_perm(self, perm, obj))

    def has_perms(self, perms: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and bool(_user_has_module_perms(self, app_label))

    def get_full_name(self) -> str:
        return self.named


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, row: models.Model) -> Self:
        """Return the events of one row, oldest first."""
        return self.filter(row=reference(row)).order_by("id")

    def of_subject(self, subject_id: uuid.UUID) -> Self:
        """Return everything that ever happened to one supervised subject, newest first."""
        return self.filter(subject_id=subject_id).order_by("-id")

    def of_subjects(self, subject_ids: Iterable[uuid.UUID]) -> Self:
        """Return everything that ever happened to records that are one subject."""
        return self.filter(subject_id__in=list(subject_ids))

    def caused_by(self, ids: Iterable[uuid.UUID]) -> Self:
        """Return the events of ``ids`` and everything that followed from them."""
        return self._connected(ids, "following.cause = chain.id")

    def leading_to(self, ids: Iterable[uuid.UUID]) -> Self:
        """Return the events of ``ids`` and everything that led to them."""
        return self._connected(ids, "following.id = chain.cause")

    def _connected(self, ids: Iterable[uuid.UUID], step: str) -> Self:
        chain = RawSQL(  # noqa: S611 (as above)
            "WITH RECURSIVE chain AS ("  # noqa: S608 (the two steps above, the ids are bound)
            " SELECT id, cause FROM common_event WHERE id = ANY (%s)"
            " UNION SELECT following.id, following.cause"
            f" FROM chain JOIN common_event AS following ON {step}"
            ") SELECT id FROM chain",
            [list(ids)],
        )
        return self.filter(pk__in=chain)


class Event(models.Model):
    """An act that happened: written with the act, never changed, the history and the outbox in one.

    ``by`` is the acting user, ``cause`` the event that led here (neither is a foreign key: people
    may leave, partitions may be archived). ``facts`` holds ids and numbers, no personal data.
    Partitioned by month over the id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    name = models.CharField(_("event"), max_length=80)
    row = models.CharField(_("record"), max_length=100, blank=True)
    subject_id = models.UUIDField(_("subject"), null=True)
    facts = models.JSONField(_("facts"), default=dict)
    by = models.UUIDField(_("actor"), null=True)
    basis = models.TextField(_("basis"), blank=True)
    cause = models.UUIDField(_("cause"), null=True)
    depth = models.PositiveSmallIntegerField(_("steps from the first cause"), default=0)

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = False  # the migration makes it: Django has no partitioned tables
        db_table = "common_event"
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions: ClassVar = [("view_chain", "Can see how things came about")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def row_id(self) -> uuid.UUID:
        """Return the key of the row that the event is about."""
        return uuid.UUID(self.row.rpartition(":")[2])


class Delivery(models.Model):
    """One handler's duty to react to one event: due until done, parked when it keeps failing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.UUIDField(_("event"))
    handler = models.CharField(_("handler"), max_length=80)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.DUE
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(pgettext_lazy("time", "due"), default=timezone.now)
    done_at = models.DateTimeField(pgettext_lazy("time", "done"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="delivery_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="delivery_due", condition=models.Q(state=DeliveryState.DUE)
            ),
            models.Index(
                fields=["-id"],
                name="delivery_parked",
                condition=models.Q(state=DeliveryState.PARKED),
            ),
        ]
        permissions: ClassVar = [("retry_delivery", "Can retry a parked delivery")]

    def __str__(self) -> str:
        return reactions.title_of(self.handler)


class AuditEntry(models.Model):
    """Who looked, logged in, was refused, exported, changed a setting; append-only by right."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    action = models.CharField(_("action"), max_length=80)
    by = models.UUIDField(_("actor"), null=True)
    username = models.CharField(_("user name"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    row = models.CharField(_("record"), max_length=100, blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes: ClassVar = [
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["by", "-id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        label = dict(AuditAction.choices).get(self.action, self.action)
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {label} {self.username}".rstrip()


class SavedView(Row):
    """A list's filters, order, columns and density as one person keeps them."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"))
    desk = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=2000, blank=True)
    is_default = models.BooleanField(_("opened first"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "desk", "name"], name="saved_view_name"),
            models.UniqueConstraint(
                fields=["user", "desk"],
                name="saved_view_default",
                condition=models.Q(is_default=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)


class Message(Row):
    """Something told to one person: a code and its values, put into words when it is read.

    ``key`` makes it once per person whatever is repeated; ``sent_at`` is when the other channels
    had it.
    """

    recipient = models.ForeignKey(
        User, models.PROTECT, related_name="messages", verbose_name=_("recipient")
    )
    code = models.CharField(_("message"), max_length=60)
    params = models.JSONField(_("values"), default=dict)
    key = models.CharField(_("key"), max_length=200)
    read_at = models.DateTimeField(pgettext_lazy("time", "read"), null=True)
    sent_at = models.DateTimeField(pgettext_lazy("time", "sent"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="message_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["recipient", "-id"],
                name="message_unread",
                condition=models.Q(read_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.recipient}"


class IdempotencyKey(Row):
    """A write of the API that was carried out, with its answer, under the key its sender gave."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"))
    key = models.CharField(_("key"), max_length=100)
    digest = models.CharField(_("hash of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("answered"), default=0)
    answer = models.JSONField(_("answer"), null=True)

    class Meta:
        verbose_name = _("key of a write")
        verbose_name_plural = _("keys of writes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key


class Calendar(models.Model):
    """A day on which the State Council's calendar departs from the plain week."""

    day = models.DateField(_("day"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("working-day calendar")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DayKind.values), name="calendar_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"


def reference(row: models.Model) -> str:
    """Return the text by which events and upward references name a row: ``app.model:id``."""
    return f"{row._meta.label_lower}:{row.pk}"


def resolve(text: str) -> models.Model | None:
    """Return the row that a text reference names, or None when it is no reference or gone."""
    label, _, key = text.partition(":")
    try:
        model = apps.get_model(label)
        row: models.Model | None = model._base_manager.filter(pk=uuid.UUID(key)).first()
    except (LookupError, ValueError):
        return None
    return row
