"""The parent of one embedded server.

``python -m common.embedded.keeper postgres|valkey VAR [--volatile]`` starts the server, starts it
again when it dies, and stops it when nobody holds it any more.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import Popen
from types import FrameType

from common.embedded import logs
from common.embedded.postgres import Postgres
from common.embedded.server import Server
from common.embedded.trouble import Trouble
from common.embedded.valkey import Valkey

SERVERS: dict[str, type[Server]] = {Postgres.name: Postgres, Valkey.name: Valkey}
TICK = 0.2
LONGEST_PAUSE = 30


class Keeper:
    """Keeps one server for its holders."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.told_to_stop = False

    def run(self) -> None:
        process = self._launch()
        ticks = 0
        while not self._is_over():
            if process.poll() is not None:
                process = self._launch_again(process.returncode)
            ticks += 1
            if ticks % 100 == 0:
                logs.rotate(self.server.log)
            time.sleep(TICK)
        self.server.ready_mark.unlink(missing_ok=True)
        self.server.stop(process)

    def stop(self, sign: int, frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _is_over(self) -> bool:
        """Once the keeper has the holders' lock, nobody can hold the server until it has ended."""
        return self.told_to_stop or self.server.holders_lock.try_exclusive()

    def _launch(self) -> Popen[bytes]:
        self.server.clear()
        process = self.server.launch()
        self.server.ready_mark.touch()
        return process

    def _launch_again(self, code: int) -> Popen[bytes]:
        self.server.ready_mark.unlink(missing_ok=True)
        pause = 0.5
        while True:
            say(f"{self.server.name} ended with code {code}; starting it again")
            try:
                return self._launch()
            except Trouble as trouble:
                say(str(trouble))
            if self._is_over():
                raise SystemExit(0)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def say(text: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), "keeper:", text, flush=True)


def main(argv: Sequence[str]) -> int:
    name, var, *options = argv
    server = SERVERS[name](Path(var), durable="--volatile" not in options)
    try:
        server.keeper_lock.wait(seconds=5)
    except Trouble:
        return 0  # another keeper was quicker
    keeper = Keeper(server)
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        keeper.run()
    except (Trouble, OSError) as trouble:
        say(str(trouble))
        server.trouble_mark.write_text(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
