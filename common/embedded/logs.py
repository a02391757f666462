"""Log files that do not grow for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

LIMIT = 10 * 1024 * 1024
KEEP = 3


def rotate(log: Path) -> None:
    """Move a grown log's content aside and empty the file under whoever appends to it."""
    try:
        if log.stat().st_size < LIMIT:
            return
    except FileNotFoundError:
        return
    for number in range(KEEP - 1, 0, -1):
        older = _numbered(log, number)
        if older.exists():
            older.replace(_numbered(log, number + 1))
    shutil.copyfile(log, _numbered(log, 1))
    log.open("wb").close()


def last_line(log: Path, *, since: int = 0, with_word: str = "") -> str:
    """Return the last line that says something, or what follows ``with_word`` in one.

    ``since`` is the size the file had when what is asked about began.
    """
    try:
        with log.open("rb") as file:
            file.seek(max(since, log.stat().st_size - 8192))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    found = next((line for line in reversed(lines) if line.strip() and with_word in line), "")
    return found.partition(with_word)[2].strip() if with_word else found.strip()


def _numbered(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
