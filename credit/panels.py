"""What the credit file shows elsewhere: words for its events, its records on a subject's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from credit.models import Record
from registry.models import Subject

SHOWN = 5


def records_of(subject: Subject, user: User) -> panels.Panel | None:
    """Return the latest credit records of a subject, for those who may see the file."""
    if not user.has_perm("credit.view_record"):
        return None
    rows = (
        Record.objects.visible_to(user)
        .filter(subject__in=subject.same_ids())
        .order_by("-id")[:SHOWN]
    )
    return panels.Panel(
        _("Credit file"),
        "credit/_records_panel.html",
        {"records": rows},
        f"{reverse('credit:record-list')}?{urlencode({'q': subject.name})}",
    )


timeline.route("credit.record", "credit:record-detail")

panels.register("registry.subject", "credit.records", records_of, order=70)

timeline.word("credit.recorded", _("Entered in the credit file, pending"), "file-plus")
timeline.word("credit.took_effect", _("Credit record in force"), "rosette")
