"""The draw's core: fair, the same again for everybody, and every changed byte shows."""

import copy
import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.rules import merkle
from enforcement.rules.draw import (
    Dealer,
    Deck,
    Run,
    Stratum,
    Swap,
    Taker,
    keeps,
    lottery_text,
    sample_size,
    seed_of,
    skips_as_conflicts,
)
from enforcement.rules.draw_papers import (
    canonical,
    check_published,
    check_sealed,
    hash_of,
    sealed_lines,
)
from enforcement.rules.drbg import HmacDrbg, Numbers

VECTORS = Path(__file__).parent.parent / "vectors"
KNOWN = json.loads((VECTORS / "draw.json").read_text())
SECRET = bytes(range(32))
seeds = st.binary(min_size=32, max_size=32)


def broken(paper, noted="") -> set[str]:
    return {check.code for check in check_published(paper, noted) if not check.holds}


# ---- random numbers


@pytest.mark.parametrize("vector", KNOWN["drbg"], ids=lambda each: each["source"])
def test_the_generator_gives_the_numbers_of_the_standard(vector):
    keys = ("entropy", "nonce", "personalization")
    drbg = HmacDrbg(*(bytes.fromhex(vector[key]) for key in keys))
    length = len(vector["second"]) // 2
    drbg.generate(length)
    assert drbg.generate(length).hex() == vector["second"]


def test_a_request_has_its_limits():
    with pytest.raises(ValueError, match="65537"):
        HmacDrbg(bytes(32)).generate(65_537)


@given(seeds, st.integers(1, 2**32))
def test_a_number_lies_below_its_limit(seed, limit):
    numbers = Numbers(seed, "x")
    assert all(0 <= numbers.below(limit) < limit for _each in range(20))


def test_no_number_is_likelier_than_another():
    """Chi-square over 60 faces: 59 degrees of freedom, 0.1 % point 99.6; the seed is fixed."""
    numbers, counts = Numbers(bytes(32), "dice"), [0] * 60
    for _each in range(60_000):
        counts[numbers.below(60)] += 1
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 99.6


# ---- positions


@pytest.mark.parametrize("vector", KNOWN["takers"], ids=lambda each: each["label"])
def test_positions_are_those_of_the_vectors(vector):
    numbers = Numbers(bytes.fromhex(vector["seed"]), vector["label"])
    assert Taker(vector["size"], numbers).take(vector["count"]) == vector["positions"]


@given(seeds, st.integers(0, 300), st.integers(0, 300), st.integers(1, 40))
def test_positions_are_different_and_in_the_stratum(seed, size, count, batch):
    taker, found = Taker(size, Numbers(seed, "s")), []
    while part := taker.take(min(batch, count - len(found))):
        found += part
    assert len(found) == len(set(found)) == min(size, count)
    assert set(found) <= set(range(1, size + 1))
    assert found == Taker(size, Numbers(seed, "s")).take(count)  # batches change nothing


@given(seeds, st.integers(1, 200))
def test_a_whole_stratum_comes_in_another_order(seed, size):
    assert sorted(Taker(size, Numbers(seed, "s")).take(size)) == list(range(1, size + 1))


def test_every_position_is_drawn_as_often_as_the_ratio_says():
    """Chi-square of inclusions over 2,000 draws of 5 in 50: each 200 times; 0.1 % point 85.4."""
    counts = [0] * 50
    for each in range(2000):
        for position in Taker(50, Numbers(each.to_bytes(32, "big"), "objects:1")).take(5):
            counts[position - 1] += 1
    # Drawn without putting back, inclusions vary by 1 - 5/50 of what chance alone would.
    assert sum((n - 200) ** 2 / 200 for n in counts) / (1 - 5 / 50) * 49 / 50 < 85.4


@pytest.mark.parametrize(
    ("size", "ratio", "least", "drawn"),
    [(0, "0.3", 1, 0), (1, "0.01", 1, 1), (100, "0.03", 1, 3), (101, "0.03", 1, 4), (3, "0", 5, 3)],
)
def test_a_stratum_gives_its_share(size, ratio, least, drawn):
    assert sample_size(size, Decimal(ratio), least) == drawn


