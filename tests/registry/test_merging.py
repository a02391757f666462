"""Two records of one subject are joined and parted again, in any order, by several people."""

import contextlib
import threading

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from common.errors import RuleError
from common.models import Event
from registry import services
from registry.models import Merge, Pair, Subject
from registry.services.merging import CHOOSABLE
from tests import build

COLUMNS = sorted({column for columns in CHOOSABLE.values() for column in columns})


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.fixture
def steward(db):
    return build.user(username="song.shuyuan")


def firm(name, **fields):
    return build.subject(kind="enterprise", name=name, **fields)


def test_the_record_kept_takes_what_is_chosen_and_nothing_is_rewritten(steward):
    winner = firm("甲", labels=["shop"], lon=120.1, lat=30.1)
    loser = firm("乙", labels=["school"], lon=120.2, lat=30.2, uscc="91330108MA27K6Q409")
    build.subject()
    take = {"name": "loser", "labels": "both", "uscc": "loser", "place": "winner"}
    services.merge(loser, winner, by=steward, basis="同一家", take=take)
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (winner.name, winner.labels, winner.lon) == ("乙", ["shop", "school"], 120.1)
    assert (loser.canonical_id, loser.name, loser.labels) == (winner.pk, "乙", ["school"])
    assert set(Subject.objects.family_of(loser)) == {winner, loser}
    told = Event.objects.get(name="registry.merged")
    assert (told.subject_id, told.row_id) == (winner.pk, loser.pk)
    services.unmerge(loser, by=steward, basis="两家")
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (winner.name, winner.labels, winner.uscc) == ("甲", ["shop"], "")
    assert set(Subject.objects.family_of(loser)) == {loser}
    assert Event.objects.filter(name="registry.unmerged").exists()


def test_what_was_amended_after_a_merge_stays(steward):
    winner, loser = firm("甲"), firm("乙")
    services.merge(loser, winner, by=steward, basis="x", take={"name": "loser"})
    services.amend(winner, {"name": "丙"}, by=steward)
    services.unmerge(loser, by=steward, basis="x")
    winner.refresh_from_db()
    assert winner.name == "丙"


def test_a_merged_record_is_neither_merged_nor_amended(steward):
    winner, loser, third = firm("甲"), firm("乙"), firm("丙")
    services.merge(loser, winner, by=steward, basis="x")
    with refused("merged"):
        services.merge(loser, third, by=steward, basis="x")
    with refused("merged"):
        services.merge(third, loser, by=steward, basis="x")
    with refused("merged"):
        services.amend(loser, {"name": "丁"}, by=steward)
    with refused("same_record"):
        services.merge(third, third, by=steward, basis="x")
    with refused("kinds_differ"):
        services.merge(third, build.subject(kind="vehicle"), by=steward, basis="x")
    with refused("not_merged"):
        services.unmerge(third, by=steward, basis="x")


class AnyOrder(HypothesisCase):
    """Whatever is merged into whatever, undoing all of it in any order restores every record."""

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_undoing_everything_restores_everything(self, data):
        steward = build.user()
        region = build.region("330000")
        firms = [
            firm(f"F{n}", region=region, labels=[f"l{n}"], uscc=f"U{n}", lon=120 + n / 10)
            for n in range(4)
        ]
        before = snapshot()
        for _step in range(data.draw(st.integers(1, 4))):
            loser, winner = data.draw(st.permutations(range(4)))[:2]
            names = data.draw(st.lists(st.sampled_from(["name", "uscc", "labels", "place"])))
            choice = {name: "both" if name == "labels" else "loser" for name in names}
            with contextlib.suppress(RuleError):  # one of them is merged already
                services.merge(firms[loser], firms[winner], by=steward, basis="x", take=choice)
            assert_chains()
        standing = list(Merge.objects.filter(undone_at=None))
        for made in data.draw(st.permutations(standing)):
            services.unmerge(made.loser, by=steward, basis="x")
            assert_chains()
        assert snapshot() == before


def snapshot():
    return list(Subject.objects.order_by("pk").values("pk", "canonical_id", *COLUMNS))


def assert_chains():
    """The canonical record of each is the end of the chain of merges that stand."""
    ahead = dict(Merge.objects.filter(undone_at=None).values_list("loser", "winner"))
    for row in Subject.objects.all():
        end = row.pk
        while end in ahead:
            end = ahead[end]
        assert row.canonical_id == (None if end == row.pk else end)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_two_against_each_other_one_wins():
    steward = build.user()
    one, other = firm("甲"), firm("乙")
    outcomes = []
    start = threading.Barrier(2)

    def run(loser, winner):
        try:
            start.wait()
            services.merge(loser, winner, by=steward, basis="x")
            outcomes.append("merged")
        except RuleError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["merged", "merged"]  # one act, one refusal of the same name
    assert Merge.objects.filter(undone_at=None).count() == 1


def test_possible_duplicates_are_found_as_a_set_and_judged_once(steward, django_assert_num_queries):
    a = firm("杭州（某某）有限责任公司")
    b = firm("浙江省杭州市某某有限公司")
    c, d = firm("别家", uscc="91330108MA27K6Q409"), firm("又一家", uscc="91330108MA27K6Q409")
    firm("无关")
    with django_assert_num_queries(3):
        assert services.find_pairs() == 2
    found = {(pair.first_id, pair.second_id): pair.ground for pair in Pair.objects.all()}
    assert found == {(a.pk, b.pk): "name", (c.pk, d.pk): "code"}
    services.keep_apart(Pair.objects.get(first=c), by=steward, reason="分公司")
    services.merge(b, a, by=steward, basis="同一家")
    assert services.find_pairs() == 0
    assert set(Pair.objects.values_list("state", flat=True)) == {"different", "merged"}


def test_twins_are_suggested_by_code_then_name_then_address(steward):
    by_code = firm("甲", uscc="91330108MA27K6Q409")
    by_name = firm("某某有限公司")
    by_address = firm("丙", address="浙江省杭州市文三路1号楼201室")
    former = firm("老名")
    services.amend(former, {"name": "新名"}, by=steward)
    found = services.twins_of(
        uscc="91330108MA27K6Q409", name="杭州某某有限责任公司", address="杭州市文三路1幢201"
    )
    assert [(row, str(ground)) for row, ground in found] == [
        (by_code, "code"), (by_name, "name"), (by_address, "address"),
    ]  # fmt: skip
    assert services.twins_of(name="老名") == [(former, "name")]
