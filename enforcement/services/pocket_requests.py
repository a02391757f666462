"""What officers call for from a phone: a look at a new clue, an inspection nobody had planned."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.models import User
from enforcement.choices import RecordKind, TaskKind, TaskSource
from enforcement.models import FieldRecord, Task
from enforcement.services.making import Order, make
from enforcement.services.pocket_content import Content
from matters.models import Checklist, Matter
from registry.models import Subject

DUE = {RecordKind.CLUE: dt.timedelta(days=3), RecordKind.REQUEST: dt.timedelta(days=1)}
KINDS = {RecordKind.CLUE: TaskKind.FACT_CHECK, RecordKind.REQUEST: TaskKind.ON_SITE}


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
    kind = RecordKind(record.kind)
    order = Order(
        kind=KINDS[kind],
        subject=subject,
        department=record.department,
        due_at=timezone.now() + DUE[kind],
        source=TaskSource.CLUE,
        wanted=content.text[:500],
        matter=Matter.objects.filter(pk__in=[content.matter]).first(),
        checklist=Checklist.objects.filter(pk__in=[content.checklist]).first(),
        origin=f"enforcement.fieldrecord:{record.pk}",
        template=record.kind,
    )
    task = make(order, by=by)
    FieldRecord.objects.filter(pk=record.pk).update(task=task)
    record.task = task
    return task
