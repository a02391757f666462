"""Whatever is sent again or contradicted, the stored readings are those a plain dict has."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from datacenter import services
from datacenter.models import Batch, Reading
from tests import build
from tests.ingest_client import CSV, JSON, NDJSON, Sender, write

START = dt.datetime(2026, 2, 27, 23, tzinfo=dt.UTC)
STATIONS = ("G1", "G2", "G3", "nobody")
row = st.tuples(
    st.sampled_from(STATIONS),
    st.integers(0, 4).map(lambda hours: (START + dt.timedelta(hours=hours)).isoformat()),
    st.sampled_from(["0", "0.0", "0.2", "1e1", "10", "-1", "x"]),
)


class Ledger(RuleBasedStateMachine):
    """Sends batches and keeps what must be stored; every answer and count is checked at once."""

    sent = Bundle("sent")

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()  # each run starts from the same world
        self.undo.__enter__()
        self.stored: dict[tuple[str, str], Decimal] = {}
        self.sender = Sender.new()

    @rule(
        target=sent,
        rows=st.lists(row, max_size=8),
        content_type=st.sampled_from([CSV, JSON, NDJSON]),
        packed=st.booleans(),
    )
    def send(self, rows, content_type, packed):
        request_id = uuid.uuid4()
        answer = self.sender.post(rows, content_type, request_id=request_id, packed=packed)
        assert (answer.status, answer.body["received"]) == (202, len(rows))
        services.load(answer.body["batch"])
        batch = self.sender.batch(answer)
        assert (batch.loaded, batch.duplicate, batch.rejected) == self.judge(rows)
        assert batch.rejected_rows.count() == batch.rejected
        return request_id, rows, content_type, packed, answer.body

    @rule(known=sent)
    def repeat(self, known):
        request_id, rows, content_type, packed, receipt = known
        answer = self.sender.post(rows, content_type, request_id=request_id, packed=packed)
        assert (answer.status, answer.body) == (200, receipt)

    @rule(known=sent, rows=st.lists(row, max_size=3))
    def contradict(self, known, rows):
        request_id, _rows, content_type, _packed, _receipt = known
        body = write(rows, content_type) + b"\n"
        answer = self.sender.post(body, content_type, request_id=request_id)
        assert answer.status == 409
        quarantined = Batch.objects.get(pk=answer.body["quarantined"])
        assert quarantined.rejected == quarantined.sent == len(rows)

    def judge(self, rows):
        loaded = duplicate = rejected = 0
        for station, at, text in rows:
            if station == "nobody" or text in ("-1", "x"):
                rejected += 1
                continue
            known = self.stored.setdefault((station, at), value := Decimal(text))
            if known != value:
                rejected += 1
            elif known is value:
                loaded += 1
            else:
                duplicate += 1
        return loaded, duplicate, rejected

    @invariant()
    def the_readings_are_those_of_the_ledger(self):
        found = {
            (each.series.subject.code, each.at.isoformat()): each.value
            for each in Reading.objects.select_related("series__subject")
        }
        assert found == self.stored

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_ledger_of_batches():
    region = build.region()
    for code in STATIONS[:3]:
        build.gauge(code, region=region)
    run_state_machine_as_test(
        Ledger, settings=settings(max_examples=20, stateful_step_count=12, deadline=None)
    )
