"""The public record: a separate, masked copy that the disclosure site and the open API read."""

import json
import secrets
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.ids import uuid7
from common.models import Row, in_reader_language
from enforcement.choices import ClassScheme, PlanKind, PlanMethod, TaskKind
from enforcement.choices.draws import DrawState
from supervision_portal.disclosure.choices import PublicResult
from supervision_portal.disclosure.querysets import (
    HoldQuerySet,
    PublicationTermQuerySet,
    PublicDrawQuerySet,
    PublicPlanQuerySet,
    PublicRecordQuerySet,
)

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def public_code() -> str:
    """Return a number that tells nothing of time or order and can be read out: 7KQ2-M9XD-4TRA."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def spoken(text: str, english: str) -> str:
    """Return a copied text or its English twin by the reader's language."""
    return english if english and (get_language() or "").startswith("en") else text


class PublicRecord(models.Model):
    """One result as the public reads it. Names are copies, masked at publishing, never in the page.

    ``origin`` is the text reference of the inspection; a corrected result is a new ``version`` and
    withdraws the one before. ``result_on`` starts the clock of 20 working days (OGI Regulation
    art. 26), ``due_on`` is its end. ``grams`` answers searches (``rules.grams``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("public number"), max_length=24, unique=True, default=public_code)
    origin = models.CharField(_("origin"), max_length=100)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    task_kind = models.CharField(_("kind"), max_length=20, choices=TaskKind.choices)
    matter_key = models.UUIDField(_("key of the matter"))
    matter_code = models.CharField(_("matter code"), max_length=40, blank=True)
    matter = models.CharField(_("matter"), max_length=620)
    matter_en = models.CharField(_("matter in English"), max_length=620, blank=True)
    department_code = models.CharField(_("department code"), max_length=40)
    department_path = models.CharField(_("path of the department"), max_length=200)
    department = models.CharField(_("department"), max_length=300)
    department_en = models.CharField(_("department in English"), max_length=300, blank=True)
    region_code = models.CharField(_("region code"), max_length=12)
    region_path = models.CharField(_("path of the region"), max_length=80)
    region = models.CharField(_("region"), max_length=300)
    region_en = models.CharField(_("region in English"), max_length=300, blank=True)
    subject = models.CharField(_("inspected"), max_length=300)
    subject_en = models.CharField(_("inspected, in English"), max_length=300, blank=True)
    subject_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    outcome = models.CharField(_("result"), max_length=20, choices=PublicResult.choices)
    result_on = models.DateField(_("date of the result"))
    due_on = models.DateField(_("to be published by"))
    published_at = models.DateTimeField(
        pgettext_lazy("time", "published"), default=timezone.now, db_default=Now()
    )
    withdrawn_at = models.DateTimeField(pgettext_lazy("time", "withdrawn"), null=True)
    withdrawn_why = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    visit = models.CharField(
        _("public number of the joint visit"), max_length=24, blank=True, default="", db_default=""
    )
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("public record")
        verbose_name_plural = _("public records")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "version"], name="public_record_version"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=PublicResult.values), name="public_record_outcome"
            ),
            models.UniqueConstraint(
                fields=["origin"],
                name="public_record_one_shown",
                condition=models.Q(withdrawn_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-published_at", "-id"],
                name="public_record_newest",
                condition=models.Q(withdrawn_at=None),
            ),
            GinIndex(
                fields=["grams"],
                name="public_record_grams",
                condition=models.Q(withdrawn_at=None),
            ),
            models.Index(
                OpClass("region_path", "text_pattern_ops"),
                name="public_record_region",
                condition=models.Q(withdrawn_at=None),
            ),
            models.Index(
                fields=["visit"], name="public_record_visit", condition=~models.Q(visit="")
            ),
            models.Index(
                fields=["matter_key", "-published_at"],
                name="public_record_matter",
                condition=models.Q(withdrawn_at=None),
            ),
        ]
        permissions: ClassVar = [("withdraw_publicrecord", "Can withdraw a public record")]

    def __str__(self) -> str:
        return f"{self.subject} {self.result_on}"

    def get_absolute_url(self) -> str:
        return reverse("public:result-detail", args=[self.code])

    @property
    def inspected(self) -> str:
        """Return the masked name of who was inspected in the reader's language."""
        return in_reader_language(self, "subject")

    @property
    def under(self) -> str:
        """Return the matter in the reader's language."""
        return in_reader_language(self, "matter")

    @property
    def by_whom(self) -> str:
        """Return the department in the reader's language."""
        return in_reader_language(self, "department")

    @property
    def where(self) -> str:
        """Return the region in the reader's language."""
        return in_reader_language(self, "region")


