"""Static files out of ``node_modules``: only what is listed here, under ``vendor/``."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core import checks
from django.core.files.base import File
from django.core.files.storage import Storage

from common import icons

SPRITE = "vendor/icons.svg"
SPRITE_SOURCE = "@tabler/icons-sprite/dist/tabler-sprite-nostroke.svg"

# Folder under vendor/ -> folder in node_modules and the files of it that are served. Source maps
# are named too: the hashing storage refuses a file that points to a missing one.
FILES = {
    "tabler": ("@tabler/core/dist/css", ["tabler.min.css", "tabler.min.css.map"]),
    "leaflet": (
        "leaflet/dist",
        [
            "leaflet-src.esm.js",
            "leaflet-src.esm.js.map",
            "leaflet.css",
            "images/layers.png",
            "images/layers-2x.png",
            "images/marker-icon.png",
        ],
    ),
    "htmx": ("htmx.org/dist", ["htmx.esm.js"]),
    "idb": ("idb/build", ["index.js"]),
    "signature_pad": ("signature_pad/dist", ["signature_pad.js", "signature_pad.js.map"]),
}


def _modules() -> Path:
    return Path(settings.BASE_DIR) / "node_modules"


def served() -> dict[str, Path]:
    """Map each served path to its file in node_modules (the sprite to its source)."""
    found = {
        f"vendor/{folder}/{name}": _modules() / source / name
        for folder, (source, names) in FILES.items()
        for name in names
    }
    return found | {SPRITE: _modules() / SPRITE_SOURCE}


class VendorStorage(Storage):
    """Reads the listed files by the path they are served under."""

    prefix = None

    def path(self, name: str) -> str:
        source = served()[name]
        if name == SPRITE and source.exists():
            source = icons.build(source, Path(settings.BASE_DIR) / "var" / "vendor")
        return str(source)

    def exists(self, name: str) -> bool:
        return name in served() and Path(self.path(name)).exists()

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        return File(open(self.path(name), mode), name)

    def get_modified_time(self, name: str) -> datetime:
        return datetime.fromtimestamp(Path(self.path(name)).stat().st_mtime, UTC)


class NodeModulesFinder(BaseFinder):
    """Find front-end packages' files by whitelist, so that no package tree is ever published."""

    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        missing = [name for name, source in served().items() if not source.exists()]
        if not missing:
            return []
        return [
            checks.Warning(
                f"Front-end files are missing: {', '.join(missing)}.",
                hint="Run: npm ci",
                id="common.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = self.storage.path(path) if self.storage.exists(path) else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in served():
            if self.storage.exists(name) and not matches_patterns(
                name, list(ignore_patterns or [])
            ):
                yield name, self.storage
