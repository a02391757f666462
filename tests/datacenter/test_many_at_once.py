"""Loads beside each other lose nothing, block nobody for ever, and take turns between sources."""

import datetime as dt
import random
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from datacenter import services
from datacenter.choices import BatchState
from datacenter.intake import Intake
from datacenter.models import Batch, Indicator, Reading
from tests import build
from tests.ingest_client import Sender

START = dt.datetime(2026, 2, 28, 22, tzinfo=dt.UTC)


def at_once(*acts):
    """Run acts in threads that start together; return what they gave, raise what they raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            results[place] = act()
        except BaseException as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def gauges(count):
    region = build.region()
    return [build.gauge(f"G{n:02}", region=region).code for n in range(count)]


def readings(codes, hours, seed):
    """Return a reading an hour for each gauge, shuffled; the same value at the same place."""
    rows = [
        (code, (START + dt.timedelta(hours=hour)).isoformat(), hour)
        for code in codes
        for hour in hours
    ]
    random.Random(seed).shuffle(rows)
    return rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_overlapping_batches_of_the_same_series_lose_nothing(seed):
    codes, sender = gauges(8), Sender.new()
    spans = [range(12), range(4, 16), range(16), range(8, 20)]
    posted = [
        sender.batch(sender.post(readings(codes, span, seed + n))) for n, span in enumerate(spans)
    ]
    assert all(at_once(*(lambda pk=batch.pk: services.load(pk) for batch in posted)))
    batches = Batch.objects.all()
    assert {batch.state for batch in batches} == {BatchState.LOADED}
    assert sum(batch.loaded for batch in batches) == Reading.objects.count() == 8 * 20
    assert all(batch.rejected == 0 for batch in batches)
    assert {each.last_at for each in Indicator.objects.all()} == {START + dt.timedelta(hours=19)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_a_new_station_goes_to_one_of_two_sources(seed):
    codes, senders = gauges(8), [Sender.new(), Sender.new()]
    posted = [
        sender.batch(sender.post(readings(codes, range(20), seed + n)))
        for n, sender in enumerate(senders)
    ]
    assert all(at_once(*(lambda pk=batch.pk: services.load(pk) for batch in posted)))
    assert Reading.objects.count() == Indicator.objects.count() * 20 == 160
    for batch in Batch.objects.all():
        own = Indicator.objects.filter(source=batch.source).count()
        assert (batch.loaded, batch.rejected) == (own * 20, (8 - own) * 20)
        assert batch.rejected_rows.filter(code="foreign_station").count() == batch.rejected


@pytest.mark.django_db(transaction=True)
def test_one_batch_is_loaded_by_one_of_many():
    codes, sender = gauges(2), Sender.new()
    batch = sender.batch(sender.post(readings(codes, range(5), 0)))
    assert sorted(at_once(*[lambda: services.load(batch.pk)] * 4)) == [False, False, False, True]
    assert Reading.objects.filter(batch=batch.pk).count() == 10
    assert not services.load(batch.pk)


@pytest.mark.django_db(transaction=True)
def test_many_workers_empty_the_queue():
    codes, sender = gauges(3), Sender.new()
    for hour in range(12):
        sender.post(readings(codes, [hour], 0))

    def work():
        done = 0
        while services.load_next():
            done += 1
        return done

    # A batch that two had an eye on in the same moment is left to the sweep.
    assert sum(at_once(work, work, work)) + work() == 12
    assert not Batch.objects.waiting().exists()


def test_a_flood_of_one_source_does_not_hold_up_another(db):
    codes = gauges(3)
    flood, quiet = Sender.new(), Sender.new()
    for hour in range(30):
        flood.post(readings(codes[:1], [hour], 0))
    small = quiet.batch(quiet.post(readings(codes[1:], [0], 0)))
    turns = 0
    while Batch.objects.waiting().filter(pk=small.pk).exists():
        assert services.load_next()
        turns += 1
    assert turns <= 20  # by lot, one in two: more are drawn once in a million runs


@pytest.mark.django_db(transaction=True)
def test_a_source_whose_batch_is_being_loaded_waits_for_others():
    codes = gauges(3)
    busy, other = Sender.new(), Sender.new()
    first = busy.batch(busy.post(readings(codes[:1], [0], 0)))
    busy.post(readings(codes[:1], [1], 0))
    wanted = other.batch(other.post(readings(codes[1:], [0], 0)))
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=first.pk)
        assert at_once(services.load_next) == [True]
        wanted.refresh_from_db()
        assert wanted.state == BatchState.LOADED
        assert at_once(services.load_next) == [True]  # now the second one of the busy source
        assert at_once(services.load_next) == [False]
    assert services.load_next()


def test_a_poisonous_batch_is_given_up_and_blocks_nobody(db, monkeypatch):
    codes, sender = gauges(2), Sender.new()
    poison = sender.batch(sender.post(readings(codes, [0], 0)))
    take = Intake.take

    def choke(self, chunk):
        if self._stations._batch.pk == poison.pk:
            raise MemoryError
        take(self, chunk)

    monkeypatch.setattr(Intake, "take", choke)
    for attempt in range(1, 6):
        good = sender.batch(sender.post(readings(codes, [attempt], 0)))
        assert services.load_next()
        good.refresh_from_db()
        poison.refresh_from_db()
        assert (good.state, poison.state) == (BatchState.LOADED, BatchState.RECEIVED)
        assert poison.attempts == attempt
        assert poison.due_at > timezone.now()
        assert not services.load_next()
        Batch.objects.filter(pk=poison.pk).update(due_at=timezone.now())
    assert services.load_next()
    poison.refresh_from_db()
    assert (poison.state, poison.sent, poison.rejected) == (BatchState.REJECTED, 2, 2)
    fault = poison.rejected_rows.get()
    assert (fault.row, fault.code, fault.params) == (0, "load_failed", {"attempts": 5})


def test_the_sweep_rings_for_batches_that_nobody_heard(db, monkeypatch):
    codes, sender = gauges(1), Sender.new()
    waiting = sender.batch(sender.post(readings(codes, [0], 0)))
    failed = sender.batch(sender.post(readings(codes, [1], 0)))
    sender.post(readings(codes, [2], 0))  # has just been rung for
    later = sender.batch(sender.post(readings(codes, [3], 0)))
    minute = dt.timedelta(minutes=1)
    Batch.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - minute)
    Batch.objects.filter(pk=failed.pk).update(attempts=1)
    Batch.objects.filter(pk=later.pk).update(due_at=timezone.now() + minute)
    sender.load(readings(codes, [4], 0))
    rung = []
    monkeypatch.setattr(
        "datacenter.services.loading.ring", lambda task, pk: rung.append((task, pk))
    )
    assert services.sweep() == 2
    assert rung == [("datacenter.load", waiting.pk), ("datacenter.load", failed.pk)]


@pytest.mark.django_db(transaction=True)
def test_what_dies_on_the_way_leaves_nothing_behind(monkeypatch):
    codes, sender = gauges(2), Sender.new()
    batch = sender.batch(sender.post(readings(codes, range(3), 0)))

    def die(*args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("datacenter.services.loading.emit", die)
        with pytest.raises(ConnectionError):
            services.load(batch.pk)
    assert not Reading.objects.exists()
    assert not Indicator.objects.exists()
    assert services.load(batch.pk)
    assert Reading.objects.count() == 6
