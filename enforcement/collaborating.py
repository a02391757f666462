"""What requests between departments show elsewhere: a task's own, the words for their events."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.models import Collaboration, Task

SHOWN = 10


def requests_of(task: Task, user: User) -> panels.Panel | None:
    """Return what is asked of other departments for a task, with the way to ask."""
    if not user.has_perm("enforcement.view_collaboration"):
        return None
    rows = Collaboration.objects.visible_to(user).filter(task=task)
    rows = rows.select_related("to_department", "from_department").order_by("-pk")[:SHOWN]
    asks = user.has_perm("enforcement.add_collaboration") and task.is_open
    if not rows and not asks:
        return None
    url = f"{reverse('enforcement:collaboration-new')}?task={task.pk}" if asks else ""
    context = {"rows": rows, "ask_url": url}
    return panels.Panel(_("Collaboration"), "enforcement/_collaborations_panel.html", context)


def _reason(facts: Mapping[str, Any]) -> str:
    return str(facts.get("reason", ""))


panels.register("enforcement.task", "enforcement.collaborations", requests_of, order=40)
timeline.route("enforcement.collaboration", "enforcement:collaboration-detail")
timeline.word("enforcement.collaboration_asked", _("Another department asked"), "send")
timeline.word("enforcement.collaboration_attached", _("File attached"), "paperclip")
timeline.word("enforcement.collaboration_received", _("Received by the other department"), "inbox")
timeline.word("enforcement.collaboration_answered", _("Answered by the other department"), "check")
timeline.word(
    "enforcement.collaboration_refused", _("Refused by the other department"), "x", _reason
)
timeline.word(
    "enforcement.collaboration_withdrawn", _("Request taken back"), "arrow-back-up", _reason
)
timeline.word("enforcement.collaboration_unreceived", _("Reminded of the receipt"), "bell")
timeline.word("enforcement.collaboration_late", _("No answer in time from the other one"), "alarm")
