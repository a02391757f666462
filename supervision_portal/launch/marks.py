"""Remember what a step was made from, so that it is left out while nothing of that has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from common.embedded.server import ROOT


def digest(files: Iterable[Path], *words: str) -> str:
    """Return a hash of files, by path and content, and of further words."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


class Mark:
    """A file that holds the hash of what a finished step was made from."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fits(self, value: str) -> bool:
        try:
            return self.path.read_text() == value
        except FileNotFoundError:
            return False

    def put(self, value: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(value)

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
