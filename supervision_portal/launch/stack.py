"""The portal's own servers and the steps that bring the database up to the code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from common.embedded.postgres import Postgres
from common.embedded.server import ROOT, Server
from common.embedded.valkey import Valkey
from supervision_portal.launch.console import Step, work
from supervision_portal.launch.environment import LOGS, PYTHON, RUN, VAR, environment, given
from supervision_portal.launch.marks import Mark, digest

_SKIPPED = {"tests", "benchmarks", "node_modules", "var", "docs"}


class Servers:
    """The embedded servers that this environment needs: none for what is given by URL."""

    def __init__(self) -> None:
        self.postgres = None if given("DATABASE_URL") else Postgres(VAR)
        self.valkey = None if given("REDIS_URL") else Valkey(VAR)

    def hold(self) -> None:
        for server in self.all():
            server.hold()

    def release(self) -> None:
        """Let go, and wait until they have stopped unless somebody else holds them."""
        for server in self.all():
            server.release()
        for server in self.all():
            server.wait_until_down()

    def database_identity(self) -> str | None:
        """Return what tells this database from another, None for one that is given by URL."""
        if self.postgres is None:
            return None
        return self.postgres.query("SELECT system_identifier FROM pg_control_system()")

    def all(self) -> list[Server]:
        return [server for server in (self.postgres, self.valkey) if server]


@dataclass(frozen=True)
class Preparation:
    """A management command that brings data up to the code, and the files that it is made from."""

    title: str
    command: str
    made_from: Callable[[], Iterator[Path]]
    is_daily: bool = False
    """Whether it also runs at the first start of each day: the demo's roster rolls on."""


def prepare(servers: Servers) -> None:
    """Migrate, set up and load the demo, each only when something it is made from has changed."""
    identity = servers.database_identity()
    for step in PREPARATIONS:
        mark = Mark(RUN / "done" / step.command)
        today = datetime.now(UTC).date().isoformat() if step.is_daily else ""
        wanted = digest(step.made_from(), identity or "", today)
        if identity and mark.fits(wanted):
            continue
        mark.drop()
        log = LOGS / "setup.log"
        command: list[str | Path] = [PYTHON, "manage.py", step.command]
        work(step.title, command, log=log, env=environment())
        mark.put(wanted)


def compile_messages() -> None:
    """Compile the message catalogues that have changed."""
    catalogues = list(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    mark, wanted = Mark(RUN / "done" / "messages"), digest(catalogues)
    compiled = all(catalogue.with_suffix(".mo").exists() for catalogue in catalogues)
    if compiled and mark.fits(wanted):
        return
    argv: list[str | Path] = [PYTHON, "-m", "common.messages", "compile"]
    work("Translations", argv, log=LOGS / "setup.log", env=environment())
    mark.put(wanted)


def collect_static() -> None:
    """Bring the hashed static files of production together; the demo serves them in place."""
    if os.environ.get("HTTPS") not in ("1", "true", "True"):
        return
    mark = Mark(RUN / "done" / "static")
    sources = [path for path in (ROOT / "static").glob("**/*") if path.is_file()]
    wanted = digest([*sources, ROOT / "package-lock.json", ROOT / "requirements.txt"])
    if mark.fits(wanted):
        return
    command: list[str | Path] = [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear"]
    work("Static files", command, log=LOGS / "setup.log", env=environment())
    mark.put(wanted)


def start_servers(servers: Servers) -> None:
    """Hold the embedded servers; a step only where there are any."""
    if servers.all():
        with Step(" and ".join(server.title for server in servers.all())):
            servers.hold()


def _migrations() -> Iterator[Path]:
    yield from ROOT.glob("*/migrations/*.py")
    yield from ROOT.glob("*/*/migrations/*.py")
    yield from (ROOT / "common" / "postgres").glob("*.*")
    yield ROOT / "requirements.txt"


def _code() -> Iterator[Path]:
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in _SKIPPED and not folder.name.startswith("."):
            yield from folder.glob("**/*.py")


def _demo() -> Iterator[Path]:
    yield from (path for path in (ROOT / "demo").glob("**/*") if path.is_file())
    yield from ROOT.glob("*/management/commands/load_demo*.py")
    yield from ROOT.glob("supervision_portal/demo/*.py")
    yield from ROOT.glob("*/imports/*.py")
    yield from ROOT.glob("registry/roles*.py")
    yield from _migrations()


PREPARATIONS = (
    Preparation("Database", "migrate", _migrations),
    Preparation("Roles and calendar", "setup_portal", _code),
    Preparation("Demo", "load_demo", _demo, is_daily=True),
)
