"""Small files and the commands that take them."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from registry.roles import sync_roles
from tests import build

DEMO = Path(__file__).resolve().parents[2] / "demo"


class Shell:
    """Runs a command in English and keeps what it said: ``out`` line by line, ``err`` whole."""

    def __init__(self):
        self.out, self.err, self.exit = [], "", 0

    def __call__(self, command, *args, **options):
        out, err = io.StringIO(), io.StringIO()
        self.exit = 0
        with override("en"):
            try:
                call_command(command, *map(str, args), stdout=out, stderr=err, **options)
            except SystemExit as left:
                self.exit = left.code
        self.out, self.err = out.getvalue().splitlines(), err.getvalue()
        return self.out[-1]


@pytest.fixture
def shell(db):
    return Shell()


@pytest.fixture
def table(tmp_path):
    """Write a table of lines into a file and return its path."""

    def write(*lines, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write


@pytest.fixture
def province(db):
    return build.region("330000", name="浙江省")


@pytest.fixture
def who_and_where(shell):
    """The demo's regions, departments and people, in the order in which anybody imports them."""
    sync_roles()
    for command, name in (
        ("import_divisions", "divisions.csv"),
        ("import_departments", "departments.csv"),
        ("import_officers", "officers.csv"),
    ):
        shell(command, DEMO / name)
    return shell
