"""A request is kept once, whatever comes, and never answered by a fault of ours."""

import gzip
import json
import threading
import uuid
import zlib

import pytest
from django.db import OperationalError, connection

from datacenter import services
from datacenter.choices import BatchState
from datacenter.models import Batch, BatchBody, BatchRow
from tests import build
from tests.ingest_client import CSV, JSON, NDJSON, Sender, write

NINE = "2026-03-01T09:00:00+08:00"
ROWS = [("G1", NINE, 0.2)]


def test_the_same_request_again_gets_the_same_receipt(sender, gauges):
    request_id = uuid.uuid4()
    first = sender.post(ROWS, request_id=request_id)
    services.load(first.body["batch"])
    again = sender.post(ROWS, request_id=request_id)
    assert (first.status, again.status) == (202, 200)
    assert again.body == first.body
    assert Batch.objects.count() == 1


def test_the_same_rows_under_a_new_id_are_duplicates(sender, gauges):
    sender.load(ROWS)
    batch = sender.load(ROWS, NDJSON)
    assert (batch.state, batch.loaded, batch.duplicate) == (BatchState.LOADED, 0, 1)


def test_other_content_under_a_used_id_is_quarantined(sender, gauges):
    request_id = uuid.uuid4()
    first = sender.post(ROWS, request_id=request_id)
    for _ in range(2):
        answer = sender.post([*ROWS, ("G2", NINE, 9)], request_id=request_id)
        assert (answer.status, answer.body["code"]) == (409, "request_id_reused")
        assert answer.body["batch"] == first.body["batch"]
    quarantined = Batch.objects.get(pk=answer.body["quarantined"])
    assert quarantined.contradicts_id == sender.batch(first).pk
    assert (quarantined.state, quarantined.sent, quarantined.rejected) == ("rejected", 2, 2)
    assert BatchRow.objects.get(batch=quarantined).code == "quarantined"
    assert Batch.objects.count() == 2
    assert not services.load(quarantined.pk)


def test_unreadable_content_under_a_used_id_is_quarantined_too(sender, gauges):
    request_id = uuid.uuid4()
    sender.post(ROWS, request_id=request_id)
    answer = sender.post(b"{", JSON, request_id=request_id)
    assert answer.status == 409
    assert Batch.objects.get(pk=answer.body["quarantined"]).sent == 0


def test_the_same_bytes_for_another_dataset_are_other_content(sender, gauges):
    level = build.dataset(code="level")
    sender.source.datasets.add(level)
    request_id = uuid.uuid4()
    sender.post(ROWS, request_id=request_id)
    assert sender.post(ROWS, dataset="level", request_id=request_id).status == 409


def test_a_request_id_belongs_to_its_source(sender, gauges):
    request_id = uuid.uuid4()
    assert sender.post(ROWS, request_id=request_id).status == 202
    assert Sender.new().post(ROWS, request_id=request_id).status == 202


@pytest.mark.parametrize(
    ("body", "content_type", "received"),
    [
        (b"", CSV, 0),
        (b"station,at,mm", CSV, 0),
        (b"\xef\xbb\xbfstation,at,mm\r\nG1,x,1\r\n\r\n", CSV, 1),
        (b"station,at,mm\rG1,x,1\rG1,y,1", CSV, 2),
        (b"", NDJSON, 0),
        (b"{}\n\n  \n[]\nnonsense", NDJSON, 3),
        (b'{"rows": []}', JSON, 0),
        (b' {"rows":[ ]} ', JSON, 0),
        (b'\xef\xbb\xbf{"rows":[{},1,[2,3]]}', JSON, 3),
        (b'{"rows":[{"a":01},{"b":"]"},' + b"[" * 100_000 + b"]" * 100_000 + b"]}", JSON, 3),
        ('{"rows":[{"站":"雨"}]}'.encode("gb18030"), f"{JSON}; charset=GB18030", 1),
    ],
)
def test_it_counts_rows_before_anybody_reads_them(sender, body, content_type, received):
    answer = sender.post(body, content_type)
    assert (answer.status, answer.body.get("received")) == (202, received)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"rows"',
        b'{"rows": {}}',
        b'{"rows": [}',
        b'{"rows": [1], "rows": [2]}',
        b'{"rows": [1], "more": 1}',
        b'{"rows": [1]} x',
        b'{"rows": [1]',
        b"[" * 100_000,
        b'{"rows": ' + b"[" * 100_000 + b"}",
        b"\xff\xfe{",
        b"\0",
    ],
)
def test_a_json_body_that_is_no_list_of_rows_is_refused(sender, body):
    answer = sender.post(body or b" ", JSON)
    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/csv; charset=utf-16",
        "text/csv; charset=bz2_codec",
        "text/csv; charset=nonsense",
        "x" * 5000,
        "/",
    ],
)
def test_other_types_are_refused(sender, content_type):
    answer = sender.post(b"station,at,mm\n", content_type)
    assert (answer.status, answer.body["code"]) == (415, "unsupported_type")


