"""A real portal, started by ``run.py``, comes back: after ``kill -9`` of everything, after a pull.

One first start serves every test here; each ends with a portal that runs.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from common.embedded import processes
from common.embedded.processes import Identity
from supervision_portal.launch.marks import Mark
from tests.stack import ROOT, free_port

pytestmark = pytest.mark.chaos
SECONDS = 240  # a first start takes half a minute on an idle machine
# what a newcomer does not set, and these tests' own settings do
OF_TESTS = (
    "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "DATABASE_ROLE", "DATABASE_DURABLE",
    "SECRET_KEY",
)  # fmt: skip
READY = "Ctrl-C stops everything."


class Portal:
    """``run.py`` in a state folder and on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.var, self.said = folder / "var", folder / "said"
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.env = {**os.environ, "VAR_DIR": str(self.var), "PORT": str(port)}
        for name in OF_TESTS:
            self.env.pop(name, None)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it, wait until it is ready, and return what it said."""
        self.process = processes.spawn(
            [sys.executable, "run.py"],
            log=self.said,
            cwd=ROOT,
            env=self.env,
            on_parent_death=signal.SIGTERM,
        )
        before = self.said.stat().st_size
        until = time.monotonic() + SECONDS
        while READY not in (said := self.said.read_bytes()[before:].decode()):
            assert self.process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        return said

    def manage(self, *words: str) -> None:
        """Run a management command of this portal, beside it or alone."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def answers(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/login/", timeout=10) as page:
            return page.status == 200

    def everything(self) -> list[Identity]:
        """Return every process of it: the launcher, what it started, and the servers."""
        found: list[Identity] = []
        fresh = [each for each in processes.running() if each.pid == self.process.pid]
        children: dict[int, list[Identity]] = {}
        for each in processes.running():
            children.setdefault(processes.parent_of(each.pid), []).append(each)
        while fresh:
            found += fresh
            fresh = [child for parent in fresh for child in children.get(parent.pid, [])]
        return found

    def kill(self) -> None:
        """End everything at once (kill -9)."""
        everything = self.everything()
        for each in everything:
            processes.send(each, signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + 10
        while any(each.alive for each in everything):
            assert time.monotonic() < until, "kill -9 leaves nobody"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does, and wait until it has."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    said = portal.start()
    assert all(step in said for step in ("Database", "Demo", "Web server"))
    yield portal
    portal.stop()


def test_it_comes_back_after_all_of_it_was_killed(portal):
    names = {Path(f"/proc/{each.pid}/comm").read_text().strip() for each in portal.everything()}
    assert {"postgres", "valkey-server"} <= names
    portal.kill()
    said = portal.start()
    assert portal.answers()
    assert "Demo" not in said, "what was there is still there"
    assert "ended" not in said


def test_it_brings_the_database_up_to_the_code_it_finds(portal):
    app, last, before = newest_migration()
    portal.stop()
    portal.manage("migrate", app, before)  # alone: it holds the servers itself
    Mark(portal.var / "run" / "done" / "migrate").put("other files")  # as after git pull
    assert "Database" in portal.start()
    assert portal.answers()
    portal.manage("migrate", app, last, "--check")


def newest_migration() -> tuple[str, str, str]:
    """Return a migration of ours that no other needs, with its app and the one before it."""
    graph = MigrationLoader(None).graph
    for app, name in sorted(graph.leaf_nodes()):
        node = graph.node_map[app, name]
        before = [each.key[1] for each in node.parents if each.key[0] == app]
        if (ROOT / app / "migrations").exists() and before and not node.children:
            return app, name, before[0]
    raise AssertionError("every migration is needed by another")
