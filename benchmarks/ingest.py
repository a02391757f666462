"""How fast a big batch becomes readings, beside raw COPY of the same rows.

Raw COPY means: the same rows, in the order in which they were sent, as text, into the same table
with the same key, committed. Each round uses a month that nobody has written to, raw and loaded
ones in turn, so that all meet an empty partition.
"""

import datetime as dt
import io
import random
import statistics
import time
import uuid
from itertools import product

from django.db import connection, transaction

from benchmarks.report import Report, percentile
from common.partitions import ensure_month
from datacenter import services
from datacenter.formats import Posted
from datacenter.models import Batch, Indicator
from tests import build
from tests.ingest_client import CSV, JSON, NDJSON, Sender

GAUGES = 60
ROUNDS = 3
BLOCK = 1 << 20

Rows = list[tuple[str, str, str]]


def measure(report: Report, *, quick: bool = False) -> None:
    rows = 100_000 if quick else 1_000_000
    field = Field()
    seconds = [field.copied(rows) for _ in range(ROUNDS)]
    report.add("raw COPY", rows / statistics.median(seconds), "rows/s", f"{rows:,} rows")
    for name, content_type in (("CSV", CSV), ("NDJSON", NDJSON), ("JSON", JSON)):
        ratios, loads = [], []
        for _ in range(ROUNDS):
            raw = field.copied(rows)
            loads.append(field.loaded(field.post(field.fresh(rows), content_type)))
            ratios.append(raw / loads[-1])
        report.add(f"load {name}", rows / statistics.median(loads), "rows/s")
        report.add(f"load {name} / raw COPY", statistics.median(ratios), "", "aim: at least 0.5")
    posted = field.post(field.fresh(rows), CSV)
    field.loaded(posted)
    report.add("load CSV sent again", rows / field.loaded(posted), "rows/s", "all duplicates")
    _ordinary(report, field)


def _ordinary(report: Report, field: "Field") -> None:
    """Measure batches such as a gateway sends."""
    accepted, loaded = [], []
    for _ in range(20):
        posted = field.post(field.fresh(10_000), CSV)
        begin = time.perf_counter()
        batch = field.received(posted)
        accepted.append((time.perf_counter() - begin) * 1000)
        begin = time.perf_counter()
        services.load(batch.pk)
        loaded.append((time.perf_counter() - begin) * 1000)
    report.add("accept 10,000 rows, p95", percentile(accepted, 0.95), "ms", "at most 500")
    report.add("load 10,000 rows, p50", percentile(loaded, 0.5), "ms")
    report.add("load 10,000 rows, p95", percentile(loaded, 0.95), "ms", "at most 30,000")


class Field:
    """Gauges, their source, and months that nobody has written to."""

    def __init__(self) -> None:
        self.source = Sender.new().source
        region = build.region()
        self.codes = [build.gauge(f"G{n:03}", region=region).code for n in range(GAUGES)]
        self.month = 0
        draw = random.Random(1)
        wet = [f"{draw.random() * 20:.1f}" for _ in range(50)]
        self.values = draw.choices(["0.0"] * 200 + wet, k=1 << 16)
        self.loaded(self.post(self.fresh(GAUGES), CSV))  # from now on each gauge has its series
        self.series = dict(Indicator.objects.values_list("subject__code", "pk"))

    def fresh(self, rows: int) -> Rows:
        """Return rows of a month of their own: minute by minute, all gauges."""
        start = dt.datetime(2001 + self.month // 12, self.month % 12 + 1, 1, tzinfo=dt.UTC)
        self.month += 1
        ensure_month("datacenter_reading", start)
        minutes = [(start + dt.timedelta(minutes=n)).isoformat() for n in range(-(-rows // GAUGES))]
        values = self.values
        return [
            (code, at, values[n & 0xFFFF])
            for n, (at, code) in enumerate(product(minutes, self.codes))
        ][:rows]

    def copied(self, rows: int) -> float:
        """Return the seconds that COPY takes for fresh rows."""
        batch = uuid.uuid4()
        text = "".join(
            f"{self.series[code]}\t{at}\t{value}\t{batch}\n" for code, at, value in self.fresh(rows)
        )
        file = io.BytesIO(text.encode())
        begin = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert("COPY datacenter_reading FROM STDIN", file, BLOCK)
        return time.perf_counter() - begin

    def loaded(self, posted: Posted) -> float:
        """Return the seconds from the doorbell of a batch to the commit of all its readings."""
        batch = self.received(posted)
        begin = time.perf_counter()
        services.load(batch.pk)
        took = time.perf_counter() - begin
        batch.refresh_from_db()
        assert batch.state == "loaded", batch.state
        return took

    def received(self, posted: Posted) -> Batch:
        dataset = self.source.datasets.get()
        request_id = uuid.uuid4()
        return services.receive(posted, source=self.source, dataset=dataset, request_id=request_id)[
            0
        ]

    @staticmethod
    def post(rows: Rows, content_type: str) -> Posted:
        """Write rows as a source would."""
        if content_type == CSV:
            lines = [f"{code},{at},{value}\n" for code, at, value in rows]
            return Posted(("station,at,mm\n" + "".join(lines)).encode(), CSV)
        objects = [f'{{"station":"{code}","at":"{at}","mm":{value}}}' for code, at, value in rows]
        if content_type == NDJSON:
            return Posted("\n".join(objects).encode(), NDJSON)
        return Posted(('{"rows":[' + ",".join(objects) + "]}").encode(), JSON)
