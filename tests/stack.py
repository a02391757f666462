"""A whole portal of real processes, to be killed and started again by tests.

It stands on the database of the test that asks for it, so the test reads and writes by the ORM; its
Redis-protocol server is its own and may be flushed, stopped and killed.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import redis
from django.db import connection

from common.embedded import processes
from common.embedded.processes import Identity
from common.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[1]
SWEEP_SECONDS = 1
CELERY = [sys.executable, "-m", "celery", "-A", "supervision_portal"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
WEB = [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "16"]
Answer = TypeVar("Answer")


class Stack:
    """Real processes by name: ``web``, ``worker`` (all queues), ``beat``; none is started yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.valkey = Valkey(folder, durable=False)
        self.redis = redis.Redis(unix_socket_path=str(self.valkey.socket))
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Stack:
        self.valkey.hold()
        return self

    def __exit__(self, *error: object) -> None:
        for name in list(self.running):
            self.kill(name)
        self.redis.close()
        self.valkey.release()
        self.valkey.wait_until_down()

    def start(self, *names: str, faults: str = "", **env: str) -> None:
        """Start processes; ``faults`` is their FAULTS, each of which happens once in this test."""
        commands = {
            "web": [*WEB, "--port", str(self.port), "supervision_portal.wsgi:application"],
            "worker": [*WORKER, "-Q", "loop,rules,ingest,reports"],
            "beat": [*CELERY, "beat", "-s", str(self.folder / "beat-schedule")],
        }
        for name in names:
            self.running[name] = processes.spawn(
                commands[name],
                log=self.folder / f"{name}.log",
                cwd=ROOT,
                env={**self._environment(), "PGAPPNAME": name, "FAULTS": faults, **env},
                on_parent_death=signal.SIGKILL,
            )
        if "web" in names:
            self.wait_for(self._answers, what="the web server")

    def stop(self, name: str) -> None:
        """Ask a process to finish, and wait until it has."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)

    def kill(self, name: str) -> None:
        """End a process and all that it started, at once (kill -9)."""
        process = self.running.pop(name)
        identity = Identity.of(process.pid)
        left = identity.session() if identity else []
        for each in left or sessions_of(process.pid):
            processes.send(each, signal.SIGKILL)
        process.wait()

    def flush_redis(self) -> None:
        """Lose every message and every cached value."""
        self.redis.flushall()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def hit(self, fault: str) -> bool:
        """Tell whether a fault has happened in this test."""
        return (self.folder / "faults" / fault).exists()

    def wait_for(
        self, condition: Callable[[], Answer], *, seconds: float = 30, what: str = ""
    ) -> Answer:
        """Return the first true answer of ``condition``; fail with the logs after ``seconds``."""
        until = time.monotonic() + seconds
        while not (answer := condition()):
            if time.monotonic() > until:
                logs = "\n".join(f"== {name}\n{self.log(name)[-2000:]}" for name in self.running)
                raise AssertionError(f"{what or condition} did not come in {seconds} s\n{logs}")
            time.sleep(0.05)
        return answer

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        once = self.folder / "faults"
        once.mkdir(exist_ok=True)
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "supervision_portal.settings",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": database_url("app"),
            "DATABASE_OWNER_URL": database_url("owner"),
            "SWEEP_SECONDS": str(SWEEP_SECONDS),
            "FAULTS_ONCE": str(once),
            "PYTHONUNBUFFERED": "1",
        }
        env.pop("REDIS_URL", None)
        return env


def database_url(role: str) -> str:
    """Return the address of the test database for ``app`` or ``owner``."""
    entry: dict[str, Any] = {**connection.settings_dict, **connection.settings_dict["ROLES"][role]}
    login = quote(entry["USER"], safe="")
    if entry["PASSWORD"]:
        login += ":" + quote(entry["PASSWORD"], safe="")
    if entry["HOST"].startswith("/"):
        return f"postgres://{login}@/{entry['NAME']}?host={entry['HOST']}"
    port = f":{entry['PORT']}" if entry["PORT"] else ""
    return f"postgres://{login}@{entry['HOST']}{port}/{entry['NAME']}"


def fault_points() -> list[str]:
    """Return the names of all fault points in the code, so that a new one is tested by itself."""
    found: set[str] = set()
    for path in _sources():
        found.update(re.findall(r"""faultpoint\(f?["']([\w.{}]+)["']\)""", path.read_text()))
    return sorted(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sessions_of(pid: int) -> list[Identity]:
    """Return what is left of the session of a leader that has died but was not reaped yet."""
    return [process for process in processes.running() if processes.session_of(process.pid) == pid]


def _sources() -> Iterator[Path]:
    for folder in ROOT.iterdir():
        if (folder / "__init__.py").exists() and folder.name != "tests":
            yield from folder.glob("**/*.py")
