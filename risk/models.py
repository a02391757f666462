"""Rules and what they found: versions, runs, episodes of danger, warnings to people."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Named, Row
from common.pieces import address
from registry.models import Department, Region, Subject
from risk.choices import (
    ENDED_STAGES,
    RULE_FLOW,
    STAGE_FLOW,
    Condition,
    EpisodeState,
    RuleState,
    Stage,
    Verdict,
    WarningLevel,
)
from risk.querysets import EpisodeQuerySet, RiskWarningQuerySet, RuleVersionQuerySet


class Rule(Row, Named):
    """A risk rule under its stable id; what it says is in its versions."""

    code = models.CharField(_("code"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("risk rule")
        verbose_name_plural = _("risk rules")


class RuleVersion(Row):
    """One immutable version of a rule; ``definition`` is its canonical JSON (``docs/risk.md``)."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions", verbose_name=_("rule"))
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=20, choices=RuleState.choices, default=RuleState.DRAFT
    )
    definition = models.JSONField(_("definition"))
    content_hash = models.CharField(_("hash of the definition"), max_length=64)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("responsible department")
    )
    drafted_by = models.UUIDField(_("drafted by"), null=True, editable=False)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True, editable=False)
    published_at = models.DateTimeField(pgettext_lazy("time", "published"), null=True)
    changed_at = models.DateTimeField(pgettext_lazy("time", "changed"), default=timezone.now)

    FLOW = RULE_FLOW
    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_number"),
            models.UniqueConstraint(
                fields=["rule"],
                name="rule_one_published",
                condition=models.Q(state=RuleState.PUBLISHED),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RuleState.values), name="rule_version_state"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None) | ~models.Q(reviewed_by=F("drafted_by")),
                name="rule_version_four_eyes",
            ),
        ]
        permissions: ClassVar = [("review_ruleversion", "Can review and publish a rule")]

    def __str__(self) -> str:
        return f"{self.rule} v{self.number}"

    def get_absolute_url(self) -> str:
        return address("risk:rule-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW


class Run(Row):
    """The claim of one rule version on one batch: whoever inserts it judges, nobody else."""

    rule_version = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="runs", verbose_name=_("version")
    )
    batch = models.UUIDField(_("batch"))
    subjects = models.PositiveIntegerField(_("subjects judged"), default=0)
    ticks = models.PositiveIntegerField(_("moments judged"), default=0)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule_version", "batch"], name="run_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule_version} {self.batch}"


class Episode(Row):
    """A time of danger at one subject: a pure function of the stored readings.

    ``start`` is the first moment over a threshold, ``last_on`` the last one, ``end`` the moment the
    clear condition had held long enough (null while it lasts); ``peak`` is the gravest level.
    """

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="episodes", verbose_name=_("rule"))
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="episodes", verbose_name=_("subject")
    )
    start = models.DateTimeField(_("start"))
    last_on = models.DateTimeField(_("last moment over a threshold"))
    end = models.DateTimeField(_("end"), null=True)
    peak = models.PositiveSmallIntegerField(_("peak level"), choices=WarningLevel.choices)
    peak_at = models.DateTimeField(_("time of the peak"))
    peak_values = models.JSONField(_("measures at the peak"))
    state = models.CharField(
        _("state"), max_length=10, choices=EpisodeState.choices, default=EpisodeState.LIVE
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", verbose_name=_("joined to")
    )

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="episode_no_overlap",
                expressions=[
                    ("rule", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    (
                        Func(
                            "start",
                            "end",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(state=EpisodeState.LIVE),
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=EpisodeState.values), name="episode_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["rule", "subject", "start"], name="episode_by_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.start:%Y-%m-%d %H:%M}"


class RiskWarning(Row):
    """An episode told to people. ``subject`` is what is warned, ``target`` what is to be checked.

    ``condition`` and ``level`` follow the readings and are written only by the compiled statement;
    ``stage`` follows people and is written only by ``move``; ``verdict`` is what the check found.
    ``urgency`` is the order of triage: what is open comes before what has ended, the graver first.
    A warning is a clue, never evidence by itself.
    """

    rule_version = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="warnings", verbose_name=_("version of the rule")
    )
    episode = models.OneToOneField(
        Episode, models.PROTECT, related_name="warning", verbose_name=_("episode")
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="warnings", verbose_name=_("warned")
    )
    target = models.ForeignKey(
        Subject,
        models.PROTECT,
        null=True,
        related_name="warnings_to_check",
        verbose_name=_("object to check"),
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("warning", "level"), choices=WarningLevel.choices
    )
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.DETECTED
    )
    verdict = models.CharField(
        _("verdict"), max_length=20, choices=Verdict.choices, blank=True, default=""
    )
    measures = models.JSONField(_("measures when it last changed"))
    event_time = models.DateTimeField(_("time of the readings"))
    batch = models.UUIDField(_("batch that raised it"))
    round = models.PositiveSmallIntegerField(_("round of verification"), default=1, db_default=1)
    round_since = models.DateTimeField(_("round began"), null=True)
    settled_at = models.DateTimeField(pgettext_lazy("time", "settled"), null=True)
    resolved_at = models.DateTimeField(pgettext_lazy("time", "resolved"), null=True)
    changed_at = models.DateTimeField(pgettext_lazy("time", "changed"), default=timezone.now)
    urgency = models.GeneratedField(
        verbose_name=_("urgency"),
        expression=models.Case(
            models.When(stage__in=ENDED_STAGES, then=4 - F("level")), default=8 - F("level")
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = RiskWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk warning")
        verbose_name_plural = _("risk warnings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(condition__in=Condition.values), name="warning_condition"
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="warning_stage"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *Verdict.values]), name="warning_verdict"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=WarningLevel.values), name="warning_level"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "level", "-id"], name="warning_by_stage"),
            models.Index(fields=["-changed_at"], name="warning_changed"),
            models.Index(fields=["-urgency", "-id"], name="warning_triage"),
        ]
        permissions: ClassVar = [
            ("sign_riskwarning", "Can sign for a warning"),
            ("settle_riskwarning", "Can settle and close a warning"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("risk:warning-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return STAGE_FLOW if column == "stage" else {}

    @property
    def is_taken_back(self) -> bool:
        """Tell whether late readings took the episode away."""
        return self.episode.state == EpisodeState.VOID

    def survivor(self) -> "RiskWarning":
        """Return the warning that this one was joined to in the end; itself where it stands."""
        episode = self.episode
        while episode.merged_into is not None:
            episode = episode.merged_into
        return RiskWarning.objects.filter(episode=episode).first() or self

    @property
    def title(self) -> str:
        """Return rule and warned subject in the reader's language."""
        return _now("%(rule)s: %(subject)s") % {
            "rule": self.rule_version.rule.named,
            "subject": self.subject.named,
        }


class PastRound(Row):
    """A verification of a warning that was settled before graver readings called for the next."""

    warning = models.ForeignKey(
        RiskWarning, models.PROTECT, related_name="past_rounds", verbose_name=_("risk warning")
    )
    number = models.PositiveSmallIntegerField(_("round of verification"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    settled_at = models.DateTimeField(pgettext_lazy("time", "settled"), null=True)

    class Meta:
        verbose_name = _("past round of verification")
        verbose_name_plural = _("past rounds of verification")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warning", "number"], name="past_round_number"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="past_round_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warning} {self.number}"
