"""What the public reads instead of a name, and what must not slip through."""

import csv
from pathlib import Path

import pytest

from supervision_portal.disclosure import rules
from supervision_portal.disclosure.choices import Leak, PublicResult

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str) -> list[dict[str, str]]:
    with open(GOLDEN / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", golden("masks.csv"), ids=lambda case: case["name"])
def test_it_masks(case):
    masked = rules.public_names(
        case["kind"],
        case["name"],
        case["name_en"],
        persons=filter(None, case["persons"].split(";")),
        places=filter(None, case["places"].split(";")),
    )
    assert masked == (case["masked"], case["masked_en"])


@pytest.mark.parametrize("case", golden("leaks.csv"), ids=lambda case: case["text"])
def test_it_finds_leaks(case):
    assert rules.leaks(case["text"]) == [leak for leak in case["found"].split(";") if leak]


def test_every_leak_has_a_word():
    every = "330106199001011234 13812345678 卡号 6222021234567890123 2幢301室 a@example.com"
    assert rules.leaks(every) == Leak.values


def test_every_outcome_has_a_public_result():
    from enforcement.choices import Outcome

    assert set(rules.RESULTS) == set(Outcome.values)
    assert set(rules.RESULTS.values()) == set(PublicResult.values)


def test_it_publishes_the_codes_of_organisations_alone():
    assert rules.public_code("enterprise", "91330100M000100Y43") == "91330100M000100Y43"
    assert rules.public_code("self_employed", "330106199001011234") == ""
    assert rules.public_code("person", "330106199001011234") == ""


def test_it_indexes_pairs_of_characters():
    assert rules.grams("龙翔建设", "龙翔", "Ab C") == ["ab", "建设", "翔建", "龙翔"]
