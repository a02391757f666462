"""The documents of a draw, and what anyone can prove from them without asking us.

All are canonical JSON: UTF-8, keys sorted, no blanks, whole numbers and texts only, so that one
document has one hash. The commitment comes before the public randomness is known, the result after
it; swaps follow, each naming the hash of what was before. The sealed file is for auditors: it
holds the secret and every line of the pools.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any

from enforcement.rules import merkle
from enforcement.rules.draw import (
    VERSION,
    Conflict,
    Deck,
    Pick,
    Run,
    Skip,
    Stratum,
    Swap,
    keeps,
    sample_size,
    seed_of,
    skips_as_conflicts,
)

POOLS = ("objects", "officers", "conflicts")
Paper = dict[str, Any]


def canonical(paper: Any) -> str:
    """Return the one way to write a document."""
    return json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(paper: Any) -> str:
    """Return the SHA-256 of a document as lower-case hex."""
    return sha256(canonical(paper).encode()).hexdigest()


def randomness_text(source: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Return what the seed is made of besides the commitment: named source and what came of it."""
    if source["kind"] == "lottery":
        lines = ["lottery", source["game"], source["issue"], given["numbers"]]
    else:
        lines = ["witnesses", *given["secrets"]]
    return "\n".join(lines)


def strata_of(commitment: Paper) -> tuple[list[Stratum], list[Deck]]:
    """Return the strata of objects and of officers that a commitment names."""
    strata = [Stratum(s["number"], s["size"], s["draw"], s["deck"]) for s in commitment["strata"]]
    return strata, [Deck(d["number"], d["size"]) for d in commitment["decks"]]


def index_of(rows: Iterable[Mapping[str, Any]], number: int, position: int) -> int:
    """Return the index in the pool of a position of one stratum (or deck): strata lie in order."""
    before = 0
    for row in rows:
        if row["number"] == number:
            return before + position - 1
        before += row["size"]
    raise LookupError(number)


def firsts_of(rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Return the index in the pool of each stratum's (or deck's) first position."""
    found, before = {}, 0
    for row in rows:
        found[row["number"]] = before
        before += row["size"]
    return found


def swap_of(paper: Paper) -> Swap:
    """Return what a swap's document asked for."""
    return Swap(paper["number"], paper["stratum"], paper["nth"], paper["seat"])


def result_strata(picks: Sequence[Pick], strata: Sequence[Stratum]) -> list[Paper]:
    """Return what was drawn, stratum by stratum, in the order of drawing."""
    found: dict[int, Paper] = {
        s.number: {"number": s.number, "positions": [], "officers": []} for s in strata
    }
    for pick in picks:
        found[pick.stratum]["positions"].append(pick.position)
        found[pick.stratum]["officers"].append(pick.officers)
    return list(found.values())


def result_paper(commitment: Paper, given: Paper, run: Run, drawn_at: str) -> Paper:
    """Return the result of a run that has been drawn; ``given`` is the public randomness."""
    strata, _decks = strata_of(commitment)
    sha = hash_of(commitment)
    return {
        "document": "result",
        "algorithm": VERSION,
        "draw": commitment["draw"],
        "commitment": sha,
        "randomness": given,
        "seed": seed_of(sha, randomness_text(commitment["randomness"], given)).hex(),
        "drawn_at": drawn_at,
        "strata": result_strata(list(run.picks.values()), strata),
        "skips": [asdict(skip) for skip in run.skips],
    }


def swap_paper(
    asked: Swap, pick: Pick, skips: Sequence[Skip], *, previous: str, reason: str, at: str
) -> Paper:
    """Return the document of one swap; ``previous`` is the hash of the document before it."""
    return {
        "document": "swap",
        **asdict(asked),
        "position": pick.position,
        "officers": pick.officers,
        "skips": [asdict(skip) for skip in skips],
        "previous": previous,
        "reason": reason,
        "swapped_at": at,
    }


def published_paper(
    commitment: Paper,
    result: Paper | None = None,
    swaps: Sequence[Paper] = (),
    reveals: Sequence[Paper] = (),
) -> Paper:
    """Return the file that everybody may have, with the hashes to note down."""
    return {
        "document": "published",
        "algorithm": VERSION,
        "commitment": commitment,
        "result": result,
        "swaps": list(swaps),
        "reveals": list(reveals),
        "sha256": {
            "commitment": hash_of(commitment),
            "result": hash_of(result) if result else "",
            "swaps": [hash_of(swap) for swap in swaps],
        },
    }


