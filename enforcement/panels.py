"""What enforcement shows elsewhere: the words for its events, a subject's tasks."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.choices import Finding, Outcome
from enforcement.models import Task
from registry.models import Subject

SHOWN = 5


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
    rows = Task.objects.visible_to(user).filter(subject=subject).order_by("-pk")[:SHOWN]
    return panels.Panel(
        _("Tasks"),
        "enforcement/_tasks_panel.html",
        {"tasks": rows},
        f"{reverse('enforcement:task-list')}?q={subject.code}",
    )


timeline.route("enforcement.task", "enforcement:task-detail")

timeline.word("enforcement.task_drafted", _("Task made"), "circle-plus")
timeline.word("enforcement.task_approved", _("Approved"), "rosette-discount-check")
timeline.word("enforcement.task_dispatched", _("Sent to the officers"), "send")
timeline.word("enforcement.task_accepted", _("Accepted"), "hand-stop")
timeline.word("enforcement.task_arrived", _("Officers at the object"), "map-pin-check")
timeline.word("enforcement.task_submitted", _("Answer submitted"), "upload", _answer)
timeline.word("enforcement.task_sent_back", _("Sent back by the second officer"), "arrow-back-up")
timeline.word("enforcement.task_confirmed", _("Confirmed by the second officer"), "checks")
timeline.word("enforcement.task_closed", _("Task closed"), "check", _answer)
timeline.word("enforcement.task_returned", _("Handed back"), "arrow-back-up")
timeline.word("enforcement.task_cancelled", _("Task cancelled"), "ban")
timeline.word("enforcement.task_retried", _("Tried again, the list is in order"), "refresh")

panels.register("registry.subject", "enforcement.tasks", tasks_of, order=30)
