"""Fault points: places where a test may kill, delay or fail a process; inert in operation."""

import os
import signal
import time

_FAULTS = dict(
    part.split(":", 1) for part in os.environ.get("FAULTS", "").split(",") if ":" in part
)


def faultpoint(name: str) -> None:
    """Do what ``FAULTS=name:kill|raise|sleep:SECONDS`` of the environment asks at this place."""
    act = _FAULTS.get(name)
    if act is None:
        return
    if act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if act == "raise":
        raise RuntimeError(f"fault point {name}")
    if act.startswith("sleep:"):
        time.sleep(float(act.removeprefix("sleep:")))
