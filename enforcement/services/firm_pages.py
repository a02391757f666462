"""What every page of a firm needs: held rows, more time, reminders once, sealed files."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import blobs
from common.errors import RuleError, StaleState
from enforcement import pictures
from enforcement.choices import EvidenceKind
from enforcement.models import Blob, OffSiteRequest, Rectification
from enforcement.rules import rectifications as rules
from enforcement.services.photos import SENTENCES, seal_photo

FILE_TYPES = gettext_lazy("Send a photo (JPEG, PNG, WebP) or a PDF.")
FILE_SIZE = gettext_lazy("The file is larger than 20 MB.")


def hold(row: Rectification | OffSiteRequest, changed: str) -> None:
    """Lock the row until the act is written; StaleState where somebody was quicker."""
    fetched = (row.state, row.changed_at)
    rows = type(row)._base_manager.select_for_update(of=("self",))
    if rows.values_list("state", "changed_at").get(pk=row.pk) != fetched:
        raise StaleState(changed)


def give_more_time(row: Rectification | OffSiteRequest, to: dt.date, reason: str) -> None:
    """Move the last day, once, for a reason (domain 3.8). Raises RuleError at ``to``."""
    if row.extended_from is not None:
        raise RuleError("extended", _("The time was extended once already."), field="to")
    fault = rules.extension_fault(row.due_on, to)
    if fault:
        raise RuleError(fault, _("Choose a day up to 30 days after the last day."), field="to")
    row.extended_from, row.due_on, row.extension_reason = row.due_on, to, reason
    row.reminded_on = row.escalated_on = None
    row.changed_at = timezone.now()
    row.save()


def claim_once(row: type[Rectification | OffSiteRequest], pk: Any, column: str, day: Any) -> bool:
    """Tell whether this run is the one that says something of a row."""
    rows = row._base_manager.filter(pk=pk, **{column: None})
    return bool(rows.update(**{column: day}))


def seal_sent_photo(upload: "UploadedFile[Any]", field: str) -> Blob:
    """Seal a photo that a firm sends; return its row, not saved. Raises RuleError at ``field``."""
    if (upload.size or 0) > pictures.MAX_BYTES:
        raise RuleError("size", SENTENCES["size"], field=field)
    try:
        return seal_photo(upload.read())[0]
    except pictures.NotAPhoto as error:
        raise RuleError(error.args[0], SENTENCES[error.args[0]], field=field) from error


def seal_sent_file(upload: "UploadedFile[Any]", field: str) -> tuple[Blob, str]:
    """Seal a photo or a PDF that a firm sends; return its row, not saved, and its kind."""
    if (upload.size or 0) > pictures.MAX_BYTES:
        raise RuleError("size", FILE_SIZE, field=field)
    head = upload.read(5)
    upload.seek(0)
    if head == b"%PDF-":
        return seal_data(upload.read(), "application/pdf"), EvidenceKind.FILE
    try:
        return seal_sent_photo(upload, field), EvidenceKind.PHOTO
    except RuleError as error:
        if error.code == "type":
            raise RuleError("type", FILE_TYPES, field=field) from error
        raise


def seal_data(data: bytes, content_type: str) -> Blob:
    """Seal bytes under their hash; return their row, not saved."""
    sha256 = hashlib.sha256(data).hexdigest()
    blob = Blob(sha256=sha256, size=len(data), content_type=content_type)
    blobs.write(blob.path, data)
    return blob
