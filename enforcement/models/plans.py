"""Plans of inspection: what is looked at, at whose place, how often, by whom; what joins what."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row
from enforcement.choices import (
    PLAN_FLOW,
    ClassScheme,
    PlanKind,
    PlanMethod,
    PlanState,
    RiskList,
)
from enforcement.querysets import (
    NoDisturbQuerySet,
    PlanMemberQuerySet,
    PlanMergerQuerySet,
    PlanQuerySet,
    VisitCapQuerySet,
)
from enforcement.rules import plans as rules
from matters.models import Checklist, Matter
from registry.choices import Level, SubjectKind
from registry.models import Department, Region, Subject, SubjectSet


class Plan(Row, Named):
    """A plan of inspections: matters, objects, ratios, window, and the way to its publication.

    Its objects are those of ``subject_set``, or those that fit ``rule`` (the words of a set's
    rule), inside ``region``. Whoever drafted it neither reviews nor approves it. ``revision``
    counts how often its content was written. Approval is by ``approval_body`` in the document
    ``approval_no``: for a special plan the government of a county or above.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="plans", verbose_name=_("lead department")
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    subject_set = models.ForeignKey(
        SubjectSet, models.PROTECT, null=True, blank=True, verbose_name=_("set of subjects")
    )
    rule = models.JSONField(_("rule"), default=dict, blank=True)
    scheme = models.CharField(
        _("sorted by"), max_length=12, choices=ClassScheme.choices, default=ClassScheme.RISK
    )
    window = DateRangeField(_("window"))
    method = models.CharField(
        pgettext_lazy("plan", "method"),
        max_length=10,
        choices=PlanMethod.choices,
        default=PlanMethod.ON_SITE,
    )
    on_site_reason = models.CharField(
        _("why officers must go"), max_length=500, blank=True, db_default="", default=""
    )
    hours = models.DecimalField(
        _("hours a visit, way included"), max_digits=4, decimal_places=1, default=2
    )
    purpose = models.TextField(_("purpose"), blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    drafted_by = models.UUIDField(_("drafted by"), editable=False)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    discussed_on = models.DateField(_("discussed on"), null=True, blank=True)
    approved_by = models.UUIDField(_("approved by"), null=True, editable=False)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approval_body = models.CharField(_("approving body"), max_length=200, blank=True)
    approval_level = models.PositiveSmallIntegerField(
        _("level of the approving body"), choices=Level.choices, null=True, blank=True
    )
    approval_no = models.CharField(_("document of the approval"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"), null=True, editable=False)
    filing_no = models.CharField(_("filing number"), max_length=100, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    changed_at = models.DateTimeField(
        pgettext_lazy("time", "changed"), default=timezone.now, editable=False
    )

    FLOW = PLAN_FLOW
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=PlanKind.values), name="plan_kind"),
            models.CheckConstraint(
                condition=models.Q(state__in=PlanState.values), name="plan_state"
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=PlanMethod.values), name="plan_method"
            ),
            models.CheckConstraint(
                condition=models.Q(scheme__in=ClassScheme.values), name="plan_scheme"
            ),
            models.CheckConstraint(
                condition=models.Q(window__startswith__isnull=False)
                & models.Q(window__endswith__isnull=False),
                name="plan_window_has_ends",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(reviewed_by=None) | ~models.Q(reviewed_by=models.F("drafted_by"))
                )
                & (models.Q(approved_by=None) | ~models.Q(approved_by=models.F("drafted_by"))),
                name="plan_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "legal_review"])
                | models.Q(reviewed_by__isnull=False, approved_on__isnull=False),
                name="plan_approved_after_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="special")
                | models.Q(approval_level=None)
                | models.Q(approval_level__lte=Level.COUNTY),
                name="plan_special_by_government",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "legal_review", "approved"])
                | models.Q(published_on__isnull=False),
                name="plan_published_has_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["year", "state"], name="plan_by_year"),
            models.Index(fields=["department", "-id"], name="plan_of_department"),
        ]
        permissions: ClassVar = [
            ("legal_review_plan", "Can review plans legally"),
            ("approve_plan", "Can enter the approval of plans"),
            ("publish_plan", "Can publish plans, enter their filing, run and close them"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("enforcement:plan-detail", args=[self.pk])

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW

    @property
    def first_day(self) -> dt.date:
        """Return the first day of the window."""
        return self.window.lower

    @property
    def last_day(self) -> dt.date:
        """Return the last day of the window."""
        return self.window.upper - dt.timedelta(days=1)

    @property
    def deadline(self) -> dt.date:
        """Return the day by which it is to be published and filed."""
        return rules.deadline(self.kind, self.year, self.first_day)

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def is_special(self) -> bool:
        return self.kind == PlanKind.SPECIAL

    def strata(self) -> list[rules.Stratum]:
        """Return its classes as the rules read them, in the order of the classes."""
        rows = {each.grade: each for each in self.ratios.all()}
        return [rows[grade].stratum for grade in rules.GRADES if grade in rows]


class PlanMatter(Row):
    """A matter that a plan inspects, and the form it is done with."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="matters", verbose_name=_("plan"))
    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="planned", verbose_name=_("matter")
    )
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="+", verbose_name=_("checklist")
    )

    class Meta:
        verbose_name = _("matter of a plan")
        verbose_name_plural = _("matters of plans")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "matter"], name="plan_matter_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.matter}"


class PlanMember(Row):
    """A department that helps the lead of a plan, and with what."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="members", verbose_name=_("plan"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    part = models.CharField(_("its part"), max_length=300, blank=True)

    objects = PlanMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-operating department of a plan")
        verbose_name_plural = _("co-operating departments of plans")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "department"], name="plan_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.department}"


class PlanRatio(Row):
    """One class of a plan's objects: on which of the three lists, which share, how often.

    An empty ``grade`` is the objects without a class.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="ratios", verbose_name=_("plan"))
    grade = models.CharField(_("class"), max_length=2, blank=True)
    risk_list = models.CharField(
        pgettext_lazy("plan", "list"), max_length=12, choices=RiskList.choices
    )
    ratio = models.DecimalField(_("ratio"), max_digits=5, decimal_places=4, default=0)
    times = models.PositiveSmallIntegerField(_("times in the window"), default=0)

    class Meta:
        verbose_name = _("ratio of a plan")
        verbose_name_plural = _("ratios of plans")
        ordering: ClassVar = ["grade"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "grade"], name="plan_ratio_once"),
            models.CheckConstraint(
                condition=models.Q(risk_list="no_disturb", ratio=0, times=0)
                | models.Q(risk_list="random", ratio__gt=0, ratio__lte=1, times__gte=1)
                | models.Q(risk_list="key", ratio=1, times__gte=1),
                name="plan_ratio_of_its_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.grade or '–'} {self.ratio}"

    @property
    def stratum(self) -> rules.Stratum:
        """Return it as the rules read it."""
        return rules.Stratum(self.grade, self.risk_list, self.ratio, self.times)


class PlanMerger(Row):
    """One plan joins another at the objects of both: one visit where there would have been two.

    The plan that comes less often joins the one that comes more often (三相一就). Counts are what
    was found on the day it was accepted. It can be undone until the joining plan is published.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="joined", verbose_name=_("plan that joins")
    )
    host = models.ForeignKey(
        Plan, models.PROTECT, related_name="hosted", verbose_name=_("plan that it joins")
    )
    objects_shared = models.PositiveIntegerField(_("objects in both"))
    visits_saved = models.PositiveIntegerField(_("visits saved"))
    accepted_by = models.UUIDField(_("accepted by"), editable=False)
    ended_at = models.DateTimeField(pgettext_lazy("time", "undone"), null=True, editable=False)

    objects = PlanMergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("merging of plans")
        verbose_name_plural = _("mergings of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan"], name="plan_joins_one", condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(
                condition=~models.Q(plan=models.F("host")), name="plan_joins_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} → {self.host}"


class VisitCap(Row):
    """How often one department may come to one object in a year (国办发〔2024〕54号).

    The row that says most binds: department before none, kind of object before none, class before
    none, line before none. A row with a line counts the visits of that line alone. Without any row
    the default holds (``rules.caps.DEFAULT_CAP``).
    """

    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("department and those below it"),
    )
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    subject_kind = models.CharField(
        _("kind of object"), max_length=20, choices=SubjectKind.choices, blank=True
    )
    grade = models.CharField(_("risk class"), max_length=2, blank=True)
    limit = models.PositiveSmallIntegerField(_("visits a year"))
    basis = models.CharField(_("basis"), max_length=300)
    valid = DateRangeField(_("period"))

    objects = VisitCapQuerySet.as_manager()

    class Meta:
        verbose_name = _("cap on visits")
        verbose_name_plural = _("caps on visits")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(limit__gte=1), name="visit_cap_at_least_one"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.department or '–'} {self.line} {self.subject_kind} {self.grade}: {self.limit}"
        )

    @property
    def last_day(self) -> dt.date | None:
        """Return its last day; None while it has no end."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)


class NoDisturb(Row):
    """A subject that is left alone for a time, by one department or by all, and why."""

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="no_disturb", verbose_name=_("subject")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    reason = models.CharField(_("reason"), max_length=300)
    valid = DateRangeField(_("period"))
    entered_by = models.UUIDField(_("entered by"), editable=False)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True, editable=False)

    objects = NoDisturbQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the no-disturb list")
        verbose_name_plural = _("no-disturb list")
        indexes: ClassVar = [models.Index(fields=["subject"], name="no_disturb_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"

    @property
    def last_day(self) -> dt.date | None:
        """Return its last day; None while it has no end."""
        return self.valid.upper and self.valid.upper - dt.timedelta(days=1)
