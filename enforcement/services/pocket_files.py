"""Files that phones send ahead by their hash: checked, sealed, and on record from then on."""

import datetime as dt
import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import blobs
from common.errors import RuleError
from common.faults import faultpoint
from common.models import User
from enforcement import pictures
from enforcement.choices import CustodyAct, EvidenceKind
from enforcement.models import Blob, Custody, Evidence, EvidenceUpload, PocketDevice
from enforcement.services.photos import SENTENCES, seal_photo

_REFUSED: dict[str, str | Promise] = {
    "hash": _("The bytes that arrived have another hash. Send the file again."),
    "type": _("Only photos (JPEG, PNG, WebP), videos and voice notes are taken."),
    "size": _("The file is larger than this portal takes."),
}


class QuotaReached(Exception):
    """A phone or an officer has sent as much in a day as the portal takes."""


def most_bytes(kind: str) -> int:
    """Return how large a file of a kind (photo, video, audio) may be."""
    limits: dict[str, int] = {
        EvidenceKind.PHOTO: pictures.MAX_BYTES,
        EvidenceKind.VIDEO: settings.POCKET_VIDEO_MAX_BYTES,
        EvidenceKind.AUDIO: settings.POCKET_AUDIO_MAX_BYTES,
    }
    return limits[kind]


def receive(
    sha256: str, data: bytes, *, claimed: str, device: PocketDevice
) -> tuple[EvidenceUpload, bool]:
    """Keep a file that a phone names by its hash; return its row and whether it is new.

    The same file again changes nothing. Bytes are written before rows, as with every photo.
    ``claimed`` is the content type that the phone says, used to tell sound from film alone.
    Raises RuleError with ``hash``, ``type`` or ``size``; QuotaReached.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuleError("hash", _REFUSED["hash"])
    mine = EvidenceUpload.objects.filter(blob_id=sha256, user=device.user)
    known = mine.select_related("blob").first()
    if known is not None:
        return known, False
    _need_quota(len(data), device)
    blob = _seal(data, claimed)
    faultpoint("pocket.file_written")
    return _record(blob, device)


@transaction.atomic
def _record(blob: Blob, device: PocketDevice) -> tuple[EvidenceUpload, bool]:
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    upload, is_new = EvidenceUpload.objects.get_or_create(
        blob_id=blob.sha256, user=device.user, defaults={"device": device}
    )
    if is_new:
        log([blob.sha256], CustodyAct.RECEIVED, device.user, device=str(device.pk))
    return upload, is_new


def log(hashes: list[str], act: str, by: User, **facts: str) -> None:
    """Write the custody log of files."""
    Custody.objects.bulk_create(
        Custody(blob_id=sha256, act=act, by=by.pk, facts=facts) for sha256 in hashes
    )


@transaction.atomic
def open_original(evidence: Evidence, by: User) -> bytes:
    """Return the bytes of a film or voice note, and write who read them; photos stay sealed."""
    if evidence.kind not in (EvidenceKind.VIDEO, EvidenceKind.AUDIO):
        raise PermissionDenied
    log([evidence.blob_id], CustodyAct.READ, by, evidence=str(evidence.pk))
    return blobs.read(evidence.blob.path)


def _need_quota(size: int, device: PocketDevice) -> None:
    day = EvidenceUpload.objects.filter(
        user=device.user, created_at__gt=timezone.now() - dt.timedelta(days=1)
    )
    sent = day.aggregate(
        officer=Sum("blob__size", default=0),
        device=Sum("blob__size", default=0, filter=Q(device=device)),
    )
    if sent["device"] + size > settings.POCKET_DEVICE_DAY_BYTES:
        raise QuotaReached(_("This phone has sent as much in 24 hours as the portal takes."))
    if sent["officer"] + size > settings.POCKET_OFFICER_DAY_BYTES:
        raise QuotaReached(_("You have sent as much in 24 hours as the portal takes."))


def _seal(data: bytes, claimed: str) -> Blob:
    found = _media_type(data, claimed)
    if not found:
        try:
            return seal_photo(data)[0]
        except pictures.NotAPhoto as error:
            code = error.args[0]
            words = _REFUSED["type"] if code == "type" else SENTENCES[code]
            raise RuleError(code, words) from error
    if len(data) > most_bytes(found.partition("/")[0]):
        raise RuleError("size", _REFUSED["size"])
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), size=len(data), content_type=found)
    blobs.write(blob.path, data)
    return blob


def _media_type(data: bytes, claimed: str) -> str:
    """Return the type of a film or voice note by its first bytes; empty for anything else."""
    is_sound = claimed.startswith("audio/")
    if data[4:8] == b"ftyp":
        return "audio/mp4" if is_sound or data[8:11] == b"M4A" else "video/mp4"
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm" if is_sound else "video/webm"
    if data.startswith(b"OggS"):
        return "audio/ogg"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "audio/wav"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")):
        return "audio/mpeg"
    return ""
