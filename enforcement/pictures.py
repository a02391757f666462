"""Pictures: what is a photo that can be trusted to be shown, and what it says of itself."""

import datetime as dt
import io
import struct
import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from PIL import ExifTags, Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
SHOWN_EDGE, THUMB_EDGE = 1600, 320
"""Longest edges (pixels) of what is shown on a page and in a list."""

_MAGIC = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"RIFF": "WEBP",
}
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

# What Pillow's decoders raise on damaged files.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)

# A photo of 50 megapixels takes 150 MB while it is decoded: two at a time in a process.
_room = threading.BoundedSemaphore(2)


class NotAPhoto(ValueError):
    """The bytes are no photo that is taken here; the first argument says why in one word."""


@dataclass(frozen=True)
class Picture:
    """A decoded photo: its type, the derivatives without metadata, and what its camera noted.

    ``taken_at`` is the camera's clock, ``lon``/``lat`` its WGS-84 degrees; both only as it says.
    """

    content_type: str
    shown: bytes
    thumb: bytes
    taken_at: dt.datetime | None
    lon: float | None
    lat: float | None


def read(data: bytes) -> Picture:
    """Decode a photo in full and make what is shown of it.

    Raises NotAPhoto with ``size``, ``type``, ``pixels`` or ``broken``.
    """
    if len(data) > MAX_BYTES:
        raise NotAPhoto("size")
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    if not kind or (kind == "WEBP" and data[8:12] != b"WEBP"):
        raise NotAPhoto("type")
    try:
        with _room, Image.open(io.BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise NotAPhoto("pixels")
            image.load()
            upright = ImageOps.exif_transpose(image).convert("RGB")
            taken_at, lon, lat = _notes(image.getexif())
            return Picture(
                _TYPES[kind],
                _derive(upright, SHOWN_EDGE),
                _derive(upright, THUMB_EDGE),
                taken_at,
                lon,
                lat,
            )
    except NotAPhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPhoto("pixels") from error
    except _BROKEN as error:
        raise NotAPhoto("broken") from error


def _derive(image: Image.Image, edge: int) -> bytes:
    """Return a new JPEG of the pixels alone, at most ``edge`` pixels long."""
    small = image.copy()
    small.thumbnail((edge, edge))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _notes(exif: Image.Exif) -> tuple[dt.datetime | None, float | None, float | None]:
    """Return time and place as the camera noted them; nothing where its notes make no sense."""
    try:
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lon = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
        lat = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        inside = lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90
        return _moment(camera), lon if inside else None, lat if inside else None
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None, None, None


def _moment(camera: dict[int, Any]) -> dt.datetime | None:
    taken = camera.get(ExifTags.Base.DateTimeOriginal)
    if not taken:
        return None
    naive = dt.datetime.strptime(str(taken), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 the zone follows
    offset = str(camera.get(ExifTags.Base.OffsetTimeOriginal, ""))
    if offset:
        return dt.datetime.fromisoformat(f"{naive.isoformat()}{offset}")
    return naive.replace(tzinfo=settings.LEGAL_ZONE)


def _degrees(place: dict[int, Any], value: int, side: int, negative: str) -> float | None:
    if value not in place:
        return None
    degrees, minutes, seconds = (float(part) for part in place[value])
    found = degrees + minutes / 60 + seconds / 3600
    return -found if place.get(side) == negative else found
