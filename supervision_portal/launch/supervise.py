"""Keep the portal's programs running, and end them together."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from common.embedded import logs, processes
from common.embedded.processes import Identity
from common.embedded.server import ROOT
from supervision_portal.launch import console
from supervision_portal.launch.environment import LOGS, RUN, environment

TICK = 0.25
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
GOOD_RUN = 60.0  # seconds after which an earlier crash is forgotten
PATIENCE = 15.0  # seconds to finish what is at hand


@dataclass
class Program:
    """One program that is to run: started again when it ends, later each time it ends soon."""

    name: str
    argv: Sequence[str | Path]
    env: dict[str, str] = field(default_factory=environment)
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    pause: float = SHORTEST_PAUSE

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return RUN / f"{self.name}.program"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        logs.rotate(self.log)
        self.process = processes.spawn(
            self.argv, log=self.log, cwd=ROOT, env=self.env, on_parent_death=signal.SIGTERM
        )
        self.began = time.monotonic()
        if identity := Identity.of(self.process.pid):
            identity.write(self.pid_file)

    def tend(self) -> None:
        """Start it when it is due; plan the next start when it has ended."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            if now - self.began > GOOD_RUN:
                self.pause = SHORTEST_PAUSE
            reason = logs.last_line(self.log)
            console.say(
                f"  {self.name} ended (code {self.process.returncode}), again in {self.pause:.0f} s"
                f"{': ' + reason if reason else ''}  ({self.log})"
            )
            end_session(self.pid_file)  # its children may have outlived it
            self.process, self.due = None, now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if self.process is None and now >= self.due:
            self.start()


class Supervisor:
    """The programs of one portal."""

    def __init__(self) -> None:
        self.programs: list[Program] = []

    def start(self, *programs: Program) -> None:
        """Start programs and look after them from now on."""
        for program in programs:
            program.start()
            self.programs.append(program)

    def tend(self) -> None:
        """Look after every program once; to be called again and again."""
        for program in self.programs:
            program.tend()

    def rotate_logs(self) -> None:
        for program in self.programs:
            logs.rotate(program.log)

    def stop(self) -> None:
        """Let every program finish what it has at hand, then end whatever is left of it."""
        leaders = [identity for each in self.programs if (identity := Identity.read(each.pid_file))]
        try:
            for leader in leaders:
                processes.send(leader, signal.SIGTERM)
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and any(leader.alive for leader in leaders):
                time.sleep(0.05)
        finally:
            end_leftovers()


def end_leftovers() -> None:
    """End what still runs of programs started here, at once; also those of a killed launcher."""
    for pid_file in RUN.glob("*.program"):
        end_session(pid_file)


def end_session(pid_file: Path) -> None:
    """End a recorded program and all that it started, at once."""
    if leader := Identity.read(pid_file):
        processes.end(leader.session(), first=signal.SIGKILL)
    pid_file.unlink(missing_ok=True)