def reveal_paper(
    pool: str, index: int, salt: bytes, line: str, path: Sequence[bytes], **where: int
) -> Paper:
    """Return the proof that a line stands in a pool: salt, line and the path to the root."""
    return {
        "pool": pool,
        "index": index,
        "salt": salt.hex(),
        "line": line,
        "path": [each.hex() for each in path],
        **where,
    }


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what (a code), whether it holds, and where not."""

    code: str
    holds: bool
    detail: str = ""


def check_published(paper: Paper, noted: str = "") -> list[Check]:
    """Check a published file without knowing a name; ``noted`` is a hash the reader kept.

    A document that lacks a part raises KeyError, TypeError or ValueError.
    """
    commitment, result = paper["commitment"], paper["result"]
    sha = hash_of(commitment)
    found = [
        Check("algorithm", {paper["algorithm"], commitment["algorithm"]} == {VERSION}),
        Check("commitment", sha == paper["sha256"]["commitment"] and noted in ("", sha), sha),
        Check("sizes", *_sizes(commitment)),
    ]
    if result is not None:
        found += _check_result(paper, commitment, result, sha)
    reveals = paper["reveals"]
    broken = [r["line"] for r in reveals if not proves(commitment, r)]
    return [*found, *([Check("reveals", not broken, ", ".join(broken))] if reveals else [])]


def proves(commitment: Paper, reveal: Paper) -> bool:
    """Tell whether a reveal's line stands where it says in the pool that was committed to."""
    pool = next(each for each in commitment["pools"] if each["name"] == reveal["pool"])
    leaf = merkle.leaf_hash(bytes.fromhex(reveal["salt"]), reveal["line"])
    path = [bytes.fromhex(each) for each in reveal["path"]]
    at_its_place = True
    if "stratum" in reveal:
        rows = commitment["strata" if reveal["pool"] == "objects" else "decks"]
        at = index_of(rows, reveal["stratum"], reveal["position"])
        at_its_place = at == reveal["index"]
    root = bytes.fromhex(pool["root"])
    return at_its_place and merkle.is_in(root, pool["size"], reveal["index"], leaf, path)


def _sizes(commitment: Paper) -> tuple[bool, str]:
    """Tell whether the numbers to draw follow from the ratios, and the pools hold the strata."""
    sizes = {pool["name"]: pool["size"] for pool in commitment["pools"]}
    for row in commitment["strata"]:
        if row["draw"] != sample_size(row["size"], Decimal(row["ratio"]), row["least"]):
            return False, str(row["number"])
    whole = sum(row["size"] for row in commitment["strata"])
    staff = sum(row["size"] for row in commitment["decks"])
    return (sizes["objects"], sizes["officers"]) == (whole, staff), ""


def _check_result(paper: Paper, commitment: Paper, result: Paper, sha: str) -> list[Check]:
    seed = seed_of(sha, randomness_text(commitment["randomness"], result["randomness"]))
    source = commitment["randomness"]
    held = source["kind"] == "lottery" or (
        len(source["seals"]) == len(result["randomness"]["secrets"])
        and all(map(keeps, source["seals"], result["randomness"]["secrets"]))
    )
    swaps = paper["swaps"]
    skips = [Skip(**skip) for each in (result, *swaps) for skip in each["skips"]]
    sizes = {pool["name"]: pool["size"] for pool in commitment["pools"]}
    run = Run(seed, *strata_of(commitment), skips_as_conflicts(skips))
    picks = run.draw()
    again = result_strata(picks, strata_of(commitment)[0])
    wrong = _first_difference(again, result["strata"])
    used = [asdict(skip) for skip in run.skips] == result["skips"]
    real = all(0 <= skip.conflict < sizes["conflicts"] for skip in skips)
    return [
        Check("result", hash_of(result) == paper["sha256"]["result"], hash_of(result)),
        Check("named", result["commitment"] == sha and result["draw"] == commitment["draw"]),
        Check("source", held),
        Check("seed", seed.hex() == result["seed"], seed.hex()),
        Check("positions", not wrong, wrong),
        Check("skips", used and real),
        *([Check("swaps", *_swaps_follow(run, paper))] if swaps else []),
    ]


def _first_difference(again: list[Paper], said: list[Paper]) -> str:
    """Return the number of the first stratum that differs, empty where none does."""
    if again == said:
        return ""
    pairs = zip(again, said, strict=False)
    return next((str(mine["number"]) for mine, theirs in pairs if mine != theirs), "?")


