"""Start, recognise and end processes by id and start time, never by name."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Identity:
    """A process as it cannot be mistaken: its id, and when it started (clock ticks since boot)."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """Return the identity of a running process, None for a dead one or a zombie."""
        stat = _stat(pid)
        if stat is None or stat[0] in "ZX":
            return None
        return cls(pid, int(stat[19]))

    @classmethod
    def read(cls, path: Path) -> Identity | None:
        try:
            pid, started = map(int, path.read_text().split())
        except (OSError, ValueError):
            return None
        return cls(pid, started)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{self.pid} {self.started}\n")

    @property
    def alive(self) -> bool:
        return Identity.of(self.pid) == self

    def session(self) -> list[Identity]:
        """Return the live processes of the session it leads or led, itself included.

        When another process has taken its id since, the session is not its own any more: nothing.
        """
        leader = Identity.of(self.pid)
        if leader not in (self, None):
            return []
        members = (member for member in running() if session_of(member.pid) == self.pid)
        return [member for member in members if member.started >= self.started]


def running() -> list[Identity]:
    """Return all processes of the machine that run now."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [identity for pid in pids if (identity := Identity.of(pid))]


def working_in(folder: Path) -> list[Identity]:
    """Return the processes whose working directory is ``folder``."""
    return [process for process in running() if _cwd(process.pid) == str(folder)]


def end(
    processes: Iterable[Identity], *, first: signal.Signals = signal.SIGTERM, patience: float = 5
) -> None:
    """Ask processes to end, and after ``patience`` seconds make them."""
    left = list(processes)
    for sign in (first, signal.SIGKILL):
        left = [process for process in left if process.alive]
        for process in left:
            send(process, sign)
        until = time.monotonic() + patience
        while time.monotonic() < until and any(process.alive for process in left):
            time.sleep(0.02)


def send(process: Identity, sign: signal.Signals) -> None:
    """Send a signal, if the process still is the one that was meant."""
    if process.alive:
        with suppress(ProcessLookupError):
            os.kill(process.pid, sign)


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    on_parent_death: signal.Signals,
    account: tuple[int, int] | None = None,
    enter: Callable[[], None] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own that ends with this process, even a killed one.

    ``account`` is the user and group to become, ``enter`` is called in the child just before the
    program. The calling process must have one thread.
    """

    parent = os.getpid()

    def prepare() -> None:
        if enter:
            enter()
        _libc.prctl(_PR_SET_PDEATHSIG, int(on_parent_death), 0, 0, 0)
        if os.getppid() != parent:  # it died before it could be watched
            os._exit(1)

    uid, gid = account or (None, None)
    with log.open("ab") as output:
        return subprocess.Popen(
            [os.fspath(part) for part in argv],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=uid,
            group=gid,
            extra_groups=[] if account else None,
            preexec_fn=prepare,
        )


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/<pid>/stat after the name, which may hold spaces."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def session_of(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[3]) if stat else None


def parent_of(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[1]) if stat else None


def _cwd(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return None
