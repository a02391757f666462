"""What joint visits show elsewhere: a task's own, the words for their events."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.models import Task
from enforcement.services import visits


def visit_of(task: Task, user: User) -> panels.Panel | None:
    """Return who else comes with a task, or with whom it could be made as one visit."""
    title = _("Joint visit")
    if part := visits.part_of(task):
        parts = visits.parts_of(part.visit).standing()
        return panels.Panel(
            title,
            "visits/_panel.html",
            {"visit": part.visit, "parts": parts.exclude(task=task)},
            part.visit.get_absolute_url(),
        )
    if not task.is_visit or task.state not in visits.JOINABLE:
        return None
    found = visits.suggestion_of(task, user)
    if found is None:
        return None
    url = f"{reverse('enforcement:visit-suggestions')}#{found.key}"
    others = [each for each in found.tasks if each.pk != task.pk]
    return panels.Panel(title, "visits/_panel.html", {"suggestion": found, "others": others}, url)


panels.register("enforcement.task", "enforcement.visit", visit_of, order=4)


def _reason(facts: Mapping[str, Any]) -> str:
    return str(facts.get("reason", ""))


timeline.route("enforcement.visit", "enforcement:visit-detail")
timeline.word("enforcement.visit_proposed", _("Joint visit proposed"), "users-group")
timeline.word("enforcement.visit_agreed", _("A department comes along"), "check")
timeline.word("enforcement.visit_part_refused", _("A department does not come along"), "x", _reason)
timeline.word("enforcement.visit_settled", _("Joint visit settled"), "checks")
timeline.word("enforcement.visit_refused", _("Joint visit refused"), "x", _reason)
timeline.word("enforcement.visit_called_off", _("Joint visit called off"), "ban", _reason)
timeline.word("enforcement.visit_day_set", _("Another day for the joint visit"), "calendar")
timeline.word("enforcement.visit_done", _("Joint visit made"), "check")
