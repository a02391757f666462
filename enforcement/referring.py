"""What referrals to a case show elsewhere: a task's own, the words for their events."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.models import CaseReferral, Task


def referral_of(task: Task, user: User) -> panels.Panel | None:
    """Return the referral that a visit drafted, to those who may see it."""
    rows = CaseReferral.objects.visible_to(user).filter(inspection__task=task)
    row = rows.select_related("to_department").first()
    if row is None:
        return None
    title = _("Referral to a case")
    url = row.get_absolute_url()
    return panels.Panel(title, "enforcement/_referral_panel.html", {"row": row}, url)


def _reason(facts: Mapping[str, Any]) -> str:
    return str(facts.get("reason", ""))


panels.register("enforcement.task", "enforcement.referral", referral_of, order=8)
timeline.route("enforcement.casereferral", "enforcement:referral-detail")
timeline.word("enforcement.case_drafted", _("Referral to a case drafted"), "pencil")
timeline.word("enforcement.case_edited", _("Referral edited"), "edit")
timeline.word("enforcement.case_referred", _("Referred to a case"), "send")
timeline.word("enforcement.case_received", _("Referral received"), "inbox")
timeline.word("enforcement.case_filed", _("Case filed"), "gavel", _reason)
timeline.word("enforcement.case_not_filed", _("No case filed"), "circle-x", _reason)
timeline.word("enforcement.case_extended", _("More time for the check of the clue"), "calendar-due")
timeline.word("enforcement.case_late", _("Referral not decided in time"), "alarm")
