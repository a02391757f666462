"""What enforcement shows elsewhere: the words for its events, a subject's tasks."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import consequences, panels, timeline, workdays
from common.consequences import Consequence
from common.models import User
from enforcement import (  # noqa: F401 (register themselves)
    collaborating,
    coverage,
    drawing,
    feedback,
    fieldwork,
    hanging,
    joining,
    planning,
    referring,
    remote,
)
from enforcement.choices import DocumentKind, Finding, Outcome, TaskState
from enforcement.choices.documents import Missing
from enforcement.models import PastInspection, Rectification, StandingApproval, Task
from enforcement.rules.documents import missing
from enforcement.services import reorganised
from enforcement.services.documents import facts_of
from enforcement.services.past import visits_in
from matters.models import MatterVersion
from registry import carriers
from registry.models import Subject

SHOWN = 5
VIEW_DOCUMENT = "enforcement.view_document"
PAST_SHOWN = 20
NOT_OUT = (TaskState.DRAFTED, TaskState.APPROVED, TaskState.RETURNED)


def _answer(facts: Mapping[str, Any]) -> str:
    texts = []
    if facts.get("outcome"):
        texts.append(_now("Outcome: %(outcome)s.") % {"outcome": Outcome(facts["outcome"]).label})
    if facts.get("finding"):
        texts.append(_now("The clue: %(finding)s.") % {"finding": Finding(facts["finding"]).label})
    return " ".join(texts)


def tasks_of(subject: Subject, user: User) -> panels.Panel | None:
    """Return the latest tasks at a subject."""
    if not user.has_perm("enforcement.view_task"):
        return None
    rows = Task.objects.visible_to(user).filter(subject__in=subject.same_ids())
    rows = rows.order_by("-pk")[:SHOWN]
    return panels.Panel(
        _("Tasks"),
        "enforcement/_tasks_panel.html",
        {"tasks": rows},
        f"{reverse('enforcement:task-list')}?q={subject.code}",
    )


def legal_review_of(task: Task, user: User) -> panels.Panel | None:
    """Return the legal review that a task waits for, or has been through."""
    rows = list(task.legal_reviews.order_by("-pk"))
    if not rows:
        return None
    url = reverse("enforcement:legal-review-list")
    may = user.has_perm("enforcement.view_legalreview")
    return panels.Panel(
        _("Tasks in legal review"),
        "enforcement/_legal_reviews.html",
        {"reviews": rows},
        url if may else "",
    )


panels.register("enforcement.task", "enforcement.legal_review", legal_review_of, order=5)


def order_of(task: Task, user: User) -> panels.Panel | None:
    """Return the order to correct that a visit gave, or that a recheck looks at."""
    rows = Rectification.objects.visible_to(user)
    found = rows.filter(Q(inspection__task=task) | Q(recheck=task)).order_by("-pk")
    if not found:
        return None
    return panels.Panel(_("Order to correct"), "enforcement/_orders_panel.html", {"orders": found})


panels.register("enforcement.task", "enforcement.order", order_of, order=8)


def documents_of(task: Task, user: User) -> panels.Panel | None:
    """Return the documents of an inspection, and which may be issued now or why not yet."""
    rows = list(task.documents.visible_to(user).order_by("pk"))
    may = Task.objects.allowed(user, "enforcement.issue_document").filter(pk=task.pk).exists()
    if not task.is_act or not (rows or may):
        return None
    standing = {row.kind for row in rows if not row.is_void}
    facts = facts_of(task) if may else None
    offers = [
        (kind, Missing(why).label if (why := missing(kind, facts)) else "")
        for kind in DocumentKind
        if facts and kind not in standing
    ]
    context = {"task": task, "documents": rows, "offers": offers, "may_issue": may}
    url = reverse("enforcement:document-list") if user.has_perm(VIEW_DOCUMENT) else ""
    return panels.Panel(_("Documents"), "documents/_panel.html", context, url)


panels.register("enforcement.task", "enforcement.documents", documents_of, order=9)


def tasks_under(version: MatterVersion, act: str, user: User) -> Iterator[Consequence]:
    """Say what publishing or revoking a version does to the open tasks of its matter."""
    tasks = Task.objects.open().filter(matter_version__matter=version.matter_id)
    found = tasks.aggregate(n=Count("pk"), waiting=Count("pk", filter=Q(state__in=NOT_OUT)))
    if n := found["n"]:
        text = ngettext(
            "%(n)d open task runs on under the version it was made with.",
            "%(n)d open tasks run on under the version they were made with.",
            n,
        )
        url = f"{reverse('enforcement:task-list')}?matter={version.matter.code}"
        may_see = version.matter.code and user.has_perm("enforcement.view_task")
        yield Consequence(text % {"n": n}, "clipboard-check", url if may_see else "")
    if n := found["waiting"]:
        text = ngettext(
            "%(n)d of them has not gone out yet: check whether it still fits.",
            "%(n)d of them have not gone out yet: check whether they still fit.",
            n,
        )
        yield Consequence(text % {"n": n}, "clock", is_grave=True)
    if n := StandingApproval.objects.filter(matter=version.matter_id).count():
        if act == "revoke":
            text = ngettext(
                "%(n)d standing approval lets nothing go out any more.",
                "%(n)d standing approvals let nothing go out any more.",
                n,
            )
        else:
            text = ngettext(
                "%(n)d standing approval stands: what goes out by it follows the new version.",
                "%(n)d standing approvals stand: what goes out by them follows the new version.",
                n,
            )
        yield Consequence(text % {"n": n}, "rubber-stamp", is_grave=act == "revoke")
    if not found["n"]:
        yield Consequence(_now("No open task is touched."), "minus")


def past_of(subject: Subject, user: User) -> panels.Panel | None:
    """Return the inspections of earlier years at a subject, and its visits of this year."""
    if not user.has_perm("enforcement.view_inspection"):
        return None
    rows = PastInspection.objects.visible_to(user).filter(subject__in=subject.same_ids())
    with_names = (
        rows.order_by("-day", "-pk")
        .select_related("department")
        .prefetch_related("department__former_names")
    )
    found = list(with_names[:PAST_SHOWN])
    if not found:
        return None
    visits = visits_in(subject, workdays.today().year)
    return panels.Panel(
        _("Inspections of earlier years"),
        "enforcement/_past_panel.html",
        {"rows": found, "visits": visits},
    )


def past_entries(subject: Subject, user: User) -> list[timeline.Entry]:
    """Return the inspections of earlier years as lines of a subject's time line."""
    rows = PastInspection.objects.visible_to(user).filter(subject__in=subject.same_ids())
    with_names = rows.select_related("department").prefetch_related("department__former_names")
    return [
        timeline.Entry(
            at=dt.datetime.combine(row.day, dt.time(), settings.LEGAL_ZONE),
            actor=row.department_then,
            title=str(_("Inspected, as another system has it")),
            text=" ".join(filter(None, [row.matter_text, row.get_outcome_display()])),
            icon="history",
            url="",
        )
        for row in with_names.order_by("-day")[: timeline.SHOWN]
    ]


