"""A real week of sixty gauges goes through the door in any order and tells the same episodes."""

import csv
import datetime as dt
import gzip
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from datacenter.models import Batch
from registry.models import Subject
from risk import services
from risk.models import Episode, RiskWarning
from tests.ingest_client import Sender
from tests.risk import reference

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "rain_singapore_5min.csv.gz"
SINGAPORE = dt.timezone(dt.timedelta(hours=8))
FIRST, LAST = "2017-01-19", "2017-01-26"
BATCH = 12_000

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.realdata,
    pytest.mark.skipif(not FILE.exists(), reason="the real data are not on this machine"),
]


@pytest.fixture(scope="module")
def week():
    """Return the readings of one week as the file has them: station, local time, mm."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return [tuple(row) for row in rows if FIRST <= row[1][:10] < LAST]


def network(rain, prefix, stations):
    """Register the stations under a prefix as gauges of a source of their own."""
    Subject.objects.bulk_create(
        Subject(
            kind="equipment", code=f"{prefix}{station}", name=station, region=rain.region,
            labels=["rain_gauge"],
        )
        for station in stations
    )  # fmt: skip
    return Sender.new(department=rain.department, datasets=[rain.dataset])


def send(sender, rows) -> list[Batch]:
    """Send rows in batches, load and judge each as it comes."""
    batches = []
    for start in range(0, len(rows), BATCH):
        batch = sender.load(rows[start : start + BATCH])
        services.evaluate(batch.pk)
        batches.append(batch)
    return batches


def stored(prefix, stations):
    return {
        station: list(
            Episode.objects.live()
            .filter(subject__code=f"{prefix}{station}")
            .order_by("start")
            .values_list("start", "end", "peak")
        )
        for station in stations
    }


def test_the_episodes_of_a_week_are_those_of_the_plain_walk_whatever_the_order(rain, rule, week):
    by_station = defaultdict(list)
    for station, at, value in week:
        moment = dt.datetime.fromisoformat(at).replace(tzinfo=SINGAPORE)
        by_station[station].append((moment, Decimal(value)))
    told = {
        station: [(each.start, each.end, each.peak) for each in reference.episodes(readings)]
        for station, readings in by_station.items()
    }
    assert sum(map(len, told.values())) > 20, "the week has too little rain to ask anything"

    chance = random.Random(2017)
    shuffled = [(f"S-{station}", f"{at}+08:00", value) for station, at, value in week]
    repeated = chance.sample(shuffled, len(shuffled) // 10)
    shuffled += repeated
    chance.shuffle(shuffled)
    batches = send(network(rain, "S-", by_station), shuffled)
    for batch in batches:
        assert batch.loaded + batch.duplicate + batch.rejected == batch.sent
    assert sum(batch.loaded for batch in batches) == len(week)
    assert sum(batch.duplicate for batch in batches) == len(repeated)
    assert stored("S-", by_station) == told

    in_order = sorted(week, key=lambda row: row[1])
    send(network(rain, "O-", by_station), [(f"O-{s}", f"{at}+08:00", mm) for s, at, mm in in_order])
    assert stored("O-", by_station) == told
    assert not RiskWarning.objects.exists(), "rain of years ago sends nobody out"
