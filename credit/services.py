"""Writing the credit file: only what the catalogue knows, used only once it is effective."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from credit.choices import Procedure, RecordKind, RecordState
from credit.models import Record
from registry.models import Department, Subject


@transaction.atomic
def record(
    *,
    subject: Subject,
    department: Department,
    kind: str,
    document_no: str,
    decided_on: dt.date,
    origin: str,
    procedure: str = "",
    effective_on: dt.date | None = None,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> Record:
    """File a decision; the same ``origin`` and ``kind`` again give the same record.

    Without ``effective_on`` the record is pending: unused and unpublished until ``take_effect``.
    A warning, an inspection finding or anything else outside the catalogue is no credit record, nor
    is a penalty by simple procedure (浙江省公共信用信息管理条例 art. 11). Raises RuleError for
    these, and for a decision that is said to be effective before it was made or after today.

    Emits ``credit.recorded``, and ``credit.took_effect`` when it is effective already.
    """
    if kind not in RecordKind.values:
        raise RuleError(
            "not_in_catalogue",
            _("The catalogue of credit information has no such kind: %(kind)s.") % {"kind": kind},
            field="kind",
        )
    if kind == RecordKind.PENALTY and procedure != Procedure.ORDINARY:
        raise RuleError(
            "simple_procedure",
            _("Only penalties by the ordinary procedure enter the credit file."),
            field="procedure",
        )
    filed, created = Record.objects.get_or_create(
        origin=origin,
        kind=kind,
        defaults={
            "subject": subject,
            "department": department,
            "procedure": procedure,
            "document_no": document_no,
            "decided_on": decided_on,
        },
    )
    if created:
        emit("credit.recorded", filed, subject=subject.pk, by=by, basis=basis, cause=cause)
        if effective_on:
            take_effect(filed, on=effective_on, by=by, basis=basis, cause=cause)
    return filed


@transaction.atomic
def take_effect(
    record: Record,
    *,
    on: dt.date,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> Record:
    """Put a pending record in force from the day the remedies lapsed or the decision was upheld.

    Raises RuleError for a day before the decision or after today, IllegalMove unless it is pending.
    Emits ``credit.took_effect``.
    """
    if not record.decided_on <= on <= workdays.today():
        raise RuleError(
            "not_effective",
            _("The decision of %(decided)s cannot have become effective on %(day)s.")
            % {"decided": record.decided_on, "day": on},
            field="effective_on",
        )
    move(record, RecordState.IN_FORCE, effective_on=on)
    emit(
        "credit.took_effect",
        record,
        subject=record.subject_id,
        by=by,
        basis=basis,
        cause=cause,
    )
    return record
