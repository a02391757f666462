"""What referrals to a case show elsewhere: a task's own, the words for their events."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.models import CaseReferral, OutsideTransfer, Task
from enforcement.services import outside


def referral_of(task: Task, user: User) -> panels.Panel | None:
    """Return the referral that a visit drafted, to those who may see it."""
    rows = CaseReferral.objects.visible_to(user).filter(inspection__task=task)
    row = rows.select_related("to_department").first()
    if row is None:
        return None
    title = _("Referral to a case")
    url = row.get_absolute_url()
    return panels.Panel(title, "enforcement/_referral_panel.html", {"row": row}, url)


def outside_of(task: Task, user: User) -> panels.Panel | None:
    """Return where a visit that ended with a transfer was handed to, with the way to do so."""
    rows = OutsideTransfer.objects.visible_to(user).filter(task=task).order_by("-pk")
    dispatches = Task.objects.allowed(user, "enforcement.dispatch_task").filter(pk=task.pk)
    may = dispatches.exists()
    sends = may and outside.may_send(task)
    if not rows and not sends:
        return None
    url = reverse("enforcement:outside-send", args=[task.pk]) if sends else ""
    context = {"rows": rows, "send_url": url, "may_note": may}
    return panels.Panel(_("Transfer to another body"), "enforcement/_outside_panel.html", context)


def _reason(facts: Mapping[str, Any]) -> str:
    return str(facts.get("reason", ""))


def _body(facts: Mapping[str, Any]) -> str:
    return str(facts.get("body", ""))


panels.register("enforcement.task", "enforcement.outside", outside_of, order=9)
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
timeline.word("enforcement.task_sent_outside", _("Handed to another body"), "building-bank", _body)
timeline.word("enforcement.task_outside_received", _("Received by the other body"), "inbox", _body)
timeline.word("enforcement.task_outside_accepted", _("Accepted by the other body"), "check", _body)
timeline.word(
    "enforcement.task_outside_returned", _("Sent back by the other body"), "arrow-back-up", _body
)
timeline.word(
    "enforcement.task_outside_silent", _("No receipt from the other body"), "alarm", _body
)
