"""Embedded servers live while somebody holds them, and come back with their data after a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from common.embedded import binaries, processes, server
from common.embedded.binaries import Binaries
from common.embedded.locks import FileLock
from common.embedded.postgres import Postgres, drop_stale_lock
from common.embedded.processes import Identity
from common.embedded.trouble import Trouble
from common.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time; from pathlib import Path; from common.embedded.valkey import Valkey
Valkey(Path(sys.argv[1]), durable=False).hold(); print("held", flush=True); time.sleep(60)
"""


@pytest.fixture
def postgres(tmp_path_factory):
    found = Postgres(tmp_path_factory.mktemp("own"), durable=False)
    # root's server runs as another user, who has to get through the folders above
    for folder in (found.var, found.var.parent, found.var.parent.parent):
        folder.chmod(0o755)
    found.hold()
    yield found
    found.release()
    found.wait_until_down()


@pytest.fixture
def valkey(tmp_path):
    found = Valkey(tmp_path, durable=False)
    found.hold()
    yield found
    found.release()
    found.wait_until_down()


@pytest.fixture
def other_holder(valkey):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, valkey.var], cwd=ROOT, stdout=subprocess.PIPE
    )
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def keeper_of(held) -> list[Identity]:
    """The parent of the server: the only process with the server's log that is not the server."""
    leader = Identity.read(held.pid_file)
    parent = int(Path(f"/proc/{leader.pid}/stat").read_text().rpartition(")")[2].split()[1])
    return [Identity.of(parent), *leader.session(), *processes.working_in(held.var / held.name)]


def test_the_last_holder_stops_it(valkey, other_holder):
    valkey.release()
    assert not valkey.wait_until_down(seconds=1)
    assert valkey.is_up()
    other_holder.kill()
    other_holder.wait()
    assert valkey.wait_until_down()
    assert not valkey.socket.exists()


def test_it_is_held_again_after_it_went(valkey):
    valkey.release()
    valkey.wait_until_down()
    valkey.hold()
    assert redis.Redis(unix_socket_path=str(valkey.socket)).ping()


def test_a_killed_server_is_started_again(valkey):
    first = Identity.read(valkey.pid_file)
    os.kill(first.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while Identity.read(valkey.pid_file) in (first, None) or not valkey.is_up():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_data_survive_when_everything_is_killed(postgres):
    postgres.query("CREATE TABLE kept AS SELECT 42 AS answer")
    for process in keeper_of(postgres):
        processes.send(process, signal.SIGKILL)
    while not postgres.keeper_lock.is_free():  # a killed process takes a moment to end
        time.sleep(0.01)
    postgres.hold()
    assert postgres.query("SELECT answer FROM kept") == "42"


def test_the_roles_are_two(postgres):
    owner = postgres.query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname='portal'")
    rights = postgres.query(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname='portal_app'"
    )
    assert (owner, rights) == ("portal_owner", "f")


def test_a_lock_of_a_dead_server_is_dropped(tmp_path):
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")  # it lives, but not in this folder
    drop_stale_lock(tmp_path)
    assert not lock.exists()


def test_the_folder_of_another_owner_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(Trouble, match="belongs to"):
        server.check_owner(tmp_path)


def test_an_old_postgresql_is_refused(tmp_path, monkeypatch):
    (tmp_path / "initdb").touch()
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.20'\n")
    (tmp_path / "postgres").chmod(0o755)
    monkeypatch.setattr(binaries, "_folders", lambda: iter([tmp_path]))
    with pytest.raises(Trouble, match="needs PostgreSQL 16 or newer; this machine has 15"):
        Binaries.find()


def test_a_server_without_builtin_locales_gets_others(tmp_path):
    assert all(
        "builtin" not in word for option in Binaries(tmp_path, 16).locales() for word in option
    )
    assert "--locale-provider=builtin" in Binaries(tmp_path, 18).locales()[0]


def test_a_process_is_not_mistaken_for_another_with_its_id():
    mine = Identity.of(os.getpid())
    assert mine.alive
    assert not Identity(mine.pid, mine.started - 1).alive
    assert Identity(mine.pid, mine.started - 1).session() == []


def test_a_lock_is_shared_by_many_or_held_by_one(tmp_path):
    one, two, three = (FileLock(tmp_path / "lock") for _ in range(3))
    assert one.try_shared()
    assert two.try_shared()
    assert not three.try_exclusive()
    two.release()
    one.release()
    assert three.try_exclusive()
    assert not one.is_free()
    with pytest.raises(Trouble):
        one.wait(seconds=0.05)