# ---- officers


@given(seeds, st.integers(2, 30), st.integers(1, 200))
def test_work_is_dealt_evenly(seed, size, count):
    dealer, work = Dealer(Deck(1, size), Numbers(seed, "officers:1")), [0] * size
    for _each in range(count):
        work[dealer.deal(lambda position: False) - 1] += 1
    assert max(work) - min(work) <= 1


@given(seeds, st.integers(2, 12), st.integers(1, 60), st.data())
def test_two_officers_without_a_conflict_and_the_public_comes_to_the_same(seed, size, count, data):
    barred = data.draw(st.dictionaries(st.integers(1, count), st.integers(1, size), max_size=20))
    strata, decks = [Stratum(1, count, count, 1)], [Deck(1, size)]

    def conflict(pick, swap, seat, position):
        return 7 if barred.get(pick.position) == position else -1

    run = Run(seed, strata, decks, conflict)
    picks = run.draw()
    for pick in picks:
        there = [officer for officer in pick.officers if officer]
        assert len(set(there)) == len(there)
        assert barred.get(pick.position) not in there
        assert len(there) == 2 or size == 2
    again = Run(seed, strata, decks, skips_as_conflicts(run.skips))
    assert (again.draw(), again.skips) == (picks, run.skips)


def test_nobody_is_left():
    strata, decks = [Stratum(1, 2, 1, 1)], [Deck(1, 1)]
    run = Run(bytes(32), strata, decks)
    assert run.draw()[0].officers == [1, 0]
    with pytest.raises(LookupError):
        run.swap(Swap(1, 1, 1, 1))
    run.swap(Swap(1, 1, 1))
    with pytest.raises(LookupError):
        run.swap(Swap(2, 1, 1))


def test_a_swap_takes_who_would_have_come_next():
    longer = Run(bytes(32), [Stratum(1, 50, 6, 0)]).draw()
    run = Run(bytes(32), [Stratum(1, 50, 5, 0)])
    run.draw()
    assert run.swap(Swap(1, 1, 2)).position == longer[5].position


# ---- seeds


@given(st.text(max_size=40), st.text(max_size=40))
def test_another_commitment_or_other_numbers_give_another_seed(one, other):
    assert (seed_of("c", one) == seed_of("c", other)) == (one == other)
    assert seed_of("c", one) != seed_of("d", one)


def test_drawn_numbers_have_one_form():
    assert lottery_text("５，7、12 ＋ 9") == lottery_text(" 05 07;12+09") == "05 07 12 + 09"
    for wrong in ("", "+", "12 a", "-3", "1.5"):
        with pytest.raises(ValueError, match=r".*"):
            lottery_text(wrong)


def test_a_sealed_secret_is_known_again():
    assert keeps("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc")
    assert not keeps("0" * 64, "abc")


# ---- the tree


@given(st.integers(1, 70), st.data())
def test_a_proof_leads_to_the_root_and_no_other_does(size, data):
    hashes = merkle.leaf_hashes(SECRET, "objects", [f"line {each}" for each in range(size)])
    root = merkle.root_of(hashes)
    index = data.draw(st.integers(0, size - 1))
    leaf = merkle.leaf_hash(merkle.salt_of(SECRET, "objects", index), f"line {index}")
    path = merkle.path_of(hashes, index)
    assert merkle.is_in(root, size, index, leaf, path)
    assert not merkle.is_in(root, size, index, merkle.leaf_hash(SECRET, "x"), path)
    assert not merkle.is_in(root, size, index, leaf, [*path, bytes(32)])
    assert not merkle.is_in(root, size, size, leaf, path)
    for other in set(range(size)) - {index}:
        assert not merkle.is_in(root, size, other, leaf, path)


