"""Registering a source and loading a file from the command line."""

import gzip

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from datacenter.management.commands import ingest
from datacenter.models import Batch, Reading, Source
from tests import build
from tests.ingest_client import CSV, JSON, NDJSON, Sender, write

NINE = "2026-03-01T09:00:00+08:00"
ROWS = [("G1", f"2026-03-01T{hour:02}:00:00+08:00", hour) for hour in range(10)]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(db, gauges):
    build.dataset()
    return build.department(code="TOP")


@pytest.mark.usefixtures("world")
def test_create_source_prints_a_key_that_works(capsys):
    call_command("create_source", "Gauges", "--dataset", "rain")
    out = capsys.readouterr().out
    values = dict(line.split() for line in out.splitlines())
    source = Source.objects.get(name="Gauges")
    assert source.key == values["key"]
    assert Sender(source, values["secret"]).post(ROWS).status == 202


def test_create_source_belongs_to_a_department(world, capsys):
    own = build.department(code="OWN")
    build.department(parent=world)
    call_command("create_source", "A", "--dataset", "rain")
    call_command("create_source", "B", "--dataset", "rain", "--department", "OWN")
    assert Source.objects.get(name="A").department == world  # the head of the larger tree
    assert Source.objects.get(name="B").department == own


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "options", [["--dataset", "snow"], ["--dataset", "rain", "--department", "none"]]
)
def test_create_source_refuses_what_it_does_not_know(options):
    with pytest.raises(CommandError):
        call_command("create_source", "A", *options)
    assert not Source.objects.exists()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("r.csv", CSV),
        ("r.csv.gz", CSV),
        ("r.ndjson", NDJSON),
        ("r.json", JSON),
        ("R.JSONL", NDJSON),
    ],
)
def test_a_file_is_loaded(tmp_path, capsys, monkeypatch, name, content_type):
    monkeypatch.setattr(ingest, "ROWS", 4)
    body = write([*ROWS, ("nobody", NINE, 1)], content_type)
    path = tmp_path / name
    path.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    call_command("ingest", "rain", str(path))
    told = capsys.readouterr()
    assert told.out.strip() == "11 rows: 10 loaded, 0 duplicate, 1 rejected"
    assert "row 11, station: " in told.err
    assert Reading.objects.count() == 10
    assert Batch.objects.count() == (1 if content_type == JSON else 3)
    call_command("ingest", "rain", str(path))
    told = capsys.readouterr()
    assert told.out.strip() == "11 rows: 0 loaded, 10 duplicate, 1 rejected"
    assert Batch.objects.count() == (1 if content_type == JSON else 3)


def test_a_file_can_be_of_a_source(world, tmp_path, sender):
    path = tmp_path / "r.csv"
    path.write_bytes(write(ROWS))
    call_command("ingest", "rain", str(path), "--source", sender.source.key)
    assert Batch.objects.get().source == sender.source
    with pytest.raises(CommandError):
        call_command("ingest", "rain", str(path), "--source", "nobody")


@pytest.mark.usefixtures("world")
def test_a_file_without_a_good_row_ends_in_failure(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(write([("nobody", NINE, 1)]))
    with pytest.raises(SystemExit):
        call_command("ingest", "rain", str(path))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.txt", b""),
        ("r", b""),
        ("r.csv.gz", b"no gzip"),
        ("r.csv.gz", gzip.compress(b"station,at,mm\n" * 99, mtime=0)[:-9]),
        ("r.json", b"{"),
        ("missing.csv", None),
    ],
)
def test_what_is_no_file_of_rows_is_refused_in_a_sentence(tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("ingest", "rain", str(path))
    with pytest.raises(CommandError):
        call_command("ingest", "snow", str(path))
