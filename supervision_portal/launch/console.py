"""What the launcher shows while it works."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from common.embedded import logs, processes
from common.embedded.processes import Identity
from common.embedded.server import ROOT
from common.embedded.trouble import Trouble

TITLE_WIDTH = 24
_LIVE = sys.stdout.isatty()


def say(text: str = "") -> None:
    print(text, flush=True)


class Step:
    """One line of progress: a title, and the seconds it took; a terminal sees them pass."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.began = time.monotonic()

    def __enter__(self) -> Step:
        self.began = time.monotonic()
        if not _LIVE:
            print(f"  {self.title:<{TITLE_WIDTH}}", end="", flush=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        start = f"\r\x1b[K  {self.title:<{TITLE_WIDTH}}" if _LIVE else ""
        stopped = "failed" if isinstance(error, Exception) else "stopped"
        print(start + (stopped if error else self._seconds()), flush=True)

    def tick(self, note: str = "") -> None:
        """Show the passing time and what the step says of itself."""
        if _LIVE:
            line = f"  {self.title:<{TITLE_WIDTH}}{self._seconds()}  {note}"
            print("\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1], end="", flush=True)

    def _seconds(self) -> str:
        return f"{time.monotonic() - self.began:5.1f} s"


class Job:
    """A command that works in the background until it is waited for."""

    hint = ""
    """What to look at when it has failed for a reason that it gave itself."""

    def __init__(
        self, title: str, argv: Sequence[str | Path], log: Path, env: Mapping[str, str]
    ) -> None:
        self.title = title
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        logs.rotate(log)
        self._begin = log.stat().st_size if log.exists() else 0
        self.process = processes.spawn(
            argv, log=log, cwd=ROOT, env=env, on_parent_death=signal.SIGTERM
        )

    def wait(self) -> None:
        """Show the step until the command has ended; raise Trouble when it failed."""
        try:
            with Step(self.title) as step:
                while self.process.poll() is None:
                    step.tick(logs.last_line(self.log, since=self._begin))
                    time.sleep(0.05)
                if self.process.returncode != 0:
                    raise self.trouble(self.log.read_bytes()[self._begin :])
        finally:
            self.stop()

    def stop(self) -> None:
        identity = Identity.of(self.process.pid)
        if identity:
            processes.end(identity.session())

    def trouble(self, said: bytes) -> Trouble:
        """Return what is wrong when the command has failed, going by what it said."""
        if b"No space left on device" in said:
            return Trouble(
                f"There is no space left on the disk of {ROOT}: make room and start again."
            )
        reason = logs.last_line(self.log, since=self._begin) or f"code {self.process.returncode}"
        return Trouble(f"{self.title} failed: {reason}{self.hint} (all of it in {self.log})")


def work(title: str, argv: Sequence[str | Path], *, log: Path, env: Mapping[str, str]) -> None:
    """Run a command as one step of progress."""
    Job(title, argv, log, env).wait()
