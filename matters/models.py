"""The list: supervision matters and their versions, who claims them, and the checklists."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row, in_reader_language
from matters.choices import (
    CLAIM_FLOW,
    IN_WORK,
    VERSION_FLOW,
    WAS_PUBLISHED,
    AdministrativeType,
    ClaimState,
    Period,
    VersionState,
)
from matters.querysets import ChecklistVersionQuerySet, ClaimQuerySet, VersionQuerySet
from registry.choices import Level, SubjectKind
from registry.models import Department, Region


class Matter(Row):
    """A supervision matter (监管事项子项): its identity in a list, whatever its versions say.

    ``code`` is the source's own text and may be empty; a list holds a (code, sub item) once.
    """

    list_code = models.CharField(pgettext_lazy("matters", "list"), max_length=40)
    code = models.CharField(_("code"), max_length=40, blank=True)
    sub_item = models.CharField(_("sub item"), max_length=300, blank=True)
    national_code = models.CharField(  # noqa: DJ001 (having none is not an empty code)
        _("national code"), max_length=14, null=True, blank=True
    )

    class Meta:
        verbose_name = _("supervision matter")
        verbose_name_plural = _("supervision matters")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list_code", "code", "sub_item"], name="matter_identity"
            ),
            models.CheckConstraint(
                condition=models.Q(national_code=None) | models.Q(national_code__regex=r"^\d{14}$"),
                name="matter_national_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sub_item}".strip()


class Version(Row):
    """What versions of matters and of checklists share: number, state, days in force, people.

    ``valid`` is the legal days it is in force. Whoever drafts it neither reviews nor publishes it.
    """

    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"), null=True)
    drafted_by = models.UUIDField(_("drafted by"), null=True, editable=False)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    published_by = models.UUIDField(_("published by"), null=True, editable=False)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = VERSION_FLOW
    OWNER: ClassVar[str]
    """The field that names what this is a version of."""
    EVENT: ClassVar[str]
    """The head of its events' names: ``<EVENT>_published`` and so on."""

    class Meta:
        abstract = True

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    def is_in_force(self, day: dt.date) -> bool:
        """Tell whether it is published and in force on a legal day."""
        return self.state == VersionState.PUBLISHED and day in self.valid

    @property
    def first_day(self) -> dt.date | None:
        """Return the first day it is or was in force."""
        return self.valid.lower if self.valid else None

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day it is or was in force, None while that is open."""
        upper = self.valid.upper if self.valid else None
        return upper - dt.timedelta(days=1) if upper else None

    @property
    def siblings(self) -> "models.QuerySet[Any]":
        """Return all versions of the same thing, this one among them."""
        return type(self)._default_manager.filter(**{f"{self.OWNER}_id": self.owner_id})

    @property
    def owner_id(self) -> uuid.UUID:
        return getattr(self, f"{self.OWNER}_id")


def version_rules(name: str, owner: str) -> list[models.BaseConstraint]:
    """Return what the database promises of every table of versions."""
    return [
        models.UniqueConstraint(fields=[owner, "number"], name=f"{name}_number"),
        models.UniqueConstraint(
            fields=[owner], name=f"{name}_one_in_work", condition=models.Q(state__in=IN_WORK)
        ),
        models.CheckConstraint(
            condition=models.Q(state__in=VersionState.values), name=f"{name}_state"
        ),
        models.CheckConstraint(
            condition=models.Q(valid__isnull=False) | models.Q(state__in=IN_WORK),
            name=f"{name}_published_has_days",
        ),
        models.CheckConstraint(
            condition=models.Q(drafted_by=None)
            | ~models.Q(drafted_by=models.F("reviewed_by"))
            & ~models.Q(drafted_by=models.F("published_by")),
            name=f"{name}_four_eyes",
        ),
        ExclusionConstraint(
            name=f"{name}_one_in_force",
            expressions=[
                (owner, RangeOperators.EQUAL),
                ("valid", RangeOperators.OVERLAPS),
            ],
            condition=models.Q(state__in=WAS_PUBLISHED),
        ),
    ]


class MatterVersion(Version):
    """One version of a matter; a published one is never edited, an act stores the one it ran under.

    ``ratio_*`` and ``times_*`` are what could be read from the officials' text beside them (shares
    0–1; times per ``times_per``); the text stays as given. A draft may lack its department: lists
    name bodies in words.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="versions", verbose_name=_("matter")
    )
    item = models.CharField(_("main item"), max_length=300)
    item_en = models.CharField(_("main item in English"), max_length=300, blank=True)
    sub_item = models.CharField(_("sub item"), max_length=300, blank=True)
    sub_item_en = models.CharField(_("sub item in English"), max_length=300, blank=True)
    administrative_type = models.CharField(
        _("administrative type"), max_length=20, choices=AdministrativeType.choices
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, verbose_name=_("responsible department")
    )
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    levels = ArrayField(
        models.PositiveSmallIntegerField(choices=Level.choices),
        verbose_name=_("exercising levels"),
    )
    object_types = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name=_("kinds of object")
    )
    object = models.TextField(_("supervision object"))
    object_en = models.TextField(_("object in English"), blank=True)
    unit = models.TextField(_("responsible unit as listed"), blank=True)
    basis = models.TextField(_("setting basis"))
    basis_en = models.TextField(_("basis in English"), blank=True)
    process = models.TextField(_("process"), blank=True)
    process_en = models.TextField(_("process in English"), blank=True)
    result = models.TextField(_("result"), blank=True)
    result_en = models.TextField(_("result in English"), blank=True)
    method = models.TextField(_("method"), blank=True)
    method_en = models.TextField(_("method in English"), blank=True)
    ratio = models.CharField(_("sampling ratio as listed"), max_length=300, blank=True)
    ratio_min = models.DecimalField(_("smallest ratio"), max_digits=7, decimal_places=5, null=True)
    ratio_max = models.DecimalField(_("largest ratio"), max_digits=7, decimal_places=5, null=True)
    frequency = models.CharField(_("frequency as listed"), max_length=300, blank=True)
    times_min = models.PositiveSmallIntegerField(_("fewest times"), null=True)
    times_max = models.PositiveSmallIntegerField(_("most times"), null=True)
    times_per = models.CharField(_("per period"), max_length=12, choices=Period.choices, blank=True)
    officer_requirement = models.TextField(_("requirements for officers"), blank=True)
    note = models.TextField(_("note"), blank=True)

    OWNER = "matter"
    EVENT = "matters.version"
    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a matter")
        verbose_name_plural = _("versions of matters")
        constraints: ClassVar = [
            *version_rules("matter_version", "matter"),
            models.CheckConstraint(
                condition=models.Q(administrative_type__in=AdministrativeType.values),
                name="matter_version_type",
            ),
            models.CheckConstraint(
                condition=models.Q(department__isnull=False) | models.Q(state=VersionState.DRAFT),
                name="matter_version_has_department",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="matter_version_by_state"),
        ]
        permissions: ClassVar = [
            ("review_matterversion", "Can pass a matter in department review"),
            ("legal_review_matterversion", "Can pass a matter in legal review and publish it"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matters:matter-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """Return the main item with its sub item in the reader's language."""
        item = in_reader_language(self, "item")
        sub_item = in_reader_language(self, "sub_item")
        return f"{item} · {sub_item}" if sub_item and sub_item != item else item

    @property
    def words_of_levels(self) -> str:
        """Return the exercising levels in the reader's language, a long run as its ends."""
        first, last = min(self.levels, default=0), max(self.levels, default=0)
        words = [str(Level(each).label) for each in sorted(self.levels)]
        if len(words) > 2 and last - first == len(words) - 1:
            return _now("%(first)s to %(last)s") % {"first": words[0], "last": words[-1]}
        return _now(", ").join(words)

    @property
    def words_of_object_types(self) -> list[str]:
        """Return the kinds of object in the reader's language."""
        return [str(SubjectKind(each).label) for each in self.object_types]

    @property
    def is_act(self) -> bool:
        """Tell whether acts on a counterpart run under this matter."""
        return self.administrative_type != AdministrativeType.OTHER


class Claim(Row):
    """A department exercises a matter in a region (认领); acts point here.

    The level is that of the department; the matter's version must list it. When a new version
    changes the substance, the claim is to be renewed; until ``reclaim_by`` it still carries acts.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="claims", verbose_name=_("matter")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="claims", verbose_name=_("claiming department")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ClaimState.choices, default=ClaimState.CLAIMED
    )
    valid = DateRangeField(pgettext_lazy("period", "in force"))
    reclaim_by = models.DateField(_("to be renewed by"), null=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = CLAIM_FLOW
    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ClaimState.values), name="claim_state"
            ),
            ExclusionConstraint(
                name="claim_one_in_force",
                expressions=[
                    ("matter", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(state="ended"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.matter}"

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class Checklist(Row, Named):
    """A check form (检查表单), used by the matters it names, or by fact checks without any."""

    list_code = models.CharField(pgettext_lazy("matters", "list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    matters = models.ManyToManyField(Matter, related_name="checklists", verbose_name=_("matters"))

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_code", "code", "name"], name="checklist_identity")
        ]


class ChecklistVersion(Version):
    """One version of a form; answers point to the lines of the version they were given on."""

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
    OWNER = "checklist"
    EVENT = "matters.checklist"
    objects = ChecklistVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        constraints: ClassVar = version_rules("checklist_version", "checklist")

    def __str__(self) -> str:
        return f"{self.checklist} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("matters:checklist-detail", args=[self.pk])

    @property
    def named(self) -> str:
        """Return the form's name in the reader's language."""
        return self.checklist.named


class CheckItem(Row):
    """One line of a form, in file order (the officials' own numbers may repeat)."""

    version = models.ForeignKey(
        ChecklistVersion, models.PROTECT, related_name="items", verbose_name=_("version")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    line_no = models.CharField(_("number as listed"), max_length=20, blank=True)
    content = models.TextField(_("what to check"))
    content_en = models.TextField(_("what to check, in English"), blank=True)
    how = models.TextField(_("how to check"), blank=True)
    how_en = models.TextField(_("how to check, in English"), blank=True)
    papers = models.TextField(_("papers to ask for"), blank=True)
    papers_en = models.TextField(_("papers to ask for, in English"), blank=True)
    is_key = models.BooleanField(_("key item"), default=False)
    photo_required = models.BooleanField(_("photo required"), default=False)

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of checklists")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "order"], name="check_item_order")
        ]

    def __str__(self) -> str:
        return in_reader_language(self, "content")
