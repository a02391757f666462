"""A server that lives while somebody holds it."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path

from common.embedded import logs, processes
from common.embedded.account import service_accounts
from common.embedded.locks import FileLock
from common.embedded.processes import Identity
from common.embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 30


class Server(ABC):
    """One embedded server of one state folder (``var``), seen by those who hold it.

    ``durable=False`` gives up safety against a power cut for speed; tests do.
    """

    name: str
    title: str

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var.absolute()
        self.durable = durable
        self.log = self.var / "log" / f"{self.name}.log"
        self.keeper_lock = FileLock(self._run("keeper"))
        self.holders_lock = FileLock(self._run("holders"))
        self.ready_mark = self._run("ready")
        self.trouble_mark = self._run("trouble")
        self.pid_file = self._run("pid")
        self._start_lock = FileLock(self._run("start"))
        self._threads = threading.Lock()

    @property
    def socket_dir(self) -> Path:
        """The private folder of the socket; short, for a socket's path has 107 bytes at most."""
        key = f"{self.var}:{os.geteuid()}"
        return Path(f"/tmp/.portal-{self.name}-{hashlib.sha256(key.encode()).hexdigest()[:10]}")

    @abstractmethod
    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server as a child of the calling keeper, and return when it answers."""

    @abstractmethod
    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Stop a launched server cleanly."""

    def clear(self) -> None:
        """End what an earlier, killed keeper left behind."""
        left = Identity.read(self.pid_file)
        if left:
            processes.end(left.session(), patience=10)
        self.pid_file.unlink(missing_ok=True)

    def record(self, process: subprocess.Popen[bytes]) -> None:
        """Note the launched process, for whoever has to clear up after a killed keeper."""
        identity = Identity.of(process.pid)
        if identity:
            identity.write(self.pid_file)

    def hold(self) -> None:
        """Make sure the server runs, and keep it until ``release`` or this process ends.

        Cheap when it is held already. Raises Trouble when the server cannot be had.
        """
        with self._threads:
            check_owner(self.var)
            if not self.holders_lock.held:
                self.holders_lock.wait(shared=True, seconds=STOP_SECONDS)
            if not self.is_up():
                with self._start_lock.exclusive(seconds=START_SECONDS):
                    self._start()

    def release(self) -> None:
        """Stop holding it. The keeper stops the server if that was the last hold."""
        self.holders_lock.release()

    def is_up(self) -> bool:
        return self.ready_mark.exists() and not self.keeper_lock.is_free()

    def wait_until_down(self, seconds: float = STOP_SECONDS) -> bool:
        """After ``release``: wait for the keeper to end; False when others hold the server."""
        until = time.monotonic() + seconds
        while not self.keeper_lock.is_free():
            if self._held_by_others() or time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _held_by_others(self) -> bool:
        """Tell a holder's shared lock from the exclusive one of a keeper that is stopping."""
        probe = FileLock(self.holders_lock.path)
        if not probe.try_shared():
            return False
        alone = probe.try_exclusive()
        probe.release()
        return not alone

    def _start(self) -> None:
        keeper = None
        if self.keeper_lock.is_free():
            self.ready_mark.unlink(missing_ok=True)
            self.trouble_mark.unlink(missing_ok=True)
            keeper = self._spawn_keeper()
        until = time.monotonic() + START_SECONDS
        while not self.is_up():
            gone = Identity.of(keeper) is None if keeper else self.keeper_lock.is_free()
            if gone or time.monotonic() > until:
                raise Trouble(self._why())
            time.sleep(0.01)

    def _spawn_keeper(self) -> int:
        """Start the keeper as a process of its own, which may well outlive this one."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        logs.rotate(self.log)
        argv = [sys.executable, "-m", "common.embedded.keeper", self.name, str(self.var)]
        if not self.durable:
            argv.append("--volatile")
        with self.log.open("ab") as output, open(os.devnull, "rb") as nothing:
            return os.posix_spawn(
                sys.executable,
                argv,
                {**os.environ, "PYTHONPATH": str(ROOT)},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, nothing.fileno(), 0),
                    (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
                ],
                setsid=True,
            )

    def _why(self) -> str:
        try:
            return self.trouble_mark.read_text()
        except OSError:
            return f"{self.title} did not start: {logs.last_line(self.log)} (see {self.log})"

    def _run(self, suffix: str) -> Path:
        return self.var / "run" / f"{self.name}.{suffix}"


def check_owner(var: Path) -> None:
    """Refuse a state folder of somebody else: half of it would end up ours."""
    try:
        owner = var.stat().st_uid
    except FileNotFoundError:
        return
    if owner != os.geteuid():
        raise Trouble(
            f"{var} belongs to {_name(owner)}: run as {_name(owner)}, or move that folder away."
        )


def make_private(folder: Path) -> None:
    """Make an empty folder for its owner alone; refuse one that somebody else put in its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = [os.geteuid(), *(uid for uid, _ in service_accounts() if os.geteuid() == 0)]
    if folder.is_symlink() or folder.stat().st_uid not in ours:
        raise Trouble(f"{folder} belongs to somebody else: remove it and start again.")
    folder.chmod(0o700)
    for left in folder.iterdir():  # a killed server's socket and lock
        left.unlink()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
