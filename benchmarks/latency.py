"""How long a reading takes to become a task, through a really running stack.

Twenty batches of ten readings a second arrive over HTTP; now and then one of the readings is a
storm at a gauge that was dry. Web server, worker and clock are processes of their own; the time
runs from before the request is made until the row of the verification task can be read.
"""

import datetime as dt
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from django.db import connection
from django.utils import timezone

from benchmarks.report import Report, percentile
from datacenter.models import Batch
from enforcement.models import Task
from risk import services as risk
from risk.models import RiskWarning
from tests import build
from tests.ingest_client import CSV, Sender
from tests.risk.conftest import RAIN_RULE
from tests.stack import Stack

BATCHES_A_SECOND = 20
READINGS = 10
STORMS_A_SECOND = 2
WARM_UP = 5  # seconds that are not counted
SENDERS = 8
RESPONSES = [{"task": "fact_check", "checklist": "FC-RAIN", "line": "drainage", "due": "2h"}]


def measure(report: Report, *, quick: bool = False) -> None:
    seconds = 6 if quick else 60
    world = World(storms=(seconds + WARM_UP) * STORMS_A_SECOND)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Stack(Path(folder)) as stack:
        stack.start("web", "worker", "beat", SWEEP_SECONDS="15")
        run = Run(world, stack.url, seconds + WARM_UP)
        run.go()
    latencies = sorted(run.latencies(skip=WARM_UP * STORMS_A_SECOND))
    sent = len(run.answers)
    note = f"{sent} batches, {BATCHES_A_SECOND} × {READINGS} readings a second for {seconds} s"
    report.add("reading to task, p50", percentile(latencies, 0.5) * 1000, "ms", note)
    report.add(
        "reading to task, p95",
        percentile(latencies, 0.95) * 1000,
        "ms",
        f"{len(latencies)} storms; aim: under 1,000",
    )
    report.add("reading to task, slowest", latencies[-1] * 1000, "ms")
    report.add("answer to a batch, p95", percentile(run.answers, 0.95) * 1000, "ms")
    for what, times in run.stages().items():
        report.add(f"of it {what}, p50", percentile(times, 0.5) * 1000, "ms")


class World:
    """Gauges that are dry, gauges that a storm waits for, a rule that asks for a fact check."""

    def __init__(self, storms: int):
        region = build.region("330106")
        bureau = build.department(region=region)
        self.sender = Sender.new(department=bureau)
        dry = BATCHES_A_SECOND * READINGS
        self.dry = [build.gauge(f"D{n:03}", region=region).code for n in range(dry)]
        self.waiting = [build.gauge(f"S{n:03}", region=region).code for n in range(storms)]
        build.checklist(code="FC-RAIN")
        for _ in range(3):
            build.officer(department=bureau)
        rule = RAIN_RULE | {"raise": RESPONSES}
        version = risk.define(rule, department=bureau, by=build.user())
        head = build.user()
        risk.publish(risk.review(version, by=head), by=head)


class Run:
    """One run: sends in time, notes when each storm was sent and when its task was there."""

    def __init__(self, world: World, url: str, seconds: int):
        self.world, self.seconds = world, seconds
        http = httpx.Client(limits=httpx.Limits(max_keepalive_connections=SENDERS))
        self.sender = Sender(world.sender.source, world.sender.secret, url, http=http)
        self.sent: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.answers: list[float] = []
        self.over = threading.Event()

    def go(self) -> None:
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        begin = time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            for number, (storm, rows) in enumerate(self._batches()):
                due = begin + number / BATCHES_A_SECOND
                time.sleep(max(0.0, due - time.monotonic()))
                pool.submit(self._send, storm, rows)
        patience = time.monotonic() + 60
        while len(self.seen) < len(self.sent) and time.monotonic() < patience:
            time.sleep(0.1)
        self.over.set()
        watcher.join()
        missing = self.sent.keys() - self.seen.keys()
        assert not missing, f"no task for {len(missing)} of {len(self.sent)} storms"

    def latencies(self, skip: int) -> list[float]:
        """Return the seconds from reading to task, without the first ``skip`` storms."""
        counted = list(self.sent)[skip:]
        return [self.seen[code] - self.sent[code] for code in counted]

    def stages(self) -> dict[str, list[float]]:
        """Return how the time is spent, as the rows themselves tell it."""
        found: dict[str, list[float]] = {"loading": [], "warning": [], "task": []}
        batches = Batch.objects.in_bulk()
        tasks = {task.origin: task.created_at for task in Task.objects.all()}
        for warning in RiskWarning.objects.all():
            batch = batches[warning.batch]
            loaded = batch.loaded_at or batch.received_at
            found["loading"].append((loaded - batch.received_at).total_seconds())
            found["warning"].append((warning.created_at - loaded).total_seconds())
            made = tasks[f"risk.riskwarning:{warning.pk}"]
            found["task"].append((made - warning.created_at).total_seconds())
        return found

    def _batches(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Yield the code of the gauge that a storm hits, if one does, and the rows."""
        storms = iter(self.world.waiting)
        every = BATCHES_A_SECOND // STORMS_A_SECOND
        for number in range(self.seconds * BATCHES_A_SECOND):
            at = timezone.now().isoformat()
            first = number % BATCHES_A_SECOND * READINGS
            rows = [(code, at, "0.0") for code in self.world.dry[first : first + READINGS]]
            storm = next(storms) if number % every == 0 else ""
            yield storm, [(storm, at, "120.0"), *rows[1:]] if storm else rows

    def _send(self, storm: str, rows: list[tuple[str, str, str]]) -> None:
        begin = time.monotonic()
        if storm:
            self.sent[storm] = begin
        answer = self.sender.post(rows, CSV)
        self.answers.append(time.monotonic() - begin)
        assert answer.status == 202, answer.body

    def _watch(self) -> None:
        """Note when the task of each storm can first be read."""
        since = timezone.now() - dt.timedelta(seconds=1)
        try:
            while not self.over.wait(0.01):
                fresh = Task.objects.filter(created_at__gte=since).values_list(
                    "subject__code", "created_at"
                )
                now = time.monotonic()
                for code, _at in fresh:
                    self.seen.setdefault(code, now)
                since = timezone.now() - dt.timedelta(seconds=3)
        finally:
            connection.close()
