"""What the inspected said of a visit, on the page of its task; the words for their events."""

from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.models import Task, VisitComplaint, VisitRating


def feedback_of(task: Task, user: User) -> panels.Panel | None:
    """Return the rating of a visit, and the complaints that were answered."""
    if not task.is_visit or not user.has_perm("enforcement.view_visitrating"):
        return None
    ratings = VisitRating.objects.filter(task=task)
    complaints = VisitComplaint.objects.answered().filter(task=task)
    if not ratings and not complaints:
        return None
    context = {"ratings": ratings, "complaints": complaints}
    return panels.Panel(_("What the inspected said"), "enforcement/_feedback_panel.html", context)


panels.register("enforcement.task", "enforcement.feedback", feedback_of, order=60)
timeline.route("enforcement.visitcomplaint", "enforcement:visit-complaint-detail")
timeline.word("enforcement.visit_rated", _("Rated by the inspected"), "star")
timeline.word("enforcement.complaint_received", _("Complaint received"), "message-report")
timeline.word("enforcement.complaint_answered", _("Complaint answered"), "check")
timeline.word("enforcement.complaint_late", _("Complaint not answered in time"), "alarm")
