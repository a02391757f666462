"""Places and environment of what the launcher starts."""

from __future__ import annotations

import os
from pathlib import Path

from common.embedded.server import ROOT

VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
LOGS = VAR / "log"
RUN = VAR / "run"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def environment(**more: str) -> dict[str, str]:
    """Return the environment for our processes.

    Compiled modules are kept even where the machine asks not to: without them every start takes
    seconds longer.
    """
    ours = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "supervision_portal.settings",
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        **more,
    }
    for stranger in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
        ours.pop(stranger, None)
    return ours


def given(name: str) -> bool:
    """Tell whether a setting is in the environment and not empty."""
    return bool(os.environ.get(name))
