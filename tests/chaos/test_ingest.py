"""A batch that was acknowledged is loaded once, whatever dies on its way."""

import datetime as dt
import uuid

import httpx
import pytest
from django.db import connection

from common.models import Event
from datacenter.models import Batch, Reading
from tests import build
from tests.ingest_client import Sender

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def rows(first, count=50):
    return [
        (f"G{n % 3}", (START + dt.timedelta(minutes=first + n)).isoformat(), n)
        for n in range(count)
    ]


@pytest.fixture
def sender(stack):
    region = build.region()
    for number in range(3):
        build.gauge(f"G{number}", region=region)
    return Sender.new(url=stack.url)


def loaded_once(batch):
    batch.refresh_from_db()
    return batch.state == "loaded"


@pytest.mark.parametrize(
    "fault",
    ["load.claimed", "load.judged", "load.stored", "emit.datacenter.loaded", "load.settled"],
)
def test_a_worker_that_dies_at_any_step_loses_and_doubles_nothing(stack, sender, fault):
    stack.start("web", "beat")
    stack.start("worker", faults=f"{fault}:kill")
    answer = sender.post(rows(0))
    assert answer.status == 202
    batch = sender.batch(answer)
    stack.wait_for(lambda: stack.hit(fault), what=fault)
    stack.flush_redis()
    stack.wait_for(lambda: loaded_once(batch), what="the batch")
    assert (batch.loaded, batch.duplicate, batch.rejected) == (50, 0, 0)
    assert Reading.objects.filter(batch=batch.pk).count() == 50
    assert Event.objects.filter(name="datacenter.loaded").count() == 1


def test_a_web_server_that_dies_before_its_answer_is_asked_again(stack, sender):
    stack.start("web", faults="receive.kept:kill")
    request_id = uuid.uuid4()
    with pytest.raises(httpx.TransportError):
        sender.post(rows(0), request_id=request_id)
    assert stack.hit("receive.kept")
    stack.kill("web")
    stack.start("web", "worker")
    first = sender.post(rows(0), request_id=request_id)
    again = sender.post(rows(0), request_id=request_id)
    assert (first.status in (200, 202), again.status) == (True, 200)
    assert first.body == again.body
    batch = Batch.objects.get()
    stack.wait_for(lambda: loaded_once(batch), what="the batch")
    assert Reading.objects.count() == 50


def test_batches_wait_while_worker_and_broker_are_away(stack, sender):
    stack.start("web", "beat")
    answers = [sender.post(rows(n * 50)) for n in range(5)]
    stack.flush_redis()
    stack.start("worker")
    for answer in answers:
        batch = sender.batch(answer)
        stack.wait_for(lambda batch=batch: loaded_once(batch), what="a batch")
    assert Reading.objects.count() == 250


def test_a_body_that_does_not_say_its_length_is_taken(stack, sender):
    stack.start("web")
    sender.chunked = True
    assert sender.post(rows(0)).status == 202
    assert Batch.objects.get().sent == 50


def test_a_worker_keeps_its_connections_and_replaces_those_that_were_cut(stack, sender):
    stack.start("web", "worker")
    load(stack, sender, range(5))
    kept = connections_of("worker")
    load(stack, sender, range(5, 10))
    assert kept
    assert kept <= connections_of("worker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [list(kept)])
    load(stack, sender, range(10, 11))
    assert not kept & connections_of("worker")


def load(stack, sender, numbers):
    """Send batches one after the other, each when the one before is loaded."""
    for n in numbers:
        batch = sender.batch(sender.post(rows(n * 50)))
        stack.wait_for(lambda batch=batch: loaded_once(batch), what="a batch")


def connections_of(name):
    """Return the server processes behind the connections of one of the stack's processes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s",
            [name],
        )
        return {pid for (pid,) in cursor.fetchall()}
