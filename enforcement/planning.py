"""What plans and caps show elsewhere: the words for their events, a task's neighbours."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import panels, timeline
from common.models import User
from enforcement.choices import VISITS, CapGround
from enforcement.models import Task
from enforcement.services import caps


def neighbours_of(task: Task, user: User) -> panels.Panel | None:
    """Return the visits of other departments near to this one, and why it stands outside caps."""
    found = caps.neighbours(task) if task.is_open else []
    may_mark = _may_mark(task, user)
    if not found and not task.outside_cap and not may_mark:
        return None
    seen = set(
        Task.objects.visible_to(user)
        .filter(pk__in=[each.task.pk for each in found if each.task])
        .values_list("pk", flat=True)
    )
    rows = [{"visit": each, "is_seen": each.task and each.task.pk in seen} for each in found]
    return panels.Panel(
        _("Visits of other departments within 30 days"),
        "plans/_neighbours.html",
        {"task": task, "rows": rows, "may_mark": may_mark},
    )


def _may_mark(task: Task, user: User) -> bool:
    """Tell whether a person may say that a visit which the cap holds back stands outside it."""
    held = Task.objects.allowed(user, "enforcement.approve_task").before_going_out()
    return task.kind in VISITS and held.filter(pk=task.pk).exists() and not caps.fits(task)


panels.register("enforcement.task", "enforcement.neighbours", neighbours_of, order=6)


def _late(facts: Mapping[str, Any]) -> str:
    return _now("After the day by which it was due.") if facts.get("late") else ""


def _listed(facts: Mapping[str, Any]) -> str:
    made, outside = facts.get("tasks", 0), facts.get("outside", 0)
    text = ngettext("%(count)d task.", "%(count)d tasks.", made) % {"count": made}
    if not outside:
        return text
    none = ngettext(
        "Nobody may act at %(count)d object.", "Nobody may act at %(count)d objects.", outside
    )
    return f"{text} {none % {'count': outside}}"


def _ground(facts: Mapping[str, Any]) -> str:
    return str(CapGround(facts["ground"]).label) if facts.get("ground") else ""


timeline.route("enforcement.plan", "enforcement:plan-detail")
timeline.word("enforcement.plan_drafted", _("Plan drafted"), "pencil")
timeline.word("enforcement.plan_amended", _("Plan amended"), "edit")
timeline.word("enforcement.plan_submitted", _("Plan sent to legal review"), "scale")
timeline.word("enforcement.plan_reviewed", _("Plan passed in legal review"), "checks")
timeline.word("enforcement.plan_returned", _("Plan sent back"), "arrow-back-up")
timeline.word("enforcement.plan_approved", _("Plan approved"), "rubber-stamp")
timeline.word("enforcement.plan_published", _("Plan published"), "world", _late)
timeline.word("enforcement.plan_filed", _("Plan filed"), "archive")
timeline.word("enforcement.plan_joined", _("Plan joins another"), "git-merge")
timeline.word("enforcement.plan_parted", _("Merging undone"), "git-branch")
timeline.word("enforcement.plan_started", _("Plan begun"), "player-play")
timeline.word("enforcement.plan_listed", _("Tasks of the key list made"), "list-check", _listed)
timeline.word("enforcement.plan_closed", _("Plan closed"), "check")
timeline.word("enforcement.cap_set", _("Cap on visits set"), "gauge")
timeline.word("enforcement.cap_amended", _("Cap on visits changed"), "gauge")
timeline.word("enforcement.no_disturb_entered", _("Left alone"), "moon")
timeline.word("enforcement.no_disturb_ended", _("Left alone no longer"), "sun")
timeline.word("enforcement.task_outside_cap", _("Stands outside the cap"), "flag", _ground)
timeline.word(
    "enforcement.visits_collide", _("Departments come at the same time"), "alert-triangle"
)
