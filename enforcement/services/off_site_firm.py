"""What the firm does on its own page: open it with the code, save, take out, send in."""

import datetime as dt
import hmac
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, RuleError
from common.flow import move
from enforcement.choices import CustodyAct
from enforcement.choices.off_site import CallState, OffSiteState
from enforcement.models import (
    Blob,
    Custody,
    Evidence,
    OffSiteFile,
    OffSiteLine,
    OffSiteRequest,
    VideoCall,
)
from enforcement.rules import off_site as rules
from enforcement.services.codes import canonical_code
from enforcement.services.firm_pages import seal_sent_file
from enforcement.services.off_site import hold, tell

Uploads = Mapping[UUID | int, "list[UploadedFile[Any]]"]


def unlock(row: OffSiteRequest, typed: str) -> bool:
    """Tell whether a code opens the page; too many wrong ones shut it until there is a new one.

    Raises RuleError (field ``code``) where it is shut.
    """
    if row.wrong_codes >= rules.MOST_WRONG_CODES:
        raise RuleError(
            "shut",
            _("Too many wrong codes were typed. Ask the department for a new link and code."),
            field="code",
        )
    if hmac.compare_digest(canonical_code(typed), row.code):
        return True
    OffSiteRequest.objects.filter(pk=row.pk).update(wrong_codes=F("wrong_codes") + 1)
    return False


@transaction.atomic
def save(row: OffSiteRequest, *, answers: Mapping[int, str], uploads: Uploads) -> None:
    """Keep what the firm has typed and chosen so far; it can be changed until it is sent in.

    Raises RuleError (field ``file_<line>``) for what is no photo or PDF, IllegalMove once it was
    sent in.
    """
    hold(row)
    _must_take(row)
    lines = {line.pk: line for line in row.lines.all()}
    for pk, text in answers.items():
        if pk in lines and lines[pk].answer != text:
            OffSiteLine.objects.filter(pk=pk).update(answer=text)
    kept = [
        _file(row, lines[int(pk)], upload)
        for pk, each in uploads.items()
        if pk in lines
        for upload in each
    ]
    if _files(row).count() + len(kept) > rules.MOST_FILES:
        raise RuleError("many", _("A request takes 60 files at most."))
    Blob.objects.bulk_create([each.blob for each in kept], ignore_conflicts=True)
    OffSiteFile.objects.bulk_create(kept, ignore_conflicts=True)


@transaction.atomic
def take_out(row: OffSiteRequest, file: UUID) -> None:
    """Take a file out again that was not sent in yet."""
    hold(row)
    _must_take(row)
    _files(row).filter(pk=file, evidence=None).update(removed_at=timezone.now())


@transaction.atomic
def submit(row: OffSiteRequest) -> OffSiteRequest:
    """Send in what was saved: the files become evidence and the page is shut.

    Raises RuleError naming the lines that are still open (``line_<pk>``). Emits
    ``enforcement.off_site_submitted``.
    """
    hold(row)
    _must_take(row)
    files = list(_files(row).filter(evidence=None).select_related("line", "blob"))
    for line in row.lines.all():
        if line.is_mandatory and not _is_given(row, line):
            raise RuleError("open", _("This one is still to be answered."), field=f"line_{line.pk}")
    for each in files:
        each.evidence, _is_new = Evidence.objects.get_or_create(
            task=row.task,
            item=each.line.item,
            round=1,
            blob=each.blob,
            defaults={"kind": each.kind, "file_name": each.file_name},
        )
    OffSiteFile.objects.bulk_update(files, ["evidence"])
    Custody.objects.bulk_create(
        Custody(
            blob=each.blob,
            act=CustodyAct.RECEIVED,
            by=row.pk,
            facts={"off_site": str(row.pk), "round": row.round},
        )
        for each in files
    )
    now = timezone.now()
    move(row, OffSiteState.SUBMITTED, submitted_at=now, changed_at=now)
    tell(row, "submitted", files=len(files), round=row.round)
    return row


@transaction.atomic
def answer_call(
    row: OffSiteRequest, *, agrees: bool, other_at: dt.datetime | None = None, note: str = ""
) -> VideoCall:
    """Take the firm's word on an appointment: agreed, or another time.

    Raises RuleError (field ``other_at``) for a time that is over. Emits
    ``enforcement.off_site_call_agreed`` or ``off_site_call_other_time``.
    """
    hold(row)
    call = row.calls.select_for_update().filter(state=CallState.PROPOSED).first()
    if call is None or not row.task.is_being_answered:
        raise IllegalMove(_("No appointment waits for your answer."))
    if agrees:
        move(call, CallState.AGREED, firm_note=note, changed_at=timezone.now())
    else:
        if other_at is None or other_at <= timezone.now():
            raise RuleError("past", _("Choose a time that is still to come."), field="other_at")
        now = timezone.now()
        move(call, CallState.OTHER_TIME, other_at=other_at, firm_note=note, changed_at=now)
    tell(row, "call_agreed" if agrees else "call_other_time")
    return call


def _must_take(row: OffSiteRequest) -> None:
    if not row.takes:
        raise IllegalMove(_("This was sent in already. The department asks where more is needed."))


def _files(row: OffSiteRequest) -> Any:
    return OffSiteFile.objects.filter(line__request=row, removed_at=None)


def _is_given(row: OffSiteRequest, line: OffSiteLine) -> bool:
    has_file = _files(row).filter(line=line).exists()
    if line.takes_files and line.takes_text:
        return has_file or bool(line.answer.strip())
    return has_file if line.takes_files else bool(line.answer.strip())


def _file(row: OffSiteRequest, line: OffSiteLine, upload: "UploadedFile[Any]") -> OffSiteFile:
    blob, kind = seal_sent_file(upload, f"file_{line.pk}")
    name = (upload.name or "")[-200:]
    return OffSiteFile(line=line, blob=blob, kind=kind, file_name=name, round=row.round)
