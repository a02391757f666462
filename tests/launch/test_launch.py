"""The launcher says in one sentence what is wrong, and leaves out what has not changed."""

import errno
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from common.embedded.locks import FileLock
from common.embedded.processes import Identity
from common.embedded.trouble import Trouble
from supervision_portal import launch
from supervision_portal.launch import console, serve, supervise
from supervision_portal.launch.marks import Mark, digest
from supervision_portal.launch.supervise import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Logs and pid files of programs go aside."""
    monkeypatch.setattr(supervise, "LOGS", tmp_path / "log")
    monkeypatch.setattr(supervise, "RUN", tmp_path / "run")
    (tmp_path / "run").mkdir()
    return tmp_path


def run(*words, **env):
    return subprocess.run(
        [sys.executable, "run.py", *words],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(PORT=port, VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is in use: stop what uses it, or take another: PORT=9000 make run"
    )


def test_a_second_start_is_one_sentence(tmp_path):
    lock = FileLock(tmp_path / "run" / "portal.lock")
    lock.try_exclusive()
    (tmp_path / "run" / "portal.address").write_text("http://localhost:8000/ (process 1)")
    done = run(VAR_DIR=str(tmp_path))
    assert done.stderr.strip() == (
        "The portal already runs here: http://localhost:8000/ (process 1)."
    )
    lock.release()


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_must_be_one(port, monkeypatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Trouble, match="must be a number"):
        serve.address()


def test_help_lists_the_commands():
    done = run("help")
    assert done.returncode == 0
    assert all(f"run.py {name}" in done.stdout for name in ("setup", "test", "check", "bench"))


def test_a_full_disk_is_one_sentence():
    assert "no space left" in launch.sentence(OSError(errno.ENOSPC, "full"))


def test_an_index_out_of_reach_is_one_sentence(tmp_path):
    clone, nobody = tmp_path / "clone", "http://127.0.0.1:9/simple"
    for folder in ("common/embedded", "supervision_portal/launch"):
        shutil.copytree(ROOT / folder, clone / folder)
    for file in [ROOT / "run.py", *ROOT.glob("requirements*.txt"), *ROOT.glob("package*.json")]:
        shutil.copy(file, clone)
    done = subprocess.run(
        [sys.executable, "run.py", "setup"],
        cwd=clone,
        env={
            "PATH": str(tmp_path),
            "HOME": str(tmp_path),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": nobody,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    title, _, trouble = done.stderr.strip().partition(": ")
    assert title in ("Installer", "Python packages"), "some Pythons have pip, others only venv"
    assert trouble == (
        "the package index cannot be reached; is there a network?"
        f" (all of it in {clone}/var/log/install.log)"
    )


def test_a_failing_step_gives_its_last_line(tmp_path):
    script = "import sys; print('one'); sys.exit('two words')"
    with pytest.raises(Trouble, match="Step failed: two words"):
        console.work(
            "Step", [sys.executable, "-c", script], log=tmp_path / "log", env=dict(os.environ)
        )


def test_a_step_is_left_out_while_nothing_changes(tmp_path):
    source = ROOT / "requirements.txt"
    mark = Mark(tmp_path / "mark")
    assert not mark.fits(digest([source]))
    mark.put(digest([source]))
    assert mark.fits(digest([source]))
    assert not mark.fits(digest([source], "another database"))


def test_a_program_that_ends_is_started_again_later_each_time(places, capsys):
    program = Program("short", [sys.executable, "-c", "print('I give up')"])
    supervisor = Supervisor()
    supervisor.start(program)
    program.process.wait()
    supervisor.tend()
    assert "short ended (code 0), again in 1 s: I give up" in capsys.readouterr().out
    assert program.process is None
    assert program.pause == 2 * supervise.SHORTEST_PAUSE


@pytest.fixture
def family(places):
    """A program with a child, and all its processes."""
    script = "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"
    program = Program("parent", [sys.executable, "-c", script])
    supervisor = Supervisor()
    supervisor.start(program)
    leader = Identity.of(program.process.pid)
    while len(members := leader.session()) < 2:
        time.sleep(0.02)
    yield supervisor, program, members
    supervisor.stop()


def test_stopping_ends_programs_and_their_children(family):
    supervisor, program, members = family
    supervisor.stop()
    program.process.wait()
    assert not any(member.alive for member in members)


def test_children_do_not_outlive_a_killed_program(family):
    supervisor, program, members = family
    program.process.kill()
    program.process.wait()
    supervisor.tend()
    assert not any(member.alive for member in members)


@pytest.mark.parametrize(
    ("host", "near", "page"),
    [
        ("127.0.0.1", "127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "127.0.0.1", "http://localhost:8000/"),
        ("10.0.0.7", "10.0.0.7", "http://10.0.0.7:8000/"),
    ],
)
def test_it_is_asked_where_it_listens(host, near, page, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    assert serve.from_here(host) == near
    assert serve.page_at(host, 8000) == page
    assert near in serve.allowed_hosts(host).split(",")
