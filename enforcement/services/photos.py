"""Photos as evidence: the sealed original, stored once, and what is shown of it."""

import hashlib
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import blobs
from common.errors import IllegalMove, RuleError
from common.faults import faultpoint
from common.models import User
from enforcement import pictures
from enforcement.choices import WORK_STATES
from enforcement.models import Blob, Evidence, LeftOut, Task
from enforcement.services.steps import assigned_officer
from matters.models import CheckItem
from matters.rules.lines import Slot
from registry.models import Officer

MAX_PHOTOS = 60
SIZES = ("shown", "thumb")
SENTENCES: dict[str, str | Promise] = {
    "size": _("The photo is larger than 20 MB."),
    "type": _("This is no photo in JPEG, PNG or WebP."),
    "pixels": _("The photo has more than 50 megapixels."),
    "broken": _("The photo is damaged and cannot be read."),
    "many": _("A task holds 60 photos at most."),
    "left_out": _("This photo was left out. Take it in again below, or take another one."),
}


def keep_photo(
    task: Task,
    *,
    upload: "UploadedFile[Any]",
    item: CheckItem | None = None,
    turn: int = 1,
    by: User,
) -> Evidence:
    """Keep a photo of the task, of one line of its checklist or of the whole; the same one once.

    ``turn`` is the round of a repeat group that it belongs to.

    The bytes are written before the rows: a row without its file never exists, and a file without
    a row (the process died between) is harmless and taken up by the next upload of the same photo.
    Raises RuleError (field ``photo``) for what is no photo, IllegalMove unless the task is being
    answered, PermissionDenied for anybody but its officers.
    """
    officer = assigned_officer(task, by)
    field = f"photo_{Slot(item.order, turn).suffix}" if item else "photo"
    if (upload.size or 0) > pictures.MAX_BYTES:
        raise RuleError("size", SENTENCES["size"], field=field)
    data = upload.read()
    known: Evidence | None = task.evidence.filter(
        item=item, round=turn, blob_id=hashlib.sha256(data).hexdigest()
    ).first()
    if known is not None:
        if known.left_outs.filter(ended_at=None).exists():
            raise RuleError("left_out", SENTENCES["left_out"], field=field)
        return known
    if not task.is_being_answered:
        raise IllegalMove(_("Photos are taken while the task is being answered."))
    if task.evidence.count() >= MAX_PHOTOS:
        raise RuleError("many", SENTENCES["many"], field=field)
    try:
        blob, picture = seal_photo(data)
    except pictures.NotAPhoto as error:
        raise RuleError(error.args[0], SENTENCES[error.args[0]], field=field) from error
    faultpoint("photo.written")
    place = item, turn
    return _record(task, blob, picture, place, officer, (upload.name or "")[-200:])


def seal_photo(data: bytes) -> tuple[Blob, pictures.Picture]:
    """Write a photo and what is shown of it; return its row, not saved. Raises NotAPhoto."""
    picture = pictures.read(data)
    blob = Blob(
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), content_type=picture.content_type
    )
    blobs.write(blob.path, data)
    blobs.write(blob.derivative("shown"), picture.shown)
    blobs.write(blob.derivative("thumb"), picture.thumb)
    return blob, picture


@transaction.atomic
def _record(
    task: Task,
    blob: Blob,
    picture: pictures.Picture,
    place: tuple[CheckItem | None, int],
    officer: Officer,
    file_name: str,
) -> Evidence:
    """Write the rows, unless the task has been submitted while the photo came in."""
    state = Task.objects.select_for_update().values_list("state", flat=True).get(pk=task.pk)
    if state != WORK_STATES[task.kind]:
        raise IllegalMove(_("The task was submitted before the photo arrived."))
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    evidence, _is_new = Evidence.objects.get_or_create(
        task=task,
        item=place[0],
        round=place[1],
        blob_id=blob.sha256,
        defaults={
            "by": officer,
            "file_name": file_name,
            "device_time": picture.taken_at,
            "lon": picture.lon,
            "lat": picture.lat,
        },
    )
    return evidence


def open_photo(evidence: Evidence, size: str) -> bytes:
    """Return what is shown of a photo (``shown`` or ``thumb``); the original stays sealed."""
    return blobs.read(evidence.blob.derivative(size))


def photos_by_slot(task: Task) -> dict[tuple[uuid.UUID | None, int], list[Evidence]]:
    """Return the task's photos by the line and round they belong to; None is the whole."""
    found: dict[tuple[uuid.UUID | None, int], list[Evidence]] = {}
    for evidence in task.evidence.photos().select_related("by__user").order_by("pk"):
        found.setdefault((evidence.item_id, evidence.round), []).append(evidence)
    return found


def photos_left_out(task: Task) -> list[LeftOut]:
    """Return what was left out of the task's answer, with who did so and why."""
    rows = LeftOut.objects.filter(evidence__task=task, ended_at=None)
    return list(rows.select_related("evidence__by__user", "by__user").order_by("pk"))
