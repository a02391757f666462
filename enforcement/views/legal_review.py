"""The legal reviewer's list of open tasks whose basis has ended."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.requests import StaffRequest
from enforcement.filters import LegalReviewFilter
from enforcement.models import LegalReview
from enforcement.services import legal_review

DECIDE = "enforcement.change_legalreview"
REVIEWS = ListDesk(
    key="enforcement.legal_reviews",
    title=_("Tasks in legal review"),
    lead=_("The basis of these open tasks has ended: they wait until somebody decides."),
    filterset=LegalReviewFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name", value="task.subject"),
        Column("matter", _("Matter"), "named", value="task.matter_version"),
        Column("department", _("Department"), "named", value="task.department"),
        Column("task", _("Task"), "badge", value="task.state"),
        Column("since", _("Waiting since"), "when", value="created_at"),
        Column("state", _("State"), "badge"),
        Column("reason", _("Reason"), shown=False),
    ],
    empty=Empty(
        _("Nothing waits"),
        _(
            "When an article that a matter rests on is repealed, the open tasks under it come "
            "here on that day. None waits, or your filters leave none."
        ),
        icon="scale",
    ),
    actions=[
        BulkAction(
            "release",
            _("Release"),
            DECIDE,
            legal_review.release,
            _("The ticked tasks go on; the reason says what they rest on."),
        ),
        BulkAction(
            "cancel",
            _("Cancel"),
            DECIDE,
            legal_review.call_off,
            _("The tasks end without an answer. Their officers are told."),
            icon="ban",
        ),
    ],
    url=lambda row: row.task.get_absolute_url(),
    export_name="legal-reviews",
)


@permission_required("enforcement.view_legalreview", raise_exception=True)
def legal_review_list(request: StaffRequest) -> HttpResponseBase:
    """List the tasks that wait for legal review, and what was decided."""
    rows = LegalReview.objects.visible_to(request.user)
    relations = ("task__subject", "task__matter_version", "task__department")
    return list_page(request, REVIEWS, rows.select_related(*relations))
