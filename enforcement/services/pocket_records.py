"""Records from phones: taken once, applied by the rules of the portal, or held for a person."""

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import ConflictError, IllegalMove, RuleError, StaleState
from common.events import emit
from common.flow import move
from common.models import User
from enforcement.choices import (
    COMING_STATES,
    CustodyAct,
    EntryWay,
    HoldReason,
    RecordKind,
    RecordState,
    ReviewState,
    SecondSign,
    Signer,
    TaskState,
)
from enforcement.models import (
    CameraFile,
    EntryScan,
    Evidence,
    EvidenceUpload,
    FieldRecord,
    PocketDevice,
    Signature,
    Task,
)
from enforcement.services import pocket_requests
from enforcement.services.desk import reassign
from enforcement.services.field import accept, arrive
from enforcement.services.inspections import confirm, submit
from enforcement.services.listing import current_form
from enforcement.services.pocket_content import Content, read
from enforcement.services.pocket_devices import officer_of, signed_by
from enforcement.services.pocket_files import log
from registry.models import Officer

HOLDING = ("uncertified", "legal_review")
"""Rules that a person may settle later: the record waits; other faults go back to the phone."""
_ENDED = {
    TaskState.CANCELLED: HoldReason.CANCELLED,
    TaskState.TRANSFERRED: HoldReason.CANCELLED,
    TaskState.CLOSED: HoldReason.CLOSED,
}


class FilesMissing(ConflictError):
    """The record names files that have not arrived; it is not kept until they have."""

    code = "evidence_missing"

    def __init__(self, missing: list[str]):
        super().__init__(_("Files of this record have not arrived yet."))
        self.params = {"missing": missing}


@transaction.atomic
def take(
    pk: uuid.UUID, body: bytes, *, device: PocketDevice, sent_at: dt.datetime | None
) -> tuple[FieldRecord, bool]:
    """Take a record under the id that the phone minted; return it and whether it is new.

    The same bytes again change nothing and get the same receipt, however many come at once.
    ``sent_at`` is the phone's clock at sending. Raises ConflictError when other bytes came under
    the id, FilesMissing, and RuleError for what the officer has to mend. What came too late for its
    task is held. Emits ``enforcement.record_held`` and what applying emits.
    """
    content = read(_text(body))
    officer = officer_of(device.user)
    now = timezone.now()
    sha256 = hashlib.sha256(body).hexdigest()
    task = _task_of(content)
    row = FieldRecord(
        pk=pk,
        kind=content.kind,
        task=task,
        officer=officer,
        department=officer.department,
        device=device,
        supersedes=content.supersedes,
        body=_text(body),
        sha256=sha256,
        device_time=content.device_time,
        elapsed_ms=content.elapsed_ms,
        skew_ms=int((now - sent_at).total_seconds() * 1000) if sent_at else 0,
        receipt={"id": str(pk), "sha256": sha256, "received_at": now.isoformat()},
        created_at=now,
    )
    FieldRecord.objects.bulk_create([row], ignore_conflicts=True)
    kept = FieldRecord.objects.select_for_update().get(pk=pk)
    if kept.sha256 != sha256 or kept.officer_id != officer.pk:
        raise ConflictError(_("Another record came under this id before."))
    if kept.state != RecordState.RECEIVED:
        return kept, False
    _need_files(content, device.user)
    if content.kind == RecordKind.VISIT:
        _take_visit(kept, content)
    else:
        pocket_requests.take(kept, content, by=device.user)
        _settle(kept, RecordState.APPLIED)
    return kept, True


@transaction.atomic
def apply_held(record: FieldRecord, *, by: User, reason: str) -> FieldRecord:
    """Apply a held record after all, as the officers who made it; a person answers for it.

    Where the task was given to others it comes back to them. Raises RuleError in words where the
    rules of the portal refuse it still. Emits ``enforcement.record_decided`` and what applying
    emits.
    """
    _need_reason(reason)
    record = FieldRecord.objects.select_for_update().get(pk=record.pk)
    if not record.can_be_applied or record.task is None:
        raise IllegalMove(_("There is no task left to apply this record to."))
    content = read(record.body)
    if record.hold_reason == HoldReason.REASSIGNED:
        _give_back(record, by=by, reason=reason)
    task = _task(record)
    if task.state == TaskState.SUBMITTED:
        raise IllegalMove(_("The task has another answer. It is sent back first."))
    _apply(record, task, content)
    _settle(record, RecordState.APPLIED, reason=reason, decided_by=by.pk)
    _tell(record, "decided", by=by, reason=reason)
    return record