timeline.source("registry.subject", past_entries)
timeline.route("enforcement.task", "enforcement:task-detail")

timeline.word("enforcement.task_drafted", _("Task made"), "circle-plus")
timeline.word("enforcement.task_approved", _("Approved"), "rosette-discount-check")
timeline.word("enforcement.task_begun_urgently", _("Begun before its approval"), "bolt")
timeline.word("enforcement.task_approval_completed", _("Approval completed"), "rubber-stamp")
timeline.word("enforcement.task_dispatched", _("Sent to the officers"), "send")
timeline.word("enforcement.task_accepted", _("Accepted"), "hand-stop")
timeline.word("enforcement.task_arrived", _("Officers at the object"), "map-pin-check")
timeline.word("enforcement.task_submitted", _("Answer submitted"), "upload", _answer)
timeline.word("enforcement.photo_left_out", _("Photo left out of the answer"), "photo-off")
timeline.word("enforcement.photo_taken_in", _("Photo taken in again"), "photo")
timeline.word("enforcement.task_sent_back", _("Sent back by the second officer"), "arrow-back-up")
timeline.word("enforcement.task_confirmed", _("Confirmed by the second officer"), "checks")
timeline.word("enforcement.task_closed", _("Task closed"), "check", _answer)
timeline.word("enforcement.task_returned", _("Handed back"), "arrow-back-up")
timeline.word(
    "enforcement.task_transfer_offered", _("Offered to another department"), "arrow-right"
)
timeline.word("enforcement.task_transfer_refused", _("Refused by the other department"), "ban")
timeline.word("enforcement.task_transfer_late", _("No answer in time from the other one"), "alarm")
timeline.word("enforcement.task_transferred", _("Taken over by another department"), "check")
timeline.word("enforcement.task_corrected", _("Mended and given back to its officers"), "tool")
timeline.word("enforcement.task_led", _("Leads an incident"), "link")
timeline.word("enforcement.task_joined", _("Joined to an incident"), "link")
timeline.word("enforcement.task_left", _("Taken out of the incident"), "arrow-back-up")
timeline.word("enforcement.task_answered", _("Answered by the leading task"), "check", _answer)
timeline.word("enforcement.task_urged", _("Officers urged"), "bell")
timeline.word("enforcement.task_escalated", _("Taken to the superior"), "arrow-up")
timeline.word("enforcement.task_cancelled", _("Task cancelled"), "ban")
timeline.word("enforcement.task_retried", _("Tried again, the list is in order"), "refresh")

