#!/usr/bin/env python3
"""Supervision Portal in one command: ``python3 run.py`` (``python3 run.py help`` lists the others).

This file is read by any Python, however old, to say in a sentence which one is needed.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def runs(program):
    """Tell whether a Python starts; a shim may be there without its Python."""
    with open(os.devnull, "w") as nowhere:
        return subprocess.call([program, "-c", ""], stdout=nowhere, stderr=nowhere) == 0


def fitting_python():
    """Return the path of another Python of this machine that fits, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            program = os.path.join(folder, "python3.%d" % minor)
            if os.access(program, os.X_OK) and runs(program):
                return program
    return None


if __name__ == "__main__":
    if not sys.platform.startswith("linux"):
        sys.exit("Supervision Portal runs on Linux (x86_64 or aarch64); this is %s." % sys.platform)
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fitting = fitting_python()
        if fitting:
            os.execv(fitting, [fitting] + sys.argv)
        sys.exit(
            "Supervision Portal needs Python 3.11, 3.12 or 3.13; this is Python %d.%d."
            % sys.version_info[:2]
        )
    from supervision_portal.launch import main

    sys.exit(main(sys.argv[1:]))
