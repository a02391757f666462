"""A warning rises once, grows, holds without data, and ends when the rain has ended."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common.models import Event
from registry.models import Link, Subject
from registry.places import plane
from risk import services
from risk.choices import Condition, WarningLevel
from risk.models import Episode, RiskWarning

STEP = dt.timedelta(minutes=5)


def now() -> dt.datetime:
    return timezone.now().replace(microsecond=0) - dt.timedelta(hours=2)


def the_warning() -> RiskWarning:
    return RiskWarning.objects.get()


def names_of(warning: RiskWarning) -> list[str]:
    return list(Event.objects.about(warning).values_list("name", flat=True))


def test_it_rises_once_and_tells_so_once(rain, rule):
    start = now()
    rain.judge([("G1", start, 50)])
    rain.judge([("G1", start + STEP, 10)])
    rain.judge([("G1", start + 2 * STEP, 0)])
    warning = the_warning()
    assert (warning.level, warning.condition) == (WarningLevel.ORANGE, Condition.FIRING)
    assert names_of(warning) == ["risk.warned"]


def test_a_graver_level_counts_at_once_and_a_lighter_one_after_the_hold(rain, rule):
    start = now()
    rain.judge([("G1", start, 50)])
    rain.judge([("G1", start + STEP, 50)])
    assert the_warning().level == WarningLevel.RED
    # three hours later the hundred millimetres have left the window
    later = start + dt.timedelta(hours=3) + STEP
    rain.judge([("G1", later, 0)])
    assert the_warning().level == WarningLevel.YELLOW
    assert names_of(the_warning()) == ["risk.warned", "risk.escalated", "risk.lowered"]


def test_a_lighter_level_waits_for_the_hold(rain, rule):
    start = now()
    rain.judge([("G1", start, 60), ("G1", start + dt.timedelta(hours=2, minutes=55), 40)])
    assert the_warning().level == WarningLevel.RED
    rain.judge([("G1", start + dt.timedelta(hours=3), 0)])
    assert the_warning().level == WarningLevel.RED, "red was measured five minutes ago"
    rain.judge([("G1", start + dt.timedelta(hours=3, minutes=30), 0)])
    assert the_warning().level == WarningLevel.YELLOW


def test_it_neither_flaps_nor_repeats_between_the_thresholds(rain, rule):
    start = now() - dt.timedelta(hours=14)
    rain.judge([("G1", start, 50)], received=start)
    # 45 mm in twelve hours is under the threshold and not under 80 % of it: the episode holds
    drizzle = [
        ("G1", start + dt.timedelta(hours=12) + STEP * n, 45 if n == 0 else 0) for n in range(9)
    ]
    rain.judge(drizzle, received=start)
    rain.judge([("G1", start + dt.timedelta(hours=13), 6)], received=start)
    assert Episode.objects.count() == 1
    assert names_of(the_warning()).count("risk.warned") == 1


def test_it_ends_after_half_an_hour_under_the_clear_condition(rain, rule):
    start = now() - dt.timedelta(hours=13)
    rain.judge([("G1", start, 50)], received=start)
    dry = start + dt.timedelta(hours=12)
    for minutes in (0, 10, 20):
        rain.judge([("G1", dry + dt.timedelta(minutes=minutes), 0)], received=dry)
    assert the_warning().condition == Condition.FIRING
    rain.judge([("G1", dry + dt.timedelta(minutes=30), 0)], received=dry)
    assert the_warning().condition == Condition.RESOLVED
    assert the_warning().resolved_at == dry + dt.timedelta(minutes=30)


def test_a_gap_in_the_data_is_no_good_news(rain, rule):
    start = now() - dt.timedelta(hours=13)
    rain.judge([("G1", start, 50)], received=start)
    dry = start + dt.timedelta(hours=12)
    rain.judge([("G1", dry, 0)], received=dry)
    rain.judge([("G1", dry + dt.timedelta(minutes=40), 0)], received=dry)
    assert the_warning().condition == Condition.FIRING


def test_silence_holds_the_warning_as_stale_until_data_come(rain, rule):
    start = now()
    rain.judge([("G1", start, 50)])
    series = rain.gauges["G1"]
    series.last_at = start
    series.save()
    assert services.mark_stale(start + dt.timedelta(minutes=10)) == 0
    assert services.mark_stale(start + dt.timedelta(minutes=16)) == 1
    assert services.mark_stale(start + dt.timedelta(minutes=17)) == 0
    assert the_warning().condition == Condition.STALE
    rain.judge([("G1", start + dt.timedelta(minutes=20), 0)])
    assert the_warning().condition == Condition.FIRING


def test_the_object_to_check_is_found_by_link_before_nearness(rain, rule):
    east, north = plane(120.13, 30.26)
    gauge = rain.gauge(lon=120.13, lat=30.26, xy=(east, north)).subject
    pit = Subject.objects.create(
        kind="site",
        code="P1",
        name="基坑",
        region=rain.region,
        labels=["deep_pit"],
        xy=(east + 900, north),
    )
    Subject.objects.create(
        kind="site",
        code="P2",
        name="远处基坑",
        region=rain.region,
        labels=["deep_pit"],
        xy=(east + 1600, north),
    )
    rain.judge([("G1", now(), 50)])
    assert the_warning().target == pit
    assert list(Subject.objects.near((east, north), 1500).filter(kind="site")) == [pit]

    operator = Subject.objects.create(kind="enterprise", code="E1", name="排水", region=rain.region)
    other = rain.gauge("G2").subject
    Link.objects.create(source=other, target=operator, kind="drained_by")
    rain.judge([("G2", now(), 50)])
    assert RiskWarning.objects.get(subject=other).target == operator
    assert gauge.warnings.count() == 1


def test_only_gauges_of_the_rule_are_judged(rain, rule):
    series = rain.gauge("X1")
    Subject.objects.filter(pk=series.subject_id).update(labels=["river_gauge"])
    rain.judge([("X1", now(), 90)])
    assert not Episode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_batches_judged_at_the_same_time_raise_one_warning(django_user_model):
    from tests.risk.conftest import RAIN_RULE, Rain

    rain = Rain()
    author, reviewer = (django_user_model.objects.create_user(n, name=n) for n in ("甲", "乙"))
    version = services.define(RAIN_RULE, department=rain.department, by=author)
    services.publish(services.review(version, by=reviewer), by=reviewer)
    start = now()
    with transaction.atomic():
        batches = [rain.batch([("G1", start + STEP * n, 30)]) for n in range(8)]
    ready = threading.Barrier(8)
    faults = []

    def judge(batch):
        try:
            ready.wait()
            services.evaluate(batch.pk)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=judge, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert (Episode.objects.count(), the_warning().level) == (1, WarningLevel.RED)
    assert names_of(the_warning()).count("risk.warned") == 1