@given(st.integers(1, 70), st.integers(0, 4))
def test_roots_of_pages_lead_to_the_same_root(size, power):
    hashes = merkle.leaf_hashes(SECRET, "p", map(str, range(size)))
    page = 32 << power
    pages = b"".join(merkle.root_of(hashes[at : at + page]) for at in range(0, len(hashes), page))
    assert merkle.root_of(pages) == merkle.root_of(hashes)


def test_leaves_may_come_in_parts():
    lines = [str(each) for each in range(9)]
    parts = (
        merkle.leaf_hashes(SECRET, "p", lines[:4]),
        merkle.leaf_hashes(SECRET, "p", lines[4:], 4),
    )
    assert b"".join(parts) == merkle.leaf_hashes(SECRET, "p", lines)


# ---- the published file


@pytest.mark.parametrize("paper", KNOWN["published"], ids=["lottery", "witnesses"])
def test_a_published_file_proves_itself(paper):
    assert not broken(paper)
    assert not broken(paper, paper["sha256"]["commitment"])
    assert broken(paper, "0" * 64) == {"commitment"}


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 9))
def test_one_changed_byte_of_commitment_or_result_shows(place, digit):
    """Every digit, letter and sign of the two documents counts, hash or not."""
    paper = KNOWN["published"][0]
    name = ("commitment", "result")[place % 2]
    text = canonical(paper[name])
    spots = [at for at, sign in enumerate(text) if sign.isdigit() and sign != str(digit)]
    at = spots[place % len(spots)]
    try:
        other = {**paper, name: json.loads(text[:at] + str(digit) + text[at + 1 :])}
    except ValueError:  # a number with a nought in front is no number
        return
    try:
        found = broken(other)
    except (KeyError, LookupError, TypeError, ValueError, ArithmeticError):
        return
    assert name in found


def test_whoever_writes_the_hashes_anew_is_still_found_out():
    paper = copy.deepcopy(KNOWN["published"][0])
    positions = paper["result"]["strata"][1]["positions"]
    positions[0] = next(each for each in range(1, 41) if each not in positions)
    paper["sha256"]["result"] = hash_of(paper["result"])
    assert "positions" in broken(paper)


def test_a_skip_that_was_made_up_is_found_out():
    paper = copy.deepcopy(KNOWN["published"][0])
    paper["result"]["skips"].append({**paper["result"]["skips"][0], "number": 3})
    assert "skips" in broken(paper)
    paper["result"]["skips"] = [{**paper["result"]["skips"][0], "conflict": 10_000}]
    assert "skips" in broken(paper)


# ---- the sealed file


def sealed() -> list[str]:
    paper = KNOWN["published"][1]
    size = paper["commitment"]["pools"][0]["size"]
    pools = {
        "objects": [f"00000000-0000-7000-8000-{i:012d}\tOBJ-{i}" for i in range(size)],
        "officers": [f"00000000-0000-7000-9000-{i:012d}\tC-{i}" for i in range(6)],
        "conflicts": [],
        "excluded": ["x\tat_cap", "y\tat_cap"],
    }
    return list(sealed_lines(SECRET, paper, pools))


def test_a_sealed_file_proves_the_pools():
    assert all(check.holds for check in check_sealed(iter(sealed())))


@given(st.integers(0, 10**6))
def test_one_changed_byte_of_the_snapshot_shows(place):
    lines = sealed()
    at = 2 + place % 33
    spot = place % len(lines[at])
    lines[at] = lines[at][:spot] + "#" + lines[at][spot + 1 :]
    assert not all(check.holds for check in check_sealed(iter(lines)))


def test_a_snapshot_with_a_line_more_or_less_shows():
    for lines in (sealed()[:-1], [*sealed(), "z\tat_cap"], [*sealed()[:5], *sealed()[6:]]):
        assert not all(check.holds for check in check_sealed(iter(lines)))


# ---- the browser's twin


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js on this machine")
def test_the_browsers_modules_come_to_the_same():
    said = subprocess.run(
        ["node", VECTORS / "draw.mjs"], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(said.stdout) == []
