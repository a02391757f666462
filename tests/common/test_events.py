"""The outbox: an effect happens exactly once or stays due."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from common import events
from common.choices import DeliveryState
from common.models import AuditEntry, Calendar, Delivery, Event


@pytest.fixture
def heard(monkeypatch):
    """Two handlers of one event, for this test only; the second fails while told to."""
    monkeypatch.setattr(events, "HANDLERS", {})
    monkeypatch.setattr(events, "ring", lambda *_: None)
    seen = {"first": [], "second": [], "fail": False}

    @events.on("test.happened")
    def first(event):
        seen["first"].append(event.pk)

    @events.on("test.happened")
    def second(event):
        Calendar.objects.create(day=timezone.now().date(), kind="holiday")
        if seen["fail"]:
            raise ValueError("not today")
        seen["second"].append(event.pk)

    return seen


def happen(**facts):
    with transaction.atomic():
        return events.emit("test.happened", facts=facts)


def due():
    return list(Delivery.objects.filter(state=DeliveryState.DUE).order_by("handler"))


def test_each_handler_gets_the_event_once(db, heard):
    event = happen(n=1)
    for delivery in due():
        assert events.deliver(delivery.pk)
        assert not events.deliver(delivery.pk)
    assert heard["first"] == heard["second"] == [event.pk]
    assert not due()


def test_an_act_that_rolls_back_leaves_no_event(db, heard):
    with transaction.atomic():
        events.emit("test.happened")
        transaction.set_rollback(True)
    assert not Event.objects.filter(name="test.happened").exists()
    assert not due()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError, match="outside the transaction"):
        events.emit("test.happened")


def test_a_failing_handler_leaves_no_trace_and_holds_up_nobody(db, heard):
    heard["fail"] = True
    happen()
    first, second = due()
    assert not events.deliver(second.pk)
    assert events.deliver(first.pk)
    assert not Calendar.objects.filter(day=timezone.now().date(), note="").exists()
    second.refresh_from_db()
    assert (second.state, second.attempts) == (DeliveryState.DUE, 1)
    assert second.due_at > timezone.now()
    assert "not today" in second.error


def test_it_parks_after_enough_tries_and_an_administrator_retries(db, heard):
    heard["fail"] = True
    event = happen()
    second = Delivery.objects.get(event=event.pk, handler="second")
    for _ in range(events.ATTEMPTS):
        events.deliver(second.pk)
    second.refresh_from_db()
    assert second.state == DeliveryState.PARKED
    heard["fail"] = False
    events.retry(second)
    assert events.deliver(second.pk)
    assert heard["second"] == [event.pk]


def test_the_sweep_rings_for_what_nobody_heard_and_not_before_it_is_due(db, heard, monkeypatch):
    rung = []
    happen()
    first, second = due()
    monkeypatch.setattr(events, "ring", lambda task, pk: rung.append((task, pk)))
    assert events.sweep() == 0  # both have just been rung for
    minute = timezone.timedelta(minutes=1)
    Delivery.objects.filter(pk=first.pk).update(due_at=timezone.now() - minute)
    Delivery.objects.filter(pk=second.pk).update(due_at=timezone.now() + minute)
    assert events.sweep() == 1
    assert rung == [("common.deliver", first.pk)]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_on_one_delivery_run_it_once(heard):
    event = happen()
    target = Delivery.objects.get(event=event.pk, handler="second").pk
    ready = threading.Barrier(8)

    def work():
        ready.wait()
        events.deliver(target)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard["second"] == [event.pk]


def test_a_chain_of_causes_ends(db, heard):
    with transaction.atomic():
        event = None
        for _ in range(events.DEEPEST_CHAIN + 1):
            event = events.emit("test.happened", cause=event)
        with pytest.raises(RuntimeError, match="chain of causes"):
            events.emit("test.happened", cause=event)


@pytest.mark.parametrize("table", ["common_event", "common_auditentry"])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET at = now()",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
        "SET session_replication_role = replica",
    ],
)
def test_history_cannot_be_changed_by_the_role_that_writes_it(db, heard, table, attack):
    happen()
    AuditEntry.objects.create(action="test")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(table=table))


def test_a_partition_is_no_way_past_the_rights_of_its_table(db, heard):
    happen()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'common_event'::regclass"
        )
        partitions = [row[0] for row in cursor.fetchall()]
    assert partitions
    for partition in partitions:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {partition}")