@transaction.atomic
def keep_held(record: FieldRecord, *, by: User, reason: str) -> FieldRecord:
    """Keep a held record and its files with the task without applying it.

    Emits ``enforcement.record_decided``.
    """
    _need_reason(reason)
    content = read(record.body)
    if record.task is not None:
        _attach(record, record.task, content, record.officer)
    _settle(record, RecordState.KEPT, reason=reason, decided_by=by.pk)
    _tell(record, "decided", by=by, reason=reason)
    return record


@transaction.atomic
def refuse_held(record: FieldRecord, *, by: User, reason: str) -> FieldRecord:
    """Refuse a held record; it stays readable with the reason. Emits
    ``enforcement.record_decided``.
    """
    _need_reason(reason)
    _settle(record, RecordState.REFUSED, reason=reason, decided_by=by.pk)
    _tell(record, "decided", by=by, reason=reason)
    return record


# ---- taking


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RuleError("malformed", _("The record is no text in UTF-8."), field="body") from error


def _task_of(content: Content) -> Task | None:
    if content.kind != RecordKind.VISIT:
        return None
    task: Task | None = Task.objects.filter(pk__in=[content.task]).first()
    if task is None:
        raise RuleError("malformed", _("There is no such task."), field="task")
    return task


def _task(record: FieldRecord, *, lock: bool = False) -> Task:
    """Return the record's task as it is now."""
    rows = Task.objects.select_for_update() if lock else Task.objects.all()
    task: Task = rows.get(pk__in=[record.task_id])
    return task


def _need_files(content: Content, user: User) -> None:
    """Refuse a record that names files which this officer has not sent."""
    named = content.hashes()
    here = set(
        EvidenceUpload.objects.filter(user=user, blob__in=named).values_list("blob_id", flat=True)
    )
    if missing := sorted(named - here):
        raise FilesMissing(missing)


def _take_visit(record: FieldRecord, content: Content) -> None:
    task = _task(record, lock=True)
    if not task.assignments.filter(officer=record.officer).exists():
        raise PermissionDenied(_("This task was never assigned to you."))
    reason = _hold_reason(task, content, record.officer)
    if reason:
        _hold(record, reason)
        return
    try:
        with transaction.atomic():
            _apply(record, task, content)
    except (StaleState, IllegalMove) as late:
        _hold(record, HoldReason.ANSWERED, str(late))
    except RuleError as refusal:
        if refusal.code not in HOLDING:
            raise
        _hold(record, HoldReason.RULE, str(refusal.message))
    else:
        _settle(record, RecordState.APPLIED)


def _hold_reason(task: Task, content: Content, officer: Officer) -> str:
    """Return why the record comes too late for its task, or an empty string."""
    if task.state in _ENDED:
        return _ENDED[TaskState(task.state)]
    if (
        task.state not in COMING_STATES
        or not task.assignments.filter(ended_at=None, officer=officer).exists()
    ):
        return HoldReason.REASSIGNED
    if task.state == TaskState.SUBMITTED:
        return HoldReason.ANSWERED
    version = task.checklist_version
    if version is not None:
        latest = current_form(version.checklist)
        if content.form != version.pk or (latest is not None and latest.pk != version.pk):
            return HoldReason.FORM_CHANGED
    return ""


def _hold(record: FieldRecord, reason: str, detail: str = "") -> None:
    _settle(record, RecordState.HELD, hold_reason=reason, hold_detail=detail[:500])
    _tell(record, "held")


def _settle(record: FieldRecord, to: str, **also: Any) -> None:
    """Move the record; the receipt says what became of it when it came, and never changes."""
    if record.state == RecordState.RECEIVED:
        also["receipt"] = record.receipt | {
            "state": to,
            "reason": also.get("hold_reason", ""),
            "detail": also.get("hold_detail", ""),
            "second": record.second_sign,
        }
    move(record, to, **also)


