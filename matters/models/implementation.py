"""Inspection implementation lists (检查实施清单): how a body carries out what it has claimed."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Row
from common.pieces import address
from matters import rules
from matters.choices import IMPLEMENTATION_FLOW, ImplementationState
from matters.models.checklists import Checklist
from matters.models.claims import Claim
from matters.models.vocabulary import Method
from matters.querysets import ImplementationQuerySet
from registry.models import Department

IN_WORK = (ImplementationState.DRAFT, ImplementationState.REVIEW)


class ImplementationCounter(models.Model):
    """The last sequence number given to a body at a level; its row is locked while one is taken."""

    head = models.CharField(_("credit code and level"), max_length=19, primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter of implementation lists")
        verbose_name_plural = _("counters of implementation lists")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.head}: {self.last}"


class ImplementationList(Row):
    """One version of the implementation list of a claim; a published one is never edited.

    ``code`` is the credit code of the body (18), its level (1) and a number without gaps; all
    versions of a claim's list share it. The elements are local: name, code and basis stay those of
    the matter. ``entrusted`` may act in the body's name for the days of ``entrusted_valid``.
    """

    claim = models.ForeignKey(
        Claim, models.PROTECT, related_name="implementations", verbose_name=_("claim")
    )
    code = models.CharField(_("code"), max_length=40)
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ImplementationState.choices,
        default=ImplementationState.DRAFT,
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"), null=True)
    scope = models.TextField(_("objects here"), blank=True)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, verbose_name=_("checklist")
    )
    method = models.ForeignKey(
        Method, models.PROTECT, null=True, blank=True, verbose_name=_("method")
    )
    process = models.TextField(_("local steps"), blank=True)
    frequency = models.CharField(_("how often here"), max_length=300, blank=True)
    annual_cap = models.PositiveSmallIntegerField(
        _("most inspections of one subject in a year"), null=True, blank=True
    )
    exercising = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        related_name="lists_exercised",
        verbose_name=_("exercising body"),
    )
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    entrusted = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lists_entrusted",
        verbose_name=_("entrusted department"),
    )
    entrusted_by = models.CharField(_("document of entrustment"), max_length=300, blank=True)
    entrusted_valid = DateRangeField(_("entrusted on these days"), null=True, blank=True)
    drafted_by = models.UUIDField(_("drafted by"), null=True, editable=False)
    published_by = models.UUIDField(_("published by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = IMPLEMENTATION_FLOW
    objects = ImplementationQuerySet.as_manager()

    class Meta:
        verbose_name = _("implementation list")
        verbose_name_plural = _("implementation lists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="implementation_code_number"),
            models.UniqueConstraint(fields=["claim", "number"], name="implementation_number"),
            models.UniqueConstraint(
                fields=["claim"],
                name="implementation_one_in_work",
                condition=models.Q(state__in=IN_WORK),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ImplementationState.values),
                name="implementation_state",
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9A-Z]{18}[1-5]\d{6}$"),
                name="implementation_code",
            ),
            models.CheckConstraint(
                condition=models.Q(drafted_by=None)
                | models.Q(published_by=None)
                | ~models.Q(drafted_by=models.F("published_by")),
                name="implementation_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(entrusted=None)
                | models.Q(entrusted_valid__isnull=False) & ~models.Q(entrusted_by=""),
                name="implementation_entrusted_by_document",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(valid__isnull=False),
                name="implementation_published_has_days",
            ),
            ExclusionConstraint(
                name="implementation_one_in_force",
                expressions=[
                    ("claim", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__in=("published", "superseded", "ended")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="implementation_by_state"),
        ]
        permissions: ClassVar = [
            ("publish_implementationlist", "Can review and publish implementation lists"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    def get_absolute_url(self) -> str:
        return address("matters:implementation-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def elements(self) -> dict[str, bool]:
        """Return the elements of the list in order, each with whether it is filled in."""
        columns = {field.name: field.attname for field in self._meta.fields}
        return {name: rules.is_filled(getattr(self, columns[name])) for name in rules.ELEMENTS}

    @property
    def completion(self) -> int:
        """Return how much of the list is filled in, in whole percent."""
        return rules.completion(self.elements.values())

    @property
    def missing(self) -> list[str]:
        """Return the names of the elements that are still to be filled in."""
        words = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return [words[name] for name, is_there in self.elements.items() if not is_there]

    @property
    def first_day(self) -> dt.date | None:
        return self.valid.lower if self.valid else None

    @property
    def entrusted_until(self) -> dt.date | None:
        """Return the last day of the entrustment; None while there is none, or no end."""
        upper = self.entrusted_valid.upper if self.entrusted_valid else None
        return upper - dt.timedelta(days=1) if upper else None
