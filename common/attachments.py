"""Files that people attach to a record: which kinds are kept, and how they are handed out."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import blobs
from common.errors import RuleError
from common.models import Row

MAX_BYTES = 20 * 1024 * 1024
FILE_TYPES = {
    ".pdf": ("application/pdf", b"%PDF"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    ".ofd": ("application/ofd", b"PK"),
    ".csv": ("text/csv", b""),
    ".txt": ("text/plain", b""),
    ".png": ("image/png", b"\x89PNG"),
    ".jpg": ("image/jpeg", b"\xff\xd8"),
}
"""Kinds of file that may be attached, with how their bytes begin."""


class Attachment(Row):
    """A file that came with a record; its bytes stand once in the house's store."""

    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content_type = models.CharField(_("content type"), max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Return where the bytes stand in the store."""
        return blobs.path_of(self.sha256)


@dataclass(frozen=True)
class Kept:
    """A file whose bytes are in the store."""

    sha256: str
    name: str
    size: int
    content_type: str

    @property
    def about(self) -> dict[str, Any]:
        """Return what its row says beside the hash."""
        return {"name": self.name, "size": self.size, "content_type": self.content_type}


def keep(upload: "UploadedFile[Any]") -> Kept:
    """Put a file into the store.

    Raises RuleError at ``file`` for a kind that is not kept, too many bytes, or bytes that are not
    what the name says.
    """
    name = (upload.name or "")[-200:]
    content_type, head = FILE_TYPES.get(f".{name.rpartition('.')[2].casefold()}", ("", b""))
    if not content_type:
        raise RuleError(
            "type",
            _now("Only these kinds of file are kept: %(kinds)s.")
            % {"kinds": ", ".join(FILE_TYPES)},
            field="file",
        )
    if (upload.size or 0) > MAX_BYTES:
        raise RuleError("size", _now("The file is larger than 20 MB."), field="file")
    data = upload.read()
    if not data.startswith(head):
        raise RuleError("type", _now("The file is not what its name says."), field="file")
    return Kept(blobs.keep(data), name, len(data), content_type)


def hand_out(file: Attachment) -> HttpResponse:
    """Return a file for download under its own name; nothing guesses at what it is."""
    response = HttpResponse(blobs.read(file.path), content_type=file.content_type)
    header = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
