"""``run.py`` and ``run.py setup``: bring everything up, in order, and keep it up."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from common.embedded import logs
from common.embedded.locks import FileLock
from common.embedded.trouble import Trouble
from supervision_portal.launch import console
from supervision_portal.launch.console import Step
from supervision_portal.launch.environment import LOGS, PYTHON, RUN, VAR, environment
from supervision_portal.launch.install import install
from supervision_portal.launch.stack import (
    Servers,
    collect_static,
    compile_messages,
    prepare,
    start_servers,
)
from supervision_portal.launch.supervise import TICK, Program, Supervisor, end_leftovers

WEB_THREADS = 16
START_SECONDS = 60
EVERYWHERE = ("0.0.0.0", "::", "127.0.0.1", "localhost")  # noqa: S104 (compared with, not bound)
HOUSEKEEPING = 40  # ticks


def serve(words: Sequence[str]) -> int:
    """Start the portal and keep it running until Ctrl-C."""
    began = time.monotonic()
    host, port = address()
    lock = FileLock(RUN / "portal.lock")
    if not lock.try_exclusive():
        raise Trouble(f"The portal already runs here: {_noted_address()}.")
    refuse_taken_port(host, port)
    _note_address(host, port)
    console.say("Supervision Portal")
    end_leftovers()
    shutil.rmtree(RUN / "metrics", ignore_errors=True)
    (RUN / "metrics").mkdir()
    install()
    servers = Servers()
    supervisor = Supervisor()
    web, *others = programs(host, port)
    try:
        start_servers(servers)
        compile_messages()
        collect_static()
        prepare(servers)
        supervisor.start(web)  # alone: pages come sooner when nothing else starts beside them
        wait_for_web(supervisor, host, port)
        supervisor.start(*others)
        announce(host, port, time.monotonic() - began)
        watch(servers, supervisor)
    finally:
        console.say("  stopping ...")
        supervisor.stop()
        servers.release()
    return 0


def setup(words: Sequence[str]) -> int:
    """Install and prepare everything that ``serve`` needs, and stop."""
    install()
    servers = Servers()
    try:
        start_servers(servers)
        compile_messages()
        collect_static()
        prepare(servers)
    finally:
        servers.release()
    return 0


def programs(host: str, port: int) -> list[Program]:
    """Return what runs: web, two workers, the clock, and the source of simulated readings."""
    processors = os.cpu_count() or 1
    metrics = RUN / "metrics"  # shared by the processes of the web server
    web: list[str | Path] = [
        PYTHON,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--no-ws",
        "--host",
        host,
    ]
    web += [
        "--port",
        str(port),
        "--workers",
        str(min(processors, 4)),
        "--workers-kill-timeout",
        "5",
    ]
    web += ["--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers"]
    celery: list[str | Path] = [PYTHON, "-m", "celery", "-A", "supervision_portal"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"]
    worker += ["--without-gossip", "--without-mingle"]
    return [
        Program(
            "web",
            [*web, "supervision_portal.wsgi:application"],
            environment(
                WEB_THREADS=str(WEB_THREADS),
                PROMETHEUS_MULTIPROC_DIR=str(metrics),
                ALLOWED_HOSTS=allowed_hosts(host),
            ),
        ),
        Program("worker-loop", [*worker, "-n", "loop@%h", "-Q", "loop,rules"]),
        Program("worker-ingest", [*worker, "-n", "ingest@%h", "-Q", "ingest,reports"]),
        Program("beat", [*celery, "beat", "--loglevel", "INFO", "-s", str(RUN / "beat-schedule")]),
        Program(
            "demo-feed",
            [PYTHON, "manage.py", "demo_feed"],
            environment(PORTAL_URL=f"http://{from_here(host)}:{port}"),
        ),
    ]


def address() -> tuple[str, int]:
    """Return where to listen: HOST and PORT, by default this machine only, at 8000."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise Trouble(f"PORT is {port!r}: it must be a number from 1 to 65535.")
    return host, int(port)


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Trouble(
                    f"Port {port} is in use: stop what uses it, or take another: PORT=9000 make run"
                ) from error
            raise Trouble(f"{host}:{port} cannot be listened to: {error.strerror}.") from error


def wait_for_web(supervisor: Supervisor, host: str, port: int) -> None:
    """Wait until the web server answers, whatever it answers but an error of its own."""
    until = time.monotonic() + START_SECONDS
    with Step("Web server") as step:
        while not _answers(host, port):
            if time.monotonic() > until:
                log = LOGS / "web.log"
                raise Trouble(f"The web server does not answer: {logs.last_line(log)} (see {log})")
            supervisor.tend()
            step.tick()
            time.sleep(0.05)


def announce(host: str, port: int, seconds: float) -> None:
    accounts = VAR / "demo-accounts.txt"
    console.say(f"\n  {page_at(host, port)}   (ready after {seconds:.1f} s)\n")
    if accounts.exists():
        console.say(
            "".join(f"  {line}".rstrip() + "\n" for line in accounts.read_text().splitlines())
        )
    console.say(f"  Logs: {LOGS}\n  Ctrl-C stops everything.\n")


def watch(servers: Servers, supervisor: Supervisor) -> None:
    """Look after servers and programs until Ctrl-C."""
    ticks = 0
    try:
        while True:
            supervisor.tend()
            ticks += 1
            if ticks % HOUSEKEEPING == 0:
                servers.hold()
                supervisor.rotate_logs()
            time.sleep(TICK)
    except KeyboardInterrupt:
        console.say()


def allowed_hosts(host: str) -> str:
    """Return the names that the portal answers to: those that are set, or this machine's own."""
    own = "localhost,127.0.0.1,[::1]"
    more = "" if host in EVERYWHERE else f",{host}"
    return os.environ.get("ALLOWED_HOSTS") or own + more


def from_here(host: str) -> str:
    """Return where this machine reaches what listens at ``host``."""
    return "127.0.0.1" if host in EVERYWHERE else host


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{from_here(host)}:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def page_at(host: str, port: int) -> str:
    """Return the address to open in a browser of this machine."""
    near = from_here(host)
    return f"http://{'localhost' if near == '127.0.0.1' else near}:{port}/"


def _note_address(host: str, port: int) -> None:
    (RUN / "portal.address").write_text(f"{page_at(host, port)} (process {os.getpid()})")


def _noted_address() -> str:
    return (RUN / "portal.address").read_text()
