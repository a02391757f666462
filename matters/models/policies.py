"""What the list rests on besides law: policy documents, standards, benchmarks, data standards."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.attachments import Attachment
from common.models import Named, Row, User, in_reader_language
from common.pieces import address
from matters.choices import PolicyKind
from matters.models.matters import Matter
from matters.models.versions import Version, version_rules
from matters.querysets import PolicyVersionQuerySet
from registry.models import Department, Region


class Policy(Row, Named):
    """A document that supervision rests on: its identity, whatever its versions say.

    ``owner`` is told before a version runs out.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=PolicyKind.choices)
    code = models.CharField(_("code"), max_length=40, unique=True)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("responsible department")
    )
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("looked after by")
    )

    class Meta:
        verbose_name = _("policy or standard")
        verbose_name_plural = _("policies and standards")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PolicyKind.values), name="policy_kind"
            ),
        ]


class PolicyVersion(Version):
    """One version of a policy or standard: text, scope, what it belongs to.

    ``expires_on`` is its last day, where it says one. Without regions, departments or lines it
    applies to all. ``basis`` names laws and articles, which are read as citations.
    """

    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="versions", verbose_name=_("policy or standard")
    )
    document_no = models.CharField(_("document number"), max_length=100, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issuer_en = models.CharField(_("issued by, in English"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    summary = models.TextField(_("what it says"))
    summary_en = models.TextField(_("what it says, in English"), blank=True)
    text = models.TextField(pgettext_lazy("policy", "text"), blank=True)
    basis = models.TextField(_("laws it rests on"), blank=True)
    regions = models.ManyToManyField(Region, blank=True, verbose_name=_("applies in"))
    departments = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("applies to departments")
    )
    lines = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("applies to lines"),
    )
    matters = models.ManyToManyField(
        Matter, blank=True, related_name="policies", verbose_name=_("matters")
    )
    is_public = models.BooleanField(_("everybody may read it"), default=True)
    remind_days = models.PositiveSmallIntegerField(_("remind so many days before"), default=60)

    OWNER = "policy"
    EVENT = "matters.policy"
    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        constraints: ClassVar = version_rules("policy_version", "policy")
        indexes: ClassVar = [models.Index(fields=["state", "expires_on"], name="policy_expiring")]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    def get_absolute_url(self) -> str:
        return address("matters:policy-detail", self.pk)

    @property
    def named(self) -> str:
        """Return the document's name in the reader's language."""
        return self.policy.named

    @property
    def issued_by(self) -> str:
        """Return who issued it, in the reader's language."""
        return in_reader_language(self, "issuer")

    @property
    def end(self) -> dt.date | None:
        return self.expires_on + dt.timedelta(days=1) if self.expires_on else None


class PolicyFile(Attachment):
    """A file that belongs to a version; its bytes stand once in the house's store."""

    version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="files", verbose_name=_("version")
    )
    removed_at = models.DateTimeField(pgettext_lazy("time", "removed"), null=True, editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "sha256"],
                name="policy_file_once",
                condition=models.Q(removed_at=None),
            )
        ]
