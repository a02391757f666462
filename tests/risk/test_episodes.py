"""Episodes are a function of the stored readings, whatever the order in which they came."""

import datetime as dt
import random
import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk.models import Episode, RiskWarning, Run
from tests.risk import reference

MORNING = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def five_minutes(count: int) -> dt.datetime:
    return MORNING + dt.timedelta(minutes=5 * count)


def stored(code: str = "G1") -> list[tuple]:
    return list(
        Episode.objects.live()
        .filter(subject__code=code)
        .order_by("start")
        .values_list("start", "end", "peak")
    )


def told(rows) -> list[tuple]:
    return [(each.start, each.end, each.peak) for each in reference.episodes(rows)]


def storm(seed: int, days: int = 4, missing: float = 0.15) -> list[tuple[dt.datetime, Decimal]]:
    """Make days of five-minute rain with storms, drizzle near the thresholds and lost slots."""
    chance = random.Random(seed)
    rows, intensity = [], 0.0
    for slot in range(days * 288):
        if chance.random() < 0.01:
            intensity = chance.choice([0.0, 0.0, 0.3, 0.7, 1.4, 4.0])
        if chance.random() < missing:
            continue
        millimetres = Decimal(f"{max(0.0, chance.gauss(intensity, intensity / 4)):.1f}")
        rows.append((five_minutes(slot), millimetres))
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_it_tells_the_same_episodes_in_order_and_shuffled(rain, rule, seed):
    rows = storm(seed)
    expected = told(rows)
    assert expected, "the seed makes no episode and so asks nothing"
    chance = random.Random(seed)
    for code, order in (("A", rows), ("B", chance.sample(rows, len(rows)))):
        sent = [(code, at, value) for at, value in order]
        for start in range(0, len(sent), 157):
            rain.judge(sent[start : start + 157])
        assert stored(code) == expected


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_it_tells_them_for_any_batches(rain, rule, data):
    slots = data.draw(st.lists(st.integers(0, 400), min_size=5, max_size=60, unique=True))
    rows = [
        (five_minutes(slot), Decimal(data.draw(st.sampled_from([0, 1, 5, 10, 25, 50, 60]))))
        for slot in slots
    ]
    code = uuid.uuid4().hex
    rest = data.draw(st.permutations(rows))
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        rain.judge([(code, at, value) for at, value in rest[:size]])
        rest = rest[size:]
    assert stored(code) == told(rows)


def test_a_batch_judged_twice_changes_nothing(rain, rule):
    from risk import services

    batch = rain.batch([("G1", five_minutes(slot), 30) for slot in range(4)])
    first = services.evaluate(batch.pk)
    again = services.evaluate(batch.pk)
    assert [change.kind for change in first] == []  # the readings are older than ``late``
    assert again == []
    assert Run.objects.count() == 1
    assert Episode.objects.count() == 1


def test_old_rain_makes_an_episode_and_no_warning(rain, rule):
    rain.judge([("G1", five_minutes(0), 60)], received=five_minutes(12 * 7))
    assert len(stored()) == 1
    assert not RiskWarning.objects.exists()


def test_late_rows_join_two_episodes_and_the_younger_warning_closes(rain, rule):
    dry = [("G1", five_minutes(slot), 0) for slot in range(150, 172)]
    rain.judge([("G1", five_minutes(0), 60)], received=five_minutes(1))
    rain.judge(dry, received=five_minutes(172))
    rain.judge([("G1", five_minutes(173), 60)], received=five_minutes(174))
    assert len(stored()) == 2
    older, younger = RiskWarning.objects.order_by("episode__start")
    changes = rain.judge(
        [("G1", five_minutes(slot), 1) for slot in range(100, 150)], received=five_minutes(175)
    )
    assert len(stored()) == 1
    assert {change.kind for change in changes} >= {"merged"}
    older.refresh_from_db()
    younger.refresh_from_db()
    assert (older.condition, younger.condition) == ("firing", "resolved")
    assert younger.episode.merged_into == older.episode
