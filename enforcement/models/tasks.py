"""Tasks, the visits and checks that answer them, and the evidence."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import blobs, workdays
from common.models import Row
from common.pieces import address
from enforcement.choices import (
    ACTS,
    COMING_STATES,
    NO_CLUE,
    OPEN_STATES,
    SOON_HOURS,
    TASK_FLOW,
    URGENT_HOURS,
    VISITS,
    WORK_STATES,
    AnswerResult,
    CapGround,
    DeskReason,
    EvidenceKind,
    Finding,
    Lateness,
    ListFault,
    Outcome,
    Position,
    TaskKind,
    TaskSource,
    TaskState,
)
from enforcement.models.approvals import StandingApproval
from enforcement.models.plans import Plan
from enforcement.querysets import (
    EvidenceQuerySet,
    InspectionQuerySet,
    TaskQuerySet,
)
from matters.models import CheckItem, ChecklistVersion, Claim, MatterVersion
from matters.rules.lines import STANDARD, Option, Slot
from registry.models import Department, Officer, Region, Subject


class Task(Row):
    """Work for officers. An act on a counterpart has a claimed matter version, or it is no task.

    ``subject`` is the checked object (a place or a counterpart), ``origin`` the text reference of
    what called for it, ``template`` what kind of answer; an origin gets each template once.
    ``desk_reason`` says why it waits at the dispatcher's desk. Where an inspection was outside the
    list there is internal work instead: ``approval`` is what had called for it, ``desk_fault`` says
    what is wrong. ``due_at`` ends the whole task. ``source`` says what kind of thing called for it,
    ``wanted`` in words what is to be done. ``begun_urgently_at`` marks an inspection that went out
    before its approval; ``approved_at`` when the head completed that. ``on_site_reason`` says why
    officers go although the matter may be inspected without a visit.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=TaskKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=TaskState.choices, default=TaskState.DRAFTED
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="tasks", verbose_name=_("object")
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("acting department"))
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    line = models.CharField(_("line of business"), max_length=40, blank=True)
    matter_version = models.ForeignKey(
        MatterVersion, models.PROTECT, null=True, verbose_name=_("supervision matter")
    )
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, verbose_name=_("claim"))
    checklist_version = models.ForeignKey(
        ChecklistVersion, models.PROTECT, null=True, verbose_name=_("checklist")
    )
    approval = models.ForeignKey(
        StandingApproval, models.PROTECT, null=True, verbose_name=_("standing approval")
    )
    source = models.CharField(
        _("called for by"), max_length=12, choices=TaskSource.choices, default=TaskSource.OWN
    )
    wanted = models.CharField(_("what is to be done"), max_length=500, blank=True)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="tasks", verbose_name=_("plan")
    )
    origin = models.CharField(_("origin"), max_length=100, blank=True)
    template = models.CharField(_("template"), max_length=80, blank=True)
    desk_reason = models.CharField(
        _("waits because"), max_length=20, choices=DeskReason.choices, blank=True
    )
    desk_fault = models.CharField(
        _("outside the list because"), max_length=20, choices=ListFault.choices, blank=True
    )
    begun_urgently_at = models.DateTimeField(_("begun before its approval"), null=True)
    approved_at = models.DateTimeField(_("approval completed"), null=True)
    outside_cap = models.CharField(
        _("outside the cap because"),
        max_length=12,
        choices=CapGround.choices,
        blank=True,
        db_default="",
        default="",
    )
    on_site_reason = models.CharField(
        _("why officers must go"), max_length=500, blank=True, db_default="", default=""
    )
    due_at = models.DateTimeField(pgettext_lazy("time", "due"))
    changed_at = models.DateTimeField(pgettext_lazy("time", "changed"), default=timezone.now)

    FLOW = TASK_FLOW
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=TaskKind.values), name="task_kind"),
            models.CheckConstraint(
                condition=models.Q(state__in=TaskState.values), name="task_state"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=TaskSource.values), name="task_source"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=ACTS)
                | models.Q(claim__isnull=False, matter_version__isnull=False),
                name="task_not_outside_the_list",
            ),
            models.UniqueConstraint(
                fields=["origin", "template"],
                name="task_once_per_origin",
                condition=~models.Q(origin=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="task_by_state"),
            models.Index(fields=["subject", "-id"], name="task_by_subject"),
        ]
        permissions: ClassVar = [
            ("approve_task", "Can approve an inspection before it goes out"),
            ("dispatch_task", "Can dispatch tasks"),
            ("perform_task", "Can accept and answer tasks assigned to them"),
            ("perform_fact_check", "Can answer fact checks assigned to them"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("enforcement:task-detail", self.pk)

    def flow(self, column: str) -> dict[str, set[str]]:
        return self.FLOW[self.kind]

    @property
    def title(self) -> str:
        """Return kind and object in the reader's language."""
        return _now("%(kind)s: %(object)s") % {
            "kind": capfirst(self.get_kind_display()),
            "object": self.subject.named,
        }

    @property
    def is_act(self) -> bool:
        """Tell whether this is an act on a counterpart."""
        return self.kind in ACTS

    @property
    def needs_two(self) -> bool:
        """Tell whether a second officer confirms what the first has found (行政处罚法 art. 42)."""
        return self.is_act

    @property
    def is_visit(self) -> bool:
        """Tell whether two officers enter premises with an entry code."""
        return self.kind in VISITS

    @property
    def has_clue(self) -> bool:
        """Tell whether a clue called for it, about which the officers say what they found."""
        return bool(self.origin) and self.source not in NO_CLUE

    @property
    def is_being_answered(self) -> bool:
        """Tell whether the officers are at work, so that answers and photos are taken."""
        return self.state == WORK_STATES[self.kind]

    @property
    def department_then(self) -> str:
        """Return the name that the acting department had when the task ended."""
        day = workdays.today() if self.is_open else workdays.day_of(self.changed_at)
        return self.department.named_on(day)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def can_be_retried(self) -> bool:
        """Tell whether this stands for an inspection that was outside the list."""
        waits = self.state == TaskState.DRAFTED and self.approval_id is not None
        return waits and self.desk_reason == DeskReason.OUTSIDE_LIST

    @property
    def lateness(self) -> str:
        """Return how the task stands to its limit now (Lateness); empty once it has ended."""
        if not self.is_open:
            return ""
        left = self.due_at - timezone.now()
        if left < dt.timedelta():
            return Lateness.LATE
        return Lateness.SOON if left < dt.timedelta(hours=SOON_HOURS) else Lateness.ON_TIME

    @property
    def approval_due_at(self) -> dt.datetime | None:
        """Return until when an approval is to be completed that is still missing."""
        if self.begun_urgently_at is None or self.approved_at is not None:
            return None
        return self.begun_urgently_at + dt.timedelta(hours=URGENT_HOURS)

    @property
    def may_begin_urgently(self) -> bool:
        """Tell whether this is an inspection that still waits for its approval."""
        return self.is_act and self.state == TaskState.DRAFTED

    @property
    def inspection(self) -> "Inspection | None":
        """Return the answer that stands, if there is one."""
        return self.inspections.standing().first()


class Assignment(Row):
    """An officer on a task; ended, never deleted, when the task goes to somebody else."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="assignments", verbose_name=_("task")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="assignments", verbose_name=_("officer")
    )
    position = models.CharField(_("position"), max_length=10, choices=Position.choices)
    ended_at = models.DateTimeField(pgettext_lazy("time", "ended"), null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "position"],
                name="assignment_one_in_position",
                condition=models.Q(ended_at=None),
            ),
            models.UniqueConstraint(
                fields=["task", "officer"],
                name="assignment_two_different_officers",
                condition=models.Q(ended_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["officer", "-id"],
                name="assignment_of_officer",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} ({self.get_position_display()})"


class EntryCode(models.Model):
    """The code an officer shows at the door; anyone can verify who comes, why and on what basis.

    The parts of a joint visit share the code of the visit.
    """

    task = models.OneToOneField(
        Task, models.PROTECT, primary_key=True, related_name="entry_code", verbose_name=_("task")
    )
    code = models.CharField(_("code"), max_length=40, db_index=True)
    is_shared = models.BooleanField(_("that of a joint visit"), default=False, db_default=False)
    created_at = models.DateTimeField(pgettext_lazy("time", "created"), default=timezone.now)

    class Meta:
        verbose_name = _("entry code")
        verbose_name_plural = _("entry codes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], name="entry_code_once", condition=models.Q(is_shared=False)
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_valid(self) -> bool:
        """Tell whether officers may come on this code now."""
        return self.task.state in COMING_STATES

    def officers(self) -> "models.QuerySet[Officer]":
        """Return who comes, the lead officer first."""
        return (
            Officer.objects.filter(assignments__task=self.task, assignments__ended_at=None)
            .order_by("assignments__position")
            .select_related("user", "department")
        )


class Inspection(Row):
    """The answer to a task: the outcome for the object and the finding about the clue.

    Its id comes from the form, so a repeated submission is the same one; ``content_sha256`` tells a
    repeat from a change. ``rectify_by`` is the day of an order to correct. A visit counts only when
    the second officer has confirmed it; one that the second sent back stays as it was.
    """

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="inspections", verbose_name=_("task")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    finding = models.CharField(_("finding"), max_length=20, choices=Finding.choices, blank=True)
    rectify_by = models.DateField(_("to be corrected by"), null=True)
    note = models.TextField(_("note"), blank=True)
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(pgettext_lazy("time", "submitted"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(pgettext_lazy("time", "confirmed"), null=True)
    sent_back_at = models.DateTimeField(pgettext_lazy("time", "sent back"), null=True)
    content_sha256 = models.CharField(_("hash of the content"), max_length=64, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"],
                name="inspection_one_stands",
                condition=models.Q(sent_back_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *Outcome.values]), name="inspection_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("submitted_by")),
                name="inspection_two_officers",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="rectify_by") | models.Q(rectify_by__isnull=False),
                name="inspection_order_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}"


class Answer(models.Model):
    """The result of one line of the checklist.

    ``choice`` is the line's own result where it has such, ``result`` what that means. Lines of a
    repeat group are answered in rounds, each about one thing (``about``: a plate, a pit).
    """

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="answers", verbose_name=_("inspection")
    )
    item = models.ForeignKey(CheckItem, models.PROTECT, verbose_name=_("line"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    about = models.CharField(_("about"), max_length=100, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=AnswerResult.choices)
    choice = models.CharField(_("own result"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering: ClassVar = ["item__order", "round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "item", "round"], name="answer_once"),
            models.CheckConstraint(
                condition=models.Q(result__in=AnswerResult.values), name="answer_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display()}"

    @property
    def option(self) -> Option:
        """Return the result that was chosen, as the line calls it."""
        code = self.choice or self.result
        return next(each for each in (*self.item.results, *STANDARD) if each.code == code)

    @property
    def slot(self) -> Slot:
        """Return the line and the round that it answers."""
        return Slot(self.item.order, self.round)


class Blob(models.Model):
    """A file's bytes, stored once; knowing the hash gives no access."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content_type = models.CharField(_("content type"), max_length=100)
    created_at = models.DateTimeField(pgettext_lazy("time", "created"), default=timezone.now)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Return the storage path of the sealed original: ``sha/ab/cd/<hash>``."""
        return blobs.path_of(self.sha256)

    def derivative(self, size: str) -> str:
        """Return the storage path of what is shown: re-encoded, without metadata."""
        return f"{size}/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}.jpg"


class Evidence(Row):
    """One upload as evidence of a task: who, when, where, of which line; never changed.

    What nobody of the officers took (``by`` is empty) the firm sent in itself.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence", verbose_name=_("task"))
    item = models.ForeignKey(
        CheckItem, models.PROTECT, null=True, verbose_name=_("line of the checklist")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    blob = models.ForeignKey(Blob, models.PROTECT, verbose_name=_("file"))
    by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    device_time = models.DateTimeField(_("time on the device"), null=True)
    lon = models.FloatField(_("longitude"), null=True)
    lat = models.FloatField(_("latitude"), null=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=EvidenceKind.choices, default=EvidenceKind.PHOTO
    )
    accuracy = models.FloatField(_("accuracy (m)"), null=True)
    elapsed_ms = models.BigIntegerField(_("milliseconds since the record was begun"), null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "item", "round", "blob"],
                name="evidence_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.blob_id

    @property
    def sender(self) -> str:
        """Return whom it comes from, in words."""
        return str(self.by) if self.by else _now("the firm itself")

    @property
    def taken_at(self) -> dt.datetime:
        """Return when the device says it was taken, else when it came in."""
        return self.device_time or self.created_at
