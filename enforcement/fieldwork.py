"""What field work shows elsewhere: on a task what came from phones, how it began, who signed."""

from django.utils.translation import gettext_lazy as _

from common import panels, timeline
from common.models import User
from enforcement.choices import EvidenceKind
from enforcement.models import CameraFile, Custody, Signature, Task

SHOWN = 20
FILMS = (EvidenceKind.VIDEO, EvidenceKind.AUDIO)


def field_work_of(task: Task, user: User) -> panels.Panel | None:
    """Return what phones sent for a task, its films, signatures, entry and custody log."""
    records = list(task.field_records.select_related("officer__user").order_by("-pk")[:SHOWN])
    films = list(task.evidence.filter(kind__in=FILMS).select_related("blob").order_by("pk"))
    if not records and not films:
        return None
    custody = Custody.objects.filter(blob__evidence__task=task).distinct()
    return panels.Panel(
        _("Field work"),
        "enforcement/_field_work.html",
        {
            "records": records,
            "may_open": user.has_perm("enforcement.view_fieldrecord"),
            "films": films,
            "entries": list(task.entry_scans.select_related("officer__user").order_by("-pk")),
            "signatures": list(Signature.objects.filter(inspection__task=task)),
            "camera": list(CameraFile.objects.filter(inspection__task=task)),
            "custody": list(custody.order_by("-id")[:SHOWN]),
        },
    )


panels.register("enforcement.task", "enforcement.field_work", field_work_of, order=15)

timeline.word("enforcement.record_held", _("A record from a phone came too late"), "hourglass")
timeline.word("enforcement.record_decided", _("Decided on a record from a phone"), "scale")
timeline.word("enforcement.entry_reviewed", _("Entry without a code reviewed"), "eye-check")
timeline.word("enforcement.device_enrolled", _("Phone logged in"), "device-mobile")
timeline.word("enforcement.device_revoked", _("Phone logged out"), "logout")
timeline.word("enforcement.pin_set", _("PIN for signing set"), "key")