class PublicPlan(models.Model):
    """One published plan as the public reads it: a copy that names no object and no person.

    ``plan_key`` stands in its address. ``members`` lists [name, English name] of who helps,
    ``matters`` [key, title, English title], ``ratios`` what is seen of each class and how often.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan_key = models.UUIDField(_("key of the plan"), unique=True)
    code = models.CharField(_("code"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind.choices)
    method = models.CharField(
        pgettext_lazy("plan", "method"), max_length=10, choices=PlanMethod.choices
    )
    scheme = models.CharField(_("sorted by"), max_length=12, choices=ClassScheme.choices)
    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    department = models.CharField(_("department"), max_length=300)
    department_en = models.CharField(_("department in English"), max_length=300, blank=True)
    region_path = models.CharField(_("path of the region"), max_length=80)
    region = models.CharField(_("region"), max_length=300)
    region_en = models.CharField(_("region in English"), max_length=300, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    members = models.JSONField(_("co-operating departments"), default=list)
    matters = models.JSONField(_("supervision matters"), default=list)
    ratios = models.JSONField(_("ratios"), default=list)
    approval_body = models.CharField(_("approving body"), max_length=200, blank=True)
    approval_no = models.CharField(_("document of the approval"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"))
    filing_no = models.CharField(_("filing number"), max_length=100, blank=True)
    filed_on = models.DateField(_("filed on"), null=True)

    objects = PublicPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("public plan")
        verbose_name_plural = _("public plans")
        indexes: ClassVar = [models.Index(fields=["-year", "-id"], name="public_plan_newest")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("public:plan-detail", args=[self.plan_key])

    @property
    def named(self) -> str:
        """Return the name in the reader's language."""
        return in_reader_language(self, "name")

    @property
    def by_whom(self) -> str:
        """Return the lead and those who help, in the reader's language."""
        return _now(", ").join(
            [in_reader_language(self, "department"), *(spoken(*each) for each in self.members)]
        )

    @property
    def where(self) -> str:
        """Return the region in the reader's language."""
        return in_reader_language(self, "region")

    @property
    def inspects(self) -> list[tuple[str, str]]:
        """Return the matters as (key, title in the reader's language)."""
        return [(key, spoken(title, english)) for key, title, english in self.matters]


class PublicDraw(models.Model):
    """One draw as the public reads it: the published file, and what a list shows of it.

    ``paper`` is the canonical text; a name stands in it only with the proof that it was in the
    pool, and only while the result of its inspection is public.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("public number"), max_length=24, unique=True, default=public_code)
    origin = models.CharField(_("origin"), max_length=100, unique=True)
    plan_code = models.CharField(_("code of the plan"), max_length=40)
    plan = models.CharField(_("plan"), max_length=300)
    plan_en = models.CharField(_("plan in English"), max_length=300, blank=True)
    department = models.CharField(_("department"), max_length=300)
    department_en = models.CharField(_("department in English"), max_length=300, blank=True)
    region = models.CharField(_("region"), max_length=300)
    region_en = models.CharField(_("region in English"), max_length=300, blank=True)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=DrawState.choices)
    objects_count = models.PositiveIntegerField(_("objects"))
    draw_count = models.PositiveIntegerField(_("to be drawn"))
    commitment_sha256 = models.CharField(_("hash of the commitment"), max_length=64)
    result_sha256 = models.CharField(_("hash of the result"), max_length=64, blank=True)
    paper = models.TextField(_("published file"), editable=False)
    committed_at = models.DateTimeField(pgettext_lazy("time", "committed"))
    drawn_at = models.DateTimeField(pgettext_lazy("time", "drawn"), null=True)

    objects = PublicDrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("public draw")
        verbose_name_plural = _("public draws")
        indexes: ClassVar = [
            models.Index(fields=["-committed_at", "-id"], name="public_draw_newest")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("public:draw-detail", args=[self.code])

    @property
    def under(self) -> str:
        """Return the plan in the reader's language."""
        return in_reader_language(self, "plan")

    @property
    def by_whom(self) -> str:
        """Return the department in the reader's language."""
        return in_reader_language(self, "department")

    @property
    def where(self) -> str:
        """Return the region in the reader's language."""
        return in_reader_language(self, "region")

    @property
    def document(self) -> Any:
        """Return the published file as the checks read it."""
        return json.loads(self.paper)


class PublicationTerm(Row):
    """Until when a result is to be public, from the day it formed (OGI Regulation art. 26).

    It opens when the act closes and ends with the first publication; ``department_key`` is who
    answers for it. Reminder and escalation happen once each.
    """

    origin = models.CharField(_("origin"), max_length=100, unique=True)
    subject_key = models.UUIDField(_("key of the subject"))
    task_key = models.UUIDField(_("key of the task"))
    department_key = models.UUIDField(_("key of the department"))
    department_path = models.CharField(_("path of the department"), max_length=200)
    region_path = models.CharField(_("path of the region"), max_length=80)
    result_on = models.DateField(_("date of the result"))
    due_on = models.DateField(_("to be published by"))
    published_on = models.DateField(pgettext_lazy("time", "published"), null=True)
    reminded_on = models.DateField(_("reminded on"), null=True, editable=False)
    escalated_on = models.DateField(_("escalated on"), null=True, editable=False)

    objects = PublicationTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of a publication")
        verbose_name_plural = _("terms of publications")
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="publication_term_open",
                condition=models.Q(published_on=None),
            ),
            models.Index(fields=["-published_on"], name="publication_term_done"),
        ]

    def __str__(self) -> str:
        return self.origin

    @property
    def days_left(self) -> int:
        """Return the days until its end; negative once it is over."""
        return (self.due_on - workdays.today()).days


class Hold(Row):
    """A result that the check before publishing keeps back until somebody mends its source.

    ``found`` lists [field of the public record, value of ``Leak``]; the leaked text is not copied,
    ``subject_key`` leads to where it can be mended.
    """

    origin = models.CharField(_("origin"), max_length=100, unique=True)
    subject_key = models.UUIDField(_("key of the subject"))
    department_path = models.CharField(_("path of the department"), max_length=200)
    region_path = models.CharField(_("path of the region"), max_length=80)
    found = models.JSONField(_("found"))
    due_on = models.DateField(_("to be published by"))
    released_at = models.DateTimeField(pgettext_lazy("time", "released"), null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("result kept back")
        verbose_name_plural = _("results kept back")
        permissions: ClassVar = [("release_hold", "Can check a result that was kept back again")]

    def __str__(self) -> str:
        return self.origin
