"""The embedded PostgreSQL server: a private cluster, reached by a Unix socket."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import time
from pathlib import Path

from common.embedded import account, logs, processes
from common.embedded.account import Account
from common.embedded.binaries import Binaries
from common.embedded.server import ROOT, START_SECONDS, Server, make_private
from common.embedded.trouble import Trouble

DATABASE = "portal"
OWNER = "portal_owner"
APP = "portal_app"
ROLES = ROOT / "common" / "postgres" / "roles.sql"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
SUPERUSER = "postgres"


class Postgres(Server):
    """PostgreSQL from its wheel, or else one of the machine (16 or newer)."""

    name = "postgres"
    title = "PostgreSQL"

    def launch(self) -> subprocess.Popen[bytes]:
        self.var.mkdir(parents=True, exist_ok=True)
        site = Site.find(self.var)
        if not (site.data / "PG_VERSION").exists():
            site.initialise(self.log)
        site.check_version()
        site.account.own(site.data)
        site.data.chmod(0o700)
        drop_stale_lock(site.data)
        make_private(self.socket_dir)
        site.account.own(self.socket_dir)
        process = processes.spawn(
            [
                site.binaries.program("postgres"),
                "-D",
                site.data,
                "-h",
                "",
                "-k",
                self.socket_dir,
                *self._options(),
            ],
            log=self.log,
            cwd=Path("/"),
            env=ENVIRONMENT,
            on_parent_death=signal.SIGINT,  # PostgreSQL's fast shutdown
            account=site.account.ids,
            enter=site.account.enter,
        )
        self.record(process)
        self._wait(process, site.binaries)
        self._make_roles(site.binaries)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        for sign, patience in ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            process.send_signal(sign)
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    def clear(self) -> None:
        """End leftovers; a busy backend outlives its killed parent in a session of its own."""
        super().clear()
        for data in (self.var / "postgres", elsewhere(self.var) / "postgres"):
            processes.end(processes.working_in(data), first=signal.SIGINT, patience=10)

    def _options(self) -> list[str]:
        options = {
            "max_connections": "150",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_lock_waits": "on",
            "log_parameter_max_length": "0",  # no personal data in logs
            "log_parameter_max_length_on_error": "0",
        }
        if not self.durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def query(self, sql: str) -> str:
        """Return what psql prints for a query in the portal's database, as the superuser."""
        return self._psql(Binaries.find(), "-At", "-d", DATABASE, "-c", sql).strip()

    def _wait(self, process: subprocess.Popen[bytes], binaries: Binaries) -> None:
        ready: list[str | Path] = [
            binaries.program("pg_isready"),
            "-q",
            *self._address(),
            "-d",
            "postgres",
        ]
        until, pause = time.monotonic() + START_SECONDS, 0.02
        while subprocess.run(ready, env=ENVIRONMENT, check=False).returncode != 0:
            if process.poll() is not None or time.monotonic() > until:
                reason = logs.last_line(self.log, with_word="FATAL:")
                raise Trouble(f"PostgreSQL did not start: {reason} (see {self.log})")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)  # each attempt leaves a line in the server's log

    def _make_roles(self, binaries: Binaries) -> None:
        may_make_test_databases = f"ALTER ROLE {OWNER} CREATEDB"
        self._psql(binaries, "-d", "postgres", "-f", str(ROLES), "-c", may_make_test_databases)

    def _psql(self, binaries: Binaries, *words: str) -> str:
        argv: list[str | Path] = [
            binaries.program("psql"),
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            *self._address(),
        ]
        done = subprocess.run(
            [*argv, *words], env=ENVIRONMENT, check=False, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL refused to set the portal up: {done.stderr.strip()}")
        return done.stdout

    def _address(self) -> list[str]:
        return ["-h", str(self.socket_dir), "-U", SUPERUSER]


class Site:
    """Where the cluster lives, with which programs, and as whom."""

    def __init__(self, binaries: Binaries, data: Path, account: Account) -> None:
        self.binaries = binaries
        self.data = data
        self.account = account

    @classmethod
    def find(cls, var: Path) -> Site:
        binaries = Binaries.find()
        chosen = account.choose([var, binaries.folder])
        if chosen:
            return cls(binaries, var / "postgres", chosen)
        return cls._elsewhere(binaries, elsewhere(var))

    @classmethod
    def _elsewhere(cls, binaries: Binaries, folder: Path) -> Site:
        """Root, below a folder closed to everybody else, where there are no user name spaces."""
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.stat().st_uid != 0:
            raise Trouble(f"{folder} belongs to somebody else: remove it and start again.")
        for ids in account.service_accounts():
            if not account.reaches(ids, [binaries.folder]):
                binaries = binaries.copy_to(folder / "programs")
            return cls(binaries, folder / "postgres", Account(ids=ids))
        raise Trouble("PostgreSQL refuses to run as root: start as another user.")

    def initialise(self, log: Path) -> None:
        """Make the cluster, aside first: a half-made one is never taken for a whole."""
        fresh = self.data.with_name("postgres.new")
        for locale in self.binaries.locales():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            self.account.own(fresh)
            if self._initdb(fresh, locale, log):
                fresh.rename(self.data)
                return
        shutil.rmtree(fresh, ignore_errors=True)
        raise Trouble(f"PostgreSQL could not make its files: {logs.last_line(log)} (see {log})")

    def check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.binaries.major):
            raise Trouble(
                f"{self.data} was made by PostgreSQL {made_by}, here is {self.binaries.major}: "
                "move that folder away, or dump it with the old release and load it again."
            )

    def _initdb(self, folder: Path, locale: list[str], log: Path) -> bool:
        argv: list[str | Path] = [
            self.binaries.program("initdb"),
            "-D",
            folder,
            "-U",
            SUPERUSER,
            "-E",
            "UTF8",
            "-A",
            "trust",
            "--no-sync",
        ]
        process = processes.spawn(
            [*argv, *locale],
            log=log,
            cwd=Path("/"),
            env=ENVIRONMENT,
            on_parent_death=signal.SIGTERM,
            account=self.account.ids,
            enter=self.account.enter,
        )
        return process.wait() == 0


def elsewhere(var: Path) -> Path:
    """Return the folder for a state folder that the server's user cannot reach."""
    return (
        Path("/var/tmp")
        / f"supervision-portal-{hashlib.sha256(str(var).encode()).hexdigest()[:10]}"
    )


def drop_stale_lock(data: Path) -> None:
    """Remove the server's own lock file unless a living server sits in this folder.

    A zombie nobody reaps, or another process with the same id, would keep the server from starting.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        pid = 0
    if pid not in [process.pid for process in processes.working_in(data)]:
        lock.unlink(missing_ok=True)
