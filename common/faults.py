"""Fault points: places where a test may kill, delay or fail a process; inert in operation.

``FAULTS=deliver.disclose:kill,emit.task_closed:sleep:2`` says what happens where. With
``FAULTS_ONCE``, a folder, each happens once: the process that is started again gets past it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path


class InjectedError(Exception):
    """What a fault point raises."""


def _kill(seconds: float) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_all(seconds: float) -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _raise(seconds: float) -> None:
    raise InjectedError("fault point")


ACTS: dict[str, Callable[[float], None]] = {
    "kill": _kill,  # this process
    "kill-all": _kill_all,  # and those it was started with: a worker with its whole pool
    "raise": _raise,
    "sleep": time.sleep,
    "hang": lambda seconds: time.sleep(24 * 3600),
}


def parsed(text: str) -> dict[str, tuple[str, float]]:
    """Return act and seconds by fault point for the text of ``FAULTS``."""
    found = {}
    for part in filter(None, text.split(",")):
        name, act, *seconds = part.split(":")
        if act not in ACTS:
            raise ValueError(f"FAULTS: {act!r} is none of {', '.join(ACTS)}")
        found[name] = (act, float(seconds[0]) if seconds else 0.0)
    return found


_FAULTS = parsed(os.environ.get("FAULTS", ""))


def faultpoint(name: str) -> None:
    """Do what the environment asks to happen at this place; nothing, unless a test asks."""
    if name not in _FAULTS or not _is_first(name):
        return
    act, seconds = _FAULTS[name]
    ACTS[act](seconds)


def _is_first(name: str) -> bool:
    """Tell whether this fault has not happened yet, where each is to happen once."""
    folder = os.environ.get("FAULTS_ONCE")
    if not folder:
        return True
    try:
        Path(folder, name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
