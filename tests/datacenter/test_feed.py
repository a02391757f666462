"""Simulated rain: the weather that the demo needs, the same whoever asks, never ahead of now."""

import datetime as dt
import io
from collections import defaultdict
from itertools import accumulate

import httpx
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from datacenter import services
from datacenter.feed import HISTORY, HOUR, LATER, MINUTE, Gauge, Sky
from datacenter.management.commands import demo_feed
from datacenter.models import Batch, Reading, Source
from tests import build

OPENED = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)
GAUGES = [Gauge(f"G{n:02}", 119.9 + n % 6 * 0.15, 29.8 + n // 6 * 0.15) for n in range(24)]


def levels(rows):
    """Return the gravest level of the demo's rule that each gauge has reached (1 red … 4 blue)."""
    fallen, found = defaultdict(list), {}
    for code, _, value in rows:
        fallen[code].append(float(value))
    for code, values in fallen.items():
        sums = [0.0, *accumulate(values)]

        def over(hours, millimetres, sums=sums):
            return any(
                sums[n] - sums[max(0, n - 60 * hours)] >= millimetres for n in range(len(sums))
            )

        for level, (hours, millimetres) in enumerate(((3, 100), (3, 50), (6, 50), (12, 50)), 1):
            if over(hours, millimetres):
                found[code] = level
                break
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_opening_brings_a_warning_of_each_level(seed):
    sky = Sky(GAUGES, opened=OPENED, seed=seed, first="G07")
    found = levels(sky.rows(OPENED - HISTORY, OPENED))
    assert sorted(found.values()) == [1, 2, 3, 4]
    assert found["G07"] == 1


def test_the_weather_does_not_depend_on_who_asks_when():
    sky = Sky(GAUGES, opened=OPENED, seed=7)
    whole = list(sky.rows(OPENED - 2 * HOUR, OPENED + 2 * HOUR))
    again = Sky(GAUGES, opened=OPENED, seed=7)
    parts = [
        row
        for hours in range(-2, 2)
        for row in again.rows(OPENED + hours * HOUR, OPENED + (hours + 1) * HOUR)
    ]
    assert parts == whole
    assert whole != list(
        Sky(GAUGES, opened=OPENED, seed=8).rows(OPENED - 2 * HOUR, OPENED + 2 * HOUR)
    )


def test_each_gauge_reports_each_minute_in_tenths():
    sky = Sky(GAUGES, opened=OPENED, seed=1)
    rows = list(sky.rows(OPENED + dt.timedelta(seconds=30), OPENED + 3 * MINUTE))
    assert [at for _, at, _ in rows[:: len(GAUGES)]] == [
        (OPENED + n * MINUTE).isoformat() for n in (1, 2, 3)
    ]
    assert len(rows) == 3 * len(GAUGES)
    assert all(value == f"{float(value):.1f}" for _, _, value in rows)


def test_later_hours_bring_all_kinds():
    sky = Sky(GAUGES, opened=OPENED, seed=1)
    days = [OPENED + hours * HOUR for hours in range(24 * 30)]
    kinds = {system.kind for at in days for system in sky.systems(at)}
    assert kinds == set(LATER)


CLIENT = httpx.Client


class Wire:
    """Carries the feed's requests to the portal's own views, loading what arrives."""

    def __init__(self):
        self.client, self.refused = Client(), []

    def __call__(self, *, base_url, timeout):
        return CLIENT(base_url=base_url, transport=httpx.MockTransport(self.carry))

    def carry(self, request):
        if self.refused:
            answer = self.refused.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        response = self.client.generic(
            request.method, request.url.path, request.content, headers=dict(request.headers)
        )
        services.load_next()
        return httpx.Response(response.status_code, content=response.content)


@pytest.fixture
def feed(db, monkeypatch, tmp_path):
    """Run the feed until the present against this database, in no time."""
    build.dataset()
    build.department()
    region = build.region()
    for gauge in GAUGES[:4]:
        build.gauge(gauge.code, lon=gauge.lon, lat=gauge.lat, region=region)
    wire, waited = Wire(), []
    monkeypatch.setattr(demo_feed.httpx, "Client", wire)
    monkeypatch.setattr(demo_feed.connection, "close", lambda: None)

    def run(**options):
        call_command(
            "demo_feed", "--until-now", memory=tmp_path / "feed.json", stdout=out, **options
        )

    out = io.StringIO()
    with time_machine.travel(OPENED, tick=False) as clock:

        def sleep(seconds):
            waited.append(seconds)
            clock.shift(seconds)

        monkeypatch.setattr(demo_feed.time, "sleep", sleep)
        run.clock, run.wire, run.waited = clock, wire, waited
        yield run


def span():
    times = Reading.objects.values_list("at", flat=True).order_by("at")
    return times.first(), times.last()


def test_it_plays_the_past_and_never_passes_now(feed):
    feed(speed=360.0, seed=1)
    now = timezone.now()
    first, last = span()
    assert first == OPENED - HISTORY + MINUTE
    assert now - MINUTE < last <= now
    assert Reading.objects.count() == 4 * ((last - first) / MINUTE + 1)
    assert 25 <= sum(feed.waited) <= 45  # three hours at 360 times the clock
    source = Source.objects.get()
    assert source.is_simulated
    assert {batch.rejected for batch in Batch.objects.all()} == {0}


def test_it_goes_on_where_it_stopped(feed):
    feed(seed=1)
    _, before = span()
    feed.clock.shift(dt.timedelta(minutes=90))
    feed()
    first, last = span()
    assert last >= before + 90 * MINUTE
    assert Reading.objects.count() == 4 * ((last - first) / MINUTE + 1)
    assert Source.objects.count() == 1


def test_after_a_long_silence_the_sky_opens_again(feed):
    feed(seed=1)
    feed.clock.shift(dt.timedelta(days=2))
    now = timezone.now()
    feed()
    first, last = span()
    assert Reading.objects.filter(at__gt=now - HISTORY, at__lte=now).count() == 4 * 720
    assert first == OPENED - HISTORY + MINUTE
    assert last >= now


def test_it_waits_for_a_portal_that_is_away(feed):
    feed.wire.refused = [httpx.ConnectError("no"), httpx.Response(503), httpx.ReadTimeout("slow")]
    feed(seed=1)
    first, last = span()
    assert Reading.objects.count() == 4 * ((last - first) / MINUTE + 1)


def test_it_gets_a_new_secret_when_its_own_is_refused(feed, tmp_path):
    feed(seed=1)
    source = Source.objects.get()
    services.renew_secret(source)
    feed.clock.shift(dt.timedelta(minutes=5))
    feed()
    assert Source.objects.get() == source
    assert span()[1] > OPENED
    assert (tmp_path / "feed.json").stat().st_mode & 0o777 == 0o600


def test_it_begins_anew_with_a_new_database(feed):
    feed(seed=1)
    Source.objects.update(key="src_another")  # as in another database, where its key is unknown
    sent = Batch.objects.count()
    feed()
    assert Source.objects.count() == 1
    assert Batch.objects.count() > sent + 10
    assert Batch.objects.order_by("-id").first().rejected == 0


def test_a_speed_below_the_clock_is_refused(feed):
    with pytest.raises(CommandError):
        feed(speed=0.5)