def _tell(record: FieldRecord, what: str, *, by: User | None = None, reason: str = "") -> None:
    facts: dict[str, Any] = {"record": str(record.pk), "state": record.state}
    if record.hold_reason:
        facts["held"] = record.hold_reason
    if reason:
        facts["reason"] = reason
    emit(
        f"enforcement.record_{what}",
        record.task or record,
        subject=record.task.subject_id if record.task else None,
        facts=facts,
        by=by or record.officer.user,
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError("reason_missing", _("Say why."), field="reason")


# ---- applying


def _apply(record: FieldRecord, task: Task, content: Content) -> None:
    """Do on the task what the officers did at the object, by the services of every other way in."""
    user = record.officer.user
    if task.state == TaskState.DISPATCHED:
        accept(task, by=user)
    if task.is_visit and task.state == TaskState.ACCEPTED:
        arrive(task, by=user)
    _enter(record, task, content)
    _attach(record, task, content, record.officer)
    day = min(workdays.today(), workdays.day_of(record.finished_at))
    made = submit(task, inspection=record.pk, content=content.submission, by=user, day=day)
    FieldRecord.objects.filter(pk=record.pk).update(inspection=made)
    Signature.objects.bulk_create(
        Signature(
            inspection=made,
            signer=each.signer,
            state=each.state,
            name=each.name,
            reason=each.reason,
            blob_id=each.sha256 or None,
            at=each.at,
        )
        for each in {each.signer: each for each in content.signs}.values()
    )
    CameraFile.objects.bulk_create(
        CameraFile(inspection=made, sha256=sha256, name=name)
        for sha256, name in dict(content.camera).items()
    )
    _need_signatures(task, content)
    _confirm(record, task, content)


def _enter(record: FieldRecord, task: Task, content: Content) -> None:
    """Write how the visit began; without a code a reason is due, and a review follows."""
    entry = content.entry
    if entry is None:
        if task.is_visit:
            raise RuleError(
                "entry_missing",
                _("Show the code at the door, scan the firm's, or say why neither was possible."),
                field="entry",
            )
        return
    overridden = entry.way == EntryWay.OVERRIDDEN
    if overridden and not entry.reason:
        raise RuleError("entry_reason", _("Say why you entered without a code."), field="entry")
    EntryScan.objects.create(
        task=task,
        record=record,
        officer=record.officer,
        way=entry.way,
        code=entry.code,
        reason=entry.reason,
        at=entry.at,
        lon=entry.lon,
        lat=entry.lat,
        review=ReviewState.WAITING if overridden else "",
        review_due=workdays.add(workdays.today(), 1) if overridden else None,
    )


def _attach(record: FieldRecord, task: Task, content: Content, officer: Officer) -> None:
    """Make evidence of the files, in the order that the phone's monotonic clock gives."""
    lines = set(
        task.checklist_version.items.values_list("pk", flat=True) if task.checklist_version else []
    )
    hashes = []
    for each in sorted(content.files, key=lambda file: file.elapsed_ms):
        _evidence, is_new = Evidence.objects.get_or_create(
            task=task,
            item_id=each.item if each.item in lines else None,
            round=each.turn,
            blob_id=each.sha256,
            defaults={
                "by": officer,
                "file_name": each.name,
                "device_time": each.at,
                "lon": each.lon,
                "lat": each.lat,
                "kind": each.kind,
                "accuracy": each.accuracy,
                "elapsed_ms": each.elapsed_ms,
            },
        )
        if is_new:
            hashes.append(each.sha256)
    log(hashes, CustodyAct.ATTACHED, officer.user, record=str(record.pk), task=str(task.pk))


def _need_signatures(task: Task, content: Content) -> None:
    """A visit ends with the party's signature, or with the refusal and who witnessed it."""
    if not task.is_visit:
        return
    signs = {each.signer: each for each in content.signs}
    party = signs.get(Signer.PARTY)
    if party is None:
        raise RuleError(
            "party_missing",
            _("Let the party sign, or note the refusal or that nobody was there."),
            field="party",
        )
    witness = signs.get(Signer.WITNESS)
    if party.state == "refused" and (witness is None or not witness.name) and not content.camera:
        raise RuleError(
            "witness_missing",
            _("A refusal to sign needs a witness, or a body-camera file that shows it."),
            field="witness",
        )


def _confirm(record: FieldRecord, task: Task, content: Content) -> None:
    """Confirm the visit for the second officer who signed by PIN on this phone.

    A wrong PIN takes nothing from the record: the second officer confirms under the own account.
    """
    if content.second is None or not task.needs_two:
        return
    others = task.assignments.filter(ended_at=None, officer=content.second.officer)
    assignment = others.exclude(officer=record.officer).select_related("officer__user").first()
    message = f"{record.pk}:{content.digest}"
    signed = assignment is not None and signed_by(assignment.officer, message, content.second.proof)
    record.second_sign = SecondSign.CONFIRMED if signed else SecondSign.WRONG_PIN
    FieldRecord.objects.filter(pk=record.pk).update(second_sign=record.second_sign)
    if signed and assignment is not None:
        confirm(task, inspection=record.pk, by=assignment.officer.user)


def _give_back(record: FieldRecord, *, by: User, reason: str) -> None:
    """Give the task back to the officers who did the visit."""
    task = _task(record)
    former = task.assignments.exclude(officer=record.officer).filter(
        created_at__lte=record.created_at
    )
    second = None
    if task.needs_two:
        own = task.assignments.filter(officer=record.officer).order_by("-pk").first()
        near = former.filter(ended_at=own.ended_at) if own else former
        mate = near.select_related("officer__user").order_by("-pk").first()
        second = mate.officer if mate else None
    reassign(task, lead=record.officer, second=second, by=by, reason=reason)
