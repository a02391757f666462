"""What officers call for from a phone: a look at a new clue, an inspection nobody had planned."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.models import User
from enforcement.choices import DeskReason, RecordKind, TaskKind
from enforcement.models import FieldRecord, Task
from enforcement.services.desk import send_out
from enforcement.services.listing import look_up
from enforcement.services.pocket_content import Content
from enforcement.services.steps import tell
from matters.models import Checklist, Matter
from registry.models import Subject

DUE = {RecordKind.CLUE: dt.timedelta(days=3), RecordKind.REQUEST: dt.timedelta(days=1)}


@transaction.atomic
def take(record: FieldRecord, content: Content, *, by: User) -> Task:
    """Make the task that a clue or a request calls for, once for each record.

    A clue goes to the desk as a fact check. A request waits for the head's approval and starts only
    after it; outside the list it is refused with the sentence that says why (RuleError).
    """
    subject = Subject.objects.filter(pk__in=[content.subject]).select_related("region").first()
    if subject is None:
        raise RuleError("subject_missing", _("Say which object it is about."), field="subject")
    if not content.text:
        raise RuleError("text_missing", _("Say what you saw and why."), field="text")
    task = Task(
        origin=f"enforcement.fieldrecord:{record.pk}",
        template=record.kind,
        subject=subject,
        region=subject.region,
        department=record.department,
        due_at=timezone.now() + DUE[RecordKind(record.kind)],
    )
    if record.kind == RecordKind.CLUE:
        task.kind = TaskKind.FACT_CHECK
        task.save(force_insert=True)
        tell(task, "drafted", by=by)
        send_out(task, by=by)
    else:
        _request(task, content)
        task.save(force_insert=True)
        tell(task, "drafted", by=by, reason=content.text)
    FieldRecord.objects.filter(pk=record.pk).update(task=task)
    record.task = task
    return task


def _request(task: Task, content: Content) -> None:
    """Fill in what the inspection stands on: the matter, its claim, its form."""
    matter = Matter.objects.filter(pk__in=[content.matter]).first()
    form = Checklist.objects.filter(pk__in=[content.checklist]).first()
    if matter is None or form is None:
        raise RuleError("matter_missing", _("Choose the matter and its form."), field="matter")
    listing = look_up(matter, form, department=task.department, region=task.region)
    listing.require()
    task.kind = TaskKind.ON_SITE
    task.department = listing.department
    task.matter_version, task.claim = listing.version, listing.claim
    task.checklist_version = listing.checklist_version
    task.line = listing.version.line if listing.version else ""
    task.desk_reason = DeskReason.NO_APPROVAL
