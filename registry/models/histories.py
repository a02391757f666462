"""What subjects were called, whom one reaches there, and what was found to be the same."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row, reference
from common.sealed import unseal
from registry import rules
from registry.choices import PAIR_FLOW, ContactRole, FormerKind, Ground, PairState
from registry.models.keys import SpellingKey
from registry.models.subjects import Subject
from registry.querysets import PairQuerySet, PartQuerySet


class SubjectAlias(Row):
    """A name, code or address that a subject had on the days ``valid``."""

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="aliases", verbose_name=_("subject")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FormerKind.choices)
    text = models.CharField(_("text"), max_length=300)
    key = SpellingKey("text", rules.name_key)
    valid = DateRangeField(_("validity"))
    changed_by = models.UUIDField(_("changed by"), null=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier name or code")
        verbose_name_plural = _("earlier names and codes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FormerKind.values), name="subject_alias_kind"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "text"], name="subject_alias_text"),
            models.Index(fields=["key"], name="subject_alias_key"),
            GinIndex(OpClass("text", "gin_trgm_ops"), name="subject_alias_search"),
        ]

    def __str__(self) -> str:
        return self.text


class Contact(Row):
    """Somebody whom one reaches at a subject. Name and number are personal data: the number is
    sealed, both are shown masked, and every look at them in clear stands in the audit trail.
    """

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="contacts", verbose_name=_("subject")
    )
    role = models.CharField(_("role"), max_length=12, choices=ContactRole.choices)
    name = models.CharField(_("name"), max_length=100)
    phone_sealed = models.BinaryField(_("telephone (sealed)"), null=True, editable=False)
    phone_shown = models.CharField(_("telephone"), max_length=40, blank=True, editable=False)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=ContactRole.values), name="contact_role"
            )
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        return rules.masked_name(self.name)

    def phone(self) -> str:
        """Return the number in clear; whoever shows it writes it into the audit trail."""
        return unseal(bytes(self.phone_sealed), reference(self)) if self.phone_sealed else ""


class Merge(Row):
    """One record found to be the same subject as another; it is undone, never deleted.

    ``changes`` holds what the merge wrote on the winner: column → [before, after].
    """

    loser = models.ForeignKey(
        Subject, models.PROTECT, related_name="merges_away", verbose_name=_("merged record")
    )
    winner = models.ForeignKey(
        Subject, models.PROTECT, related_name="merges_in", verbose_name=_("record kept")
    )
    changes = models.JSONField(_("changes"), default=dict)
    basis = models.TextField(_("basis"))
    merged_by = models.UUIDField(_("merged by"), editable=False)
    undone_at = models.DateTimeField(pgettext_lazy("time", "parted again"), null=True)
    undone_by = models.UUIDField(_("parted again by"), null=True, editable=False)
    undo_basis = models.TextField(_("why they were parted"), blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loser"], name="merge_once", condition=models.Q(undone_at=None)
            ),
            models.CheckConstraint(
                condition=~models.Q(loser=models.F("winner")), name="merge_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.winner}"


class Pair(Row):
    """Two records that may be about the same subject, until somebody says whether they are."""

    first = models.ForeignKey(
        Subject, models.PROTECT, related_name="pairs", verbose_name=_("record")
    )
    second = models.ForeignKey(
        Subject, models.PROTECT, related_name="pairs_of_others", verbose_name=_("other record")
    )
    ground = models.CharField(_("what they share"), max_length=10, choices=Ground.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=PairState.choices, default=PairState.OPEN
    )
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PairState.values), name="pair_state"
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=Ground.values), name="pair_ground"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="pair_by_state")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @staticmethod
    def flow(column: str) -> Any:
        return PAIR_FLOW
