"""What off-site inspections show elsewhere: a task's request, the words for its events."""

from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.choices import TaskKind
from enforcement.models import OffSiteRequest, Task

ASK = "enforcement.ask_offsiterequest"


def request_of(task: Task, user: User) -> panels.Panel | None:
    """Return what an off-site inspection asked of the firm, or the way to ask it."""
    if task.kind != TaskKind.OFF_SITE:
        return None
    row = OffSiteRequest.objects.visible_to(user).filter(task=task).select_related("task").first()
    may = row is None and task.is_being_answered
    may_ask = may and Task.objects.allowed(user, ASK).filter(pk=task.pk).exists()
    context = {"task": task, "row": row, "may_ask": may_ask}
    return panels.Panel(_("Without a visit"), "enforcement/_off_site_panel.html", context)


panels.register("enforcement.task", "enforcement.off_site", request_of, order=7)

timeline.route("enforcement.offsiterequest", "enforcement:off-site-detail")
timeline.word("enforcement.off_site_asked", _("The firm was asked"), "send")
timeline.word("enforcement.off_site_near", _("Reminded: the last day is near"), "bell")
timeline.word("enforcement.off_site_extended", _("More time given"), "calendar-due")
timeline.word("enforcement.off_site_submitted", _("Sent in by the firm"), "upload")
timeline.word("enforcement.off_site_asked_again", _("Asked to complete it"), "arrow-back-up")
timeline.word("enforcement.off_site_late", _("Not sent in in time"), "alarm")
timeline.word("enforcement.off_site_revoked", _("Link withdrawn"), "ban")
timeline.word("enforcement.off_site_renewed", _("New link and code given"), "refresh")
timeline.word("enforcement.off_site_settled", _("Settled"), "check")
timeline.word("enforcement.off_site_compared", _("Data compared"), "database-search")
timeline.word("enforcement.off_site_call_proposed", _("Video call proposed"), "video")
timeline.word(
    "enforcement.off_site_call_agreed", _("The firm agreed to the call"), "calendar-check"
)
timeline.word("enforcement.off_site_call_other_time", _("The firm asks for another time"), "clock")
timeline.word("enforcement.off_site_call_called_off", _("Video call called off"), "ban")
timeline.word("enforcement.off_site_call_held", _("Video call held"), "video")