def _swaps_follow(run: Run, paper: Paper) -> tuple[bool, str]:
    previous, said = paper["sha256"]["result"], paper["sha256"]["swaps"]
    for number, swap in enumerate(paper["swaps"], 1):
        asked = swap_of(swap)
        known = len(run.skips)
        pick = run.swap(asked)
        mine = swap_paper(
            asked,
            pick,
            run.skips[known:],
            previous=previous,
            reason=swap["reason"],
            at=swap["swapped_at"],
        )
        if mine != swap or asked.number != number or said[number - 1] != hash_of(swap):
            return False, str(number)
        previous = hash_of(swap)
    return len(said) == len(paper["swaps"]), ""


# ---- what only auditors see


def conflicts_from(
    lines: Iterable[str],
    object_at: Callable[[Pick], str],
    officer_at: Callable[[int, int], str],
    decks: Mapping[int, int],
) -> Conflict:
    """Return the conflicts told by the lines of the sealed pool.

    A line is ``object, officer, reason, partner`` with tabs between; with a partner it stands
    only against the two of them together. ``object_at`` and ``officer_at`` (deck, position) give
    the ids, ``decks`` the deck of each stratum.
    """
    known: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for leaf, line in enumerate(lines):
        subject, officer, _reason, partner = line.split("\t")
        known.setdefault((subject, officer), []).append((leaf, partner))

    def conflict(pick: Pick, swap: int, seat: int, position: int) -> int:
        if not known:
            return -1
        deck = decks[pick.stratum]
        against = known.get((object_at(pick), officer_at(deck, position)), ())
        mates = [each for place, each in enumerate(pick.officers, 1) if place != seat]
        for leaf, partner in against:
            if not partner or partner in {officer_at(deck, mate) for mate in mates if mate}:
                return leaf
        return -1

    return conflict


def sealed_lines(secret: bytes, paper: Paper, pools: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the sealed file: a head in JSON, then the pools' lines, then the excluded."""
    sizes = {pool["name"]: pool["size"] for pool in paper["commitment"]["pools"]}
    yield canonical({"document": "sealed", "secret": secret.hex(), "published": paper})
    for name in POOLS:
        yield f"{name}\t{sizes[name]}"
        yield from pools[name]
    yield "excluded"
    yield from pools["excluded"]


def check_sealed(lines: Iterator[str], noted: str = "") -> list[Check]:
    """Check a sealed file: everything public, the roots of the pools, and every conflict."""
    head = json.loads(next(lines))
    paper, secret = head["published"], bytes.fromhex(head["secret"])
    commitment, result = paper["commitment"], paper["result"]
    found = check_published(paper, noted)
    pools: dict[str, list[str]] = {}
    for pool in commitment["pools"]:
        name = pool["name"]
        if next(lines, "") != f"{name}\t{pool['size']}":
            return [*found, Check(f"root_{name}", False)]
        pools[name] = list(islice(lines, pool["size"]))
        root = merkle.root_of(merkle.leaf_hashes(secret, name, pools[name]))
        found.append(Check(f"root_{name}", root.hex() == pool["root"], root.hex()))
    excluded = [line for line in lines if line and line != "excluded"]
    said = sum(row["count"] for row in commitment["exclusions"])
    found.append(Check("exclusions", said == len(excluded), str(len(excluded))))
    if result is not None:
        found.append(Check("conflicts", _conflicts_hold(commitment, paper, pools)))
    return found


def _conflicts_hold(commitment: Paper, paper: Paper, pools: Mapping[str, list[str]]) -> bool:
    """Tell whether officers were passed over where the sealed conflicts say so, and only there."""
    strata, decks = strata_of(commitment)
    conflict = conflicts_from(
        pools["conflicts"],
        lambda pick: pools["objects"][
            index_of(commitment["strata"], pick.stratum, pick.position)
        ].split("\t")[0],
        lambda deck, position: pools["officers"][
            index_of(commitment["decks"], deck, position)
        ].split("\t")[0],
        {stratum.number: stratum.deck for stratum in strata},
    )
    result = paper["result"]
    run = Run(bytes.fromhex(result["seed"]), strata, decks, conflict)
    run.draw()
    for swap in paper["swaps"]:
        run.swap(swap_of(swap))
    skips = [skip for each in (result, *paper["swaps"]) for skip in each["skips"]]
    return [asdict(skip) for skip in run.skips] == skips