def test_other_packings_are_refused(sender):
    answer = sender.post(write(ROWS), packed=True)
    assert answer.status == 202
    body = zlib.compress(write(ROWS))
    for content, status in ((body, 400), (gzip.compress(b"x")[:-3], 400), (b"", 202)):
        assert sender.post(content, encoding="gzip").status == status
    trailing = gzip.compress(write(ROWS)) + b"rest"
    assert sender.post(trailing, encoding="gzip").status == 400
    two = gzip.compress(b"station,at,mm\n") + gzip.compress(b"G1,x,1\n")
    assert sender.post(two, encoding="gzip").body["received"] == 1
    for encoding in ("br", "deflate", "gzip, gzip"):
        assert sender.post(ROWS, encoding=encoding).status == 415


def test_a_bomb_is_refused_before_it_unfolds(sender, settings):
    settings.INGEST_MAX_UNPACKED = 1_000_000
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < settings.INGEST_MAX_UNPACKED
    assert sender.post(bomb, encoding="gzip").status == 413
    assert (
        sender.post(gzip.compress(bomb), encoding="gzip").status == 202
    )  # packed twice is one odd line
    assert sender.post(b"x" * 1_000_001).status == 413


def test_too_much_is_refused(sender, settings):
    settings.INGEST_MAX_BYTES = 100
    assert sender.post(b"x" * 101).status == 413
    settings.INGEST_MAX_BYTES, settings.INGEST_MAX_ROWS = 1000, 2
    assert sender.post(b"station,at,mm\na\nb\nc\n").status == 413
    assert sender.post(b"station,at,mm\na\nb\n").status == 202


def test_a_body_over_djangos_form_limit_is_taken(sender, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert sender.post(write(ROWS * 1000)).status == 202


def test_refusals_speak_the_readers_language(sender):
    for language, word in (("en", "POST"), ("zh-hans", "POST")):
        answer = sender.client.get("/api/v1/ingest/rain/", headers={"Accept-Language": language})
        assert word in answer.json()["detail"]
        assert answer["Content-Type"] == "application/problem+json"


def test_a_database_that_is_away_asks_for_patience(sender, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(services, "receive", away)
    answer = sender.post(ROWS)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


def test_bodies_are_dropped_in_time(sender, gauges, settings):
    batch = sender.load(ROWS)
    waiting = sender.batch(sender.post(ROWS))
    old = batch.received_at.replace(year=2020)
    Batch.objects.update(received_at=old)
    assert services.drop_bodies() == 1
    assert list(BatchBody.objects.values_list("pk", flat=True)) == [waiting.pk]
    assert services.load(waiting.pk)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_is_one_batch():
    build.gauge("G1")
    sender, request_id = Sender.new(), uuid.uuid4()
    answers, barrier = [], threading.Barrier(5)

    def send():
        barrier.wait()
        answers.append(sender.post(ROWS, request_id=request_id))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 202]
    assert len({json.dumps(answer.body) for answer in answers}) == 1
    assert Batch.objects.count() == 1
