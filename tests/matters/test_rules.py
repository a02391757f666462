"""Readings of officials' texts, against tables that a lawyer can read and sign."""

import csv
import doctest
from decimal import Decimal
from pathlib import Path

import pytest

from matters import rules

GOLDEN = Path(__file__).parent / "golden"


def golden(name):
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(least, most):
    if not least and not most:
        return None
    return rules.Ratio(*(Decimal(text) if text else None for text in (least, most)))


def times(least, most, per):
    if not per:
        return None
    return rules.Frequency(*(int(text) if text else None for text in (least, most)), per)


def levels(text):
    return [int(level) for level in text.split(";") if level]


@pytest.mark.parametrize("row", golden("ratios"), ids=lambda row: row["text"])
def test_it_reads_how_much(row):
    assert rules.ratio(row["text"]) == shares(row["least"], row["most"])


@pytest.mark.parametrize("row", golden("frequencies"), ids=lambda row: row["text"])
def test_it_reads_how_often(row):
    assert rules.frequency(row["text"]) == times(row["least"], row["most"], row["per"])


@pytest.mark.parametrize("row", golden("levels"), ids=lambda row: row["text"])
def test_it_reads_at_which_levels(row):
    assert rules.levels(row["text"]) == levels(row["levels"])


@pytest.mark.realdata
def test_it_reads_every_text_of_the_officials_list(shared_data):
    """The golden table names the lines of their file and repeats none of it."""
    path = shared_data / "zj_shuangsuiji_matters_2017.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    expected = golden("zj_2017")
    assert len(listed) == len(expected) == 79
    for row, want in zip(listed, expected, strict=True):
        assert rules.ratio(row["抽查比例"]) == shares(want["share_least"], want["share_most"])
        assert rules.frequency(row["抽查频次"]) == times(
            want["times_least"], want["times_most"], want["per"]
        )
        assert rules.levels(row["抽查主体"]) == levels(want["levels"])


def test_its_examples_are_true():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize("name", rules.SUBSTANCE)
def test_a_change_of_substance_asks_for_new_claims_and_a_change_of_words_does_not(name):
    before = dict.fromkeys(rules.SUBSTANCE, "x") | {"process": "a"}
    assert not rules.changes_substance(before, before | {"process": "b"})
    assert rules.changes_substance(before, before | {name: "y"})


@pytest.mark.parametrize(
    ("level", "is_in_force", "fault"),
    [(4, True, ""), (5, True, "level"), (4, False, "not_in_force")],
)
def test_a_matter_is_claimed_in_force_and_at_its_levels(level, is_in_force, fault):
    assert rules.claim_fault(level=level, levels=[3, 4], is_in_force=is_in_force) == fault
