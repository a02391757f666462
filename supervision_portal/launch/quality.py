"""``run.py test``, ``check`` and ``bench``."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from common.embedded.server import ROOT
from common.embedded.trouble import Trouble
from supervision_portal.launch import console
from supervision_portal.launch.environment import PYTHON, VENV, environment
from supervision_portal.launch.install import install
from supervision_portal.launch.stack import compile_messages

MOST_PROCESSES = 4
Command = Sequence[str | Path]
Check = tuple[str, Command, dict[str, str]]


def test(words: Sequence[str]) -> int:
    """Run pytest with ``words`` as its arguments; everything, on all processors, without any."""
    _install()
    processors = min(os.cpu_count() or 1, MOST_PROCESSES)
    together = ["-n", str(processors), "--dist", "loadgroup"] if processors > 1 else []
    return _become([PYTHON, "-m", "pytest", *(words or together)])


def bench(words: Sequence[str]) -> int:
    """Run the benchmarks, with ``words`` as their arguments."""
    _install()
    return _become([PYTHON, "-m", "benchmarks", *words])


def check(words: Sequence[str]) -> int:
    """Run every check that needs no test, or those named, and report all that fail."""
    chosen = _checks(words)
    _install()
    failed = [title for title, command, env in chosen if not _passes(title, command, env)]
    console.say(f"\n  failed: {', '.join(failed)}" if failed else "\n  all checks passed")
    return 1 if failed else 0


def _checks(words: Sequence[str]) -> list[Check]:
    """Return the checks whose first word is among ``words``; all without any."""
    known = {check[0].split()[0].lower(): check for check in CHECKS}
    if strange := [word for word in words if word not in known]:
        raise Trouble(f"There is no check named {strange[0]}: there are {', '.join(known)}.")
    return [known[word] for word in words or known]


def _install() -> None:
    install(tests=True)
    compile_messages()


def _become(argv: Command) -> int:
    os.chdir(ROOT)
    os.execve(PYTHON, [os.fspath(word) for word in argv], environment())


def _passes(title: str, command: Command, env: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**env), text=True, capture_output=True, check=False
    )
    passed = done.returncode == 0
    verdict = "ok" if passed else "FAILED"
    console.say(f"  {title:<{console.TITLE_WIDTH}}{verdict}  {time.monotonic() - began:.1f} s")
    if not passed:
        console.say(done.stdout + done.stderr)
    return passed


def _tool(name: str) -> Path:
    return VENV / "bin" / name


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").glob("**/*.html"))


_MANAGE = (PYTHON, "manage.py")
_PRODUCTION = {
    "HTTPS": "1",
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://portal_app@db.example/portal",
    "DATABASE_OWNER_URL": "postgres://portal_owner@db.example/portal",
    "REDIS_URL": "redis://redis.example/0",
}
CHECKS: tuple[Check, ...] = (
    ("Lint", (PYTHON, "-m", "ruff", "check", "."), {}),
    ("Format", (PYTHON, "-m", "ruff", "format", "--check", "."), {}),
    ("Types", (PYTHON, "-m", "mypy", "."), {}),
    ("Layers", (_tool("lint-imports"),), {}),
    ("Templates", (_tool("djade"), "--target-version", "5.2", "--check", *_templates()), {}),
    ("Messages", (PYTHON, "-m", "common.messages", "check"), {}),
    ("Django", (*_MANAGE, "check", "--fail-level", "WARNING"), {}),
    ("Migrations", (*_MANAGE, "makemigrations", "--check", "--dry-run"), {}),
    (
        "Production settings",
        (*_MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
        _PRODUCTION,
    ),
)
