"""Over many draws each place of a pool is drawn as often as any other, and a cheat shows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from common.ids import uuid7
from enforcement.models import Draw, DrawPick, DrawStratum
from enforcement.rules.draw import Taker, sample_size
from enforcement.rules.drbg import Numbers
from enforcement.rules.fairness import LOOK_AT, Tally
from enforcement.services import fairness
from tests import build

ENGLISH = {"accept-language": "en"}
CLASSES = {"B": (130, Decimal("0.1")), "C": (57, Decimal("0.3"))}


def lots(seed: int, number: int, size: int, ratio: Decimal) -> list[int]:
    numbers = Numbers(seed.to_bytes(32, "big"), f"objects:{number}")
    return Taker(size, numbers).take(sample_size(size, ratio, 1))


def favoured(seed: int, number: int, size: int, ratio: Decimal) -> list[int]:
    """Return lots that spare the last tenth every other time: the next above comes instead."""
    found = lots(seed, number, size, ratio)
    spared = {each for each in found if each > size * 9 // 10 and each % 2}
    others = iter(at for at in range(1, size) if at not in found)
    return [next(others) if each in spared else each for each in found]


def simulate(plan, how, times: int = 60) -> None:
    """Write confirmed draws of a plan with two classes, as their rows would be."""
    matter, subject, people = plan.matters.get(), build.subject(), (uuid7(), uuid7())
    draws = [
        Draw(
            plan=plan, matter=matter, number=at + 1, reason="simulated", secret=b"",
            state="confirmed", commitment_sha256="0" * 64, frozen_by=people[0],
            operator=people[0], witness=people[1],
        )
        for at in range(times)
    ]  # fmt: skip
    Draw.objects.bulk_create(draws)
    strata, picks = [], []
    for at, draw in enumerate(draws):
        for number, (grade, (size, ratio)) in enumerate(CLASSES.items(), 1):
            found = how(at, number, size, ratio)
            strata.append(
                DrawStratum(
                    draw=draw, number=number, grade=grade, size=size, ratio=ratio, least=1,
                    drawn=len(found),
                )
            )  # fmt: skip
            picks += [
                DrawPick(draw=draw, stratum=number, nth=nth, position=position, subject=subject)
                for nth, position in enumerate(found, 1)
            ]
    DrawStratum.objects.bulk_create(strata)
    DrawPick.objects.bulk_create(picks)


def test_fair_lots_are_suspected_as_often_as_chance_says():
    """Of 400 fair series about one in twenty lies beyond the 5 % point, hardly one is suspect."""
    found = []
    for series in range(400):
        tally = Tally()
        for at in range(8):
            tally.add(101, lots(series * 8 + at, 1, 101, Decimal("0.1")))
        found.append(tally.p)
    assert 8 <= sum(p < 0.05 for p in found) <= 32
    assert sum(p < LOOK_AT for p in found) <= 2


def test_few_lots_and_whole_strata_say_nothing():
    tally = Tally()
    tally.add(9, [1, 2])
    tally.add(20, range(1, 21))
    assert (tally.lots, tally.p, tally.is_suspect) == (0, None, False)
    tally.add(100, [1, 2, 3])
    assert tally.p is None


@pytest.mark.django_db
def test_many_draws_match_their_ratios_class_by_class():
    simulate(build.published_plan(), lots)
    found = fairness.over(Draw.objects.all())
    assert found.draws == 60
    rows = {row.grade: row for row in found.rows}
    assert {grade: row.drawn for grade, row in rows.items()} == {"B": 60 * 13, "C": 60 * 18}
    assert rows["B"].share_asked == rows["B"].share == 10
    assert all(row.tally.p > LOOK_AT for row in found.rows)
    assert found.is_told
    assert found.suspects == []


@pytest.mark.django_db
def test_a_draw_that_favours_some_is_found_out():
    simulate(build.published_plan(), favoured)
    found = fairness.over(Draw.objects.all())
    assert [row.grade for row in found.suspects] == ["B", "C"]


@pytest.mark.django_db
def test_a_draw_of_fewer_than_its_ratio_is_found_out():
    simulate(build.published_plan(), lambda *asked: lots(*asked)[1:], times=3)
    assert all(row.is_short for row in fairness.over(Draw.objects.all()).suspects)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "said"), [(lots, "no sign of bias"), (favoured, "look at it: hardly by chance")]
)
def test_the_page_says_it_in_words(client, how, said, in_english, django_assert_max_num_queries):
    plan, reader = build.published_plan(), build.user()
    simulate(plan, how)
    build.grant(reader, "enforcement.view_draw", department=plan.department)
    client.force_login(reader)
    with django_assert_max_num_queries(25):
        answer = client.get(reverse("enforcement:draw-statistics"), headers=ENGLISH)
    page = answer.content.decode()
    assert f"<td>{said}</td>" in page
    assert "Over 60 confirmed draws" in page
