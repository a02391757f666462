"""What ``run.py`` does. Standard library only: it begins before anything is installed."""

from __future__ import annotations

import errno
import os
import platform
import signal
import sys
from collections.abc import Callable, Sequence

from common.embedded.server import ROOT, check_owner
from common.embedded.trouble import Trouble
from supervision_portal.launch import quality, serve
from supervision_portal.launch.environment import VAR

USAGE = """\
python3 run.py            start the portal (PORT=9000 python3 run.py moves it)
python3 run.py setup      install packages, prepare the database, stop
python3 run.py test ...   run the tests; further words go to pytest
python3 run.py check ...  lint, types, layers, migrations, messages; or those that are named
python3 run.py bench ...  measure
"""

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "serve": serve.serve,
    "setup": serve.setup,
    "test": quality.test,
    "check": quality.check,
    "bench": quality.bench,
}


def main(argv: Sequence[str]) -> int:
    """Run one command; whatever is wrong outside the program ends in one sentence."""
    name, *words = argv or ["serve"]
    if name not in COMMANDS:
        print(USAGE, end="")
        return 0 if name in ("help", "-h", "--help") else 2
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler)
    os.umask(0o022)
    try:
        refuse_what_cannot_work()
        return COMMANDS[name](words)
    except KeyboardInterrupt:
        return 130
    except Trouble as trouble:
        return complain(str(trouble))
    except OSError as error:
        return complain(sentence(error))


def refuse_what_cannot_work() -> None:
    if platform.machine() not in ("x86_64", "aarch64"):
        raise Trouble(f"The portal runs on x86_64 and aarch64; this is {platform.machine()}.")
    if platform.libc_ver()[0] != "glibc":
        raise Trouble("The portal needs a Linux with glibc 2.28 or newer.")
    check_owner(VAR)
    if not os.access(ROOT, os.W_OK):
        raise Trouble(f"{ROOT} cannot be written by this user: clone the project as this user.")


def sentence(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left on the disk of {ROOT}: make room and start again."
    if isinstance(error, PermissionError):
        return f"{error.filename} cannot be used by this user: run as its owner, or move it away."
    return f"The system refused: {error}."


def complain(text: str) -> int:
    print(f"\n{text}", file=sys.stderr)
    return 1