timeline.word("enforcement.task_document_issued", _("Document issued"), "file-plus")
timeline.word("enforcement.task_document_voided", _("Document voided"), "ban")
timeline.route("enforcement.shifthandover", "enforcement:handover-detail")
timeline.word("enforcement.shift_handed_over", _("Shift handed over"), "clipboard-text")
timeline.word("enforcement.shift_taken_over", _("Shift taken over"), "check")
timeline.route("enforcement.dispatchrule", "enforcement:rule-detail")
timeline.word("enforcement.rule_kept", _("Dispatch rule kept"), "route")
timeline.word("enforcement.rule_ended", _("Dispatch rule ended"), "ban")

timeline.route("enforcement.rectification", "enforcement:rectification-detail")
timeline.word("enforcement.rectification_ordered", _("Ordered to correct"), "tool")
timeline.word("enforcement.rectification_near", _("Reminded: the last day is near"), "bell")
timeline.word("enforcement.rectification_extended", _("More time given"), "calendar-due")
timeline.word("enforcement.rectification_reported", _("Reported as corrected"), "upload")
timeline.word("enforcement.rectification_asked_again", _("Proof sent back"), "arrow-back-up")
timeline.word("enforcement.rectification_late", _("Not corrected in time"), "alarm")
timeline.word("enforcement.rectification_verified", _("Found corrected"), "circle-check")
timeline.word("enforcement.rectification_failed", _("Found not corrected"), "circle-x")

panels.register("registry.subject", "enforcement.tasks", tasks_of, order=30)
panels.register("registry.subject", "enforcement.past", past_of, order=35)
consequences.register("matters.matterversion", "enforcement.tasks", tasks_under, order=20)

carriers.register(
    "enforcement.tasks", _("Open tasks"), reorganised.count_tasks, reorganised.carry_tasks, order=30
)
carriers.register(
    "enforcement.standing_approvals",
    _("Standing approvals"),
    reorganised.count_approvals,
    reorganised.carry_approvals,
    order=35,
)
timeline.word("enforcement.legal_review_opened", _("To legal review: its basis has ended"), "scale")
timeline.word("enforcement.legal_review_released", _("Released by legal review"), "check")
