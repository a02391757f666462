"""Advisory file locks, which the system releases when their process ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.embedded.trouble import Trouble


class FileLock:
    """A lock on a file, shared by many or held by one, until released or this process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def try_exclusive(self) -> bool:
        return self._acquire(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._acquire(fcntl.LOCK_SH)

    def wait(self, *, shared: bool = False, seconds: float = 60) -> None:
        """Acquire the lock, or raise Trouble after ``seconds``."""
        until = time.monotonic() + seconds
        while not self._acquire(fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise Trouble(
                    f"Another process has held {self.path} for {seconds:.0f} seconds; giving up."
                )
            time.sleep(0.02)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def exclusive(self, *, seconds: float = 60) -> Iterator[None]:
        self.wait(seconds=seconds)
        try:
            yield
        finally:
            self.release()

    def is_free(self) -> bool:
        """Tell whether nobody holds it exclusively, without disturbing others who ask."""
        probe = FileLock(self.path)
        free = probe.try_shared()
        probe.release()
        return free

    def _acquire(self, kind: int) -> bool:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True
