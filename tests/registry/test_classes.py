"""Classes of subjects follow their ratings, and the merges that stand."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from common import workdays
from common.events import deliver
from common.models import Delivery, Event
from enforcement.models import PastInspection
from enforcement.services.past import visits_in
from registry import services
from registry.models import Link, Rating
from risk.models import RiskWarning
from tests import build
from tests.loop_world import build_world
from tests.test_loop import drain, rain_falls

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return build.user()


def classes(*rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.credit_class, row.risk_class) for row in rows]


def test_a_rating_makes_the_class_and_the_one_before_ends(steward):
    firm = build.subject()
    services.rate(firm, "credit", "B", by=steward)
    services.rate(firm, "credit", "B", by=steward)
    services.rate(firm, "risk", "D", by=steward)
    services.rate(firm, "risk", "A", scheme="trial", by=steward)
    assert classes(firm) == [("B", "D")]
    assert Event.objects.filter(name="registry.classified").count() == 2
    Rating.objects.filter(kind="credit").update(valid=build.current())
    services.rate(firm, "credit", "A", by=steward)
    assert classes(firm) == [("A", "D")]
    assert Rating.objects.filter(kind="credit").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(subject=firm, kind="risk", value="A", valid=build.FOREVER)


def test_merging_and_parting_recompute_the_classes_exactly_once(steward):
    winner, loser = build.subject(), build.subject()
    services.rate(winner, "credit", "A", by=steward)
    services.rate(loser, "credit", "D", by=steward)
    services.rate(loser, "risk", "C", by=steward)
    services.merge(loser, winner, by=steward, basis="同一家")
    drain()
    assert classes(winner, loser) == [("D", "C"), ("D", "C")]
    merged = Event.objects.get(name="registry.merged")
    (told,) = Event.objects.filter(cause=merged.pk)
    assert (told.name, told.subject_id) == ("registry.classified", winner.pk)
    assert told.facts["before"] == {"credit_class": "A", "risk_class": ""}
    (delivery,) = Delivery.objects.filter(event=merged.pk)
    assert not deliver(delivery.pk)  # it is done, and stays done
    services.unmerge(loser, by=steward, basis="两家")
    drain()
    assert classes(winner, loser) == [("A", ""), ("D", "C")]


def test_a_rating_of_a_merged_record_counts_for_the_family(steward):
    winner, loser = build.subject(), build.subject()
    services.merge(loser, winner, by=steward, basis="同一家")
    services.rate(loser, "risk", "C", by=steward)
    assert classes(winner, loser) == [("", "C"), ("", "C")]


def test_a_rating_that_ends_today_no_longer_counts():
    firm = build.subject(credit_class="D")
    valid = build.ended(workdays.today() - dt.timedelta(days=1))
    Rating.objects.create(subject=firm, kind="credit", value="D", valid=valid)
    assert services.classify_due() == 1
    assert classes(firm) == [("", "")]
    assert services.classify_due() == 0


def test_visits_of_merged_records_count_together(steward):
    winner, loser = build.subject(), build.subject()
    for n, firm in enumerate((winner, loser)):
        PastInspection.objects.create(
            source="old", code=str(n), subject=firm, department=build.department(),
            day="2019-05-06", outcome="passed", is_visit=True,
        )  # fmt: skip
    assert visits_in(winner, 2019) == 1
    services.merge(loser, winner, by=steward, basis="同一家")
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (visits_in(winner, 2019), visits_in(loser, 2019)) == (2, 2)


def test_a_warning_calls_for_checks_at_the_record_that_goes_on(steward):
    world = build_world()
    winner = build.subject(kind="enterprise", region=world.region, labels=["drainage_operator"])
    services.merge(world.operator, winner, by=steward, basis="同一家")
    assert Link.objects.get().target == world.operator
    rain_falls(world, 110)
    assert RiskWarning.objects.get().target == winner
