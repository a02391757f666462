"""Committing to the pools, and proving afterwards who stood in them."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from enforcement.choices.draws import PoolName
from enforcement.models import Draw, DrawPage, DrawPick
from enforcement.rules import draw_papers as papers
from enforcement.rules import merkle
from enforcement.rules.draw import VERSION
from enforcement.services.pools import lines_of, pages_of

Paper = papers.Paper


def root_of(draw: Draw, pool: str) -> tuple[int, bytes]:
    """Return size and root of a pool, and keep the root of each of its pages."""
    secret, size, roots = draw.salt_secret(), 0, []
    for page in pages_of(draw, pool):
        page.root = _page_root(secret, page)
        DrawPage.objects.filter(pk=page.pk).update(root=page.root)
        roots.append(page.root)
        size += page.size
    return size, merkle.root_of(b"".join(roots))


def commitment_of(draw: Draw, source: dict[str, Any]) -> Paper:
    """Return the commitment: sizes and roots of the pools, and where the randomness comes from."""
    pools = []
    for name in papers.POOLS:
        size, root = root_of(draw, name)
        pools.append({"name": name, "size": size, "root": root.hex()})
    plan, replaced = draw.plan, draw.replaces
    return {
        "document": "commitment",
        "algorithm": VERSION,
        "draw": str(draw.pk),
        "plan": {"code": plan.code, "name": plan.name, "name_en": plan.name_en},
        "number": draw.number,
        "reason": draw.reason,
        "replaces": replaced.commitment_sha256 if replaced else "",
        "frozen_at": draw.created_at.isoformat(timespec="seconds"),
        "committed_at": timezone.now().isoformat(timespec="seconds"),
        "randomness": source,
        "pools": pools,
        "strata": [
            {
                "number": each.number,
                "size": each.size,
                "ratio": f"{each.ratio:.4f}",
                "least": each.least,
                "draw": each.drawn,
                "deck": each.deck,
            }
            for each in draw.strata.all()
        ],
        "decks": [{"number": each.number, "size": each.size} for each in draw.decks.all()],
        "exclusions": [
            {"pool": each.pool, "reason": each.reason, "count": each.count}
            for each in draw.exclusions.order_by("pool", "reason")
        ],
    }


def published_paper(draw: Draw) -> Paper:
    """Return the file that everybody may have of a draw that is committed to."""
    swaps = [json.loads(each.paper) for each in draw.swaps.all()]
    shown = draw.picks.standing().exclude(reveal=None).order_by("stratum", "nth")
    reveals = [proof for proofs in shown.values_list("reveal", flat=True) for proof in proofs]
    return papers.published_paper(draw.commitment_paper, draw.result_paper, swaps, reveals)


def sealed_lines(draw: Draw) -> Iterator[str]:
    """Yield the lines of the sealed file, for auditors alone."""
    pools = {name: lines_of(draw, name) for name in PoolName.values}
    return papers.sealed_lines(draw.salt_secret(), published_paper(draw), pools)


def proof_at(draw: Draw, pool: str, index: int, **where: int) -> Paper:
    """Return the proof of one line of a pool."""
    secret = draw.salt_secret()
    number, place = divmod(index, merkle.PAGE)
    page = draw.pages.get(pool=pool, number=number)
    lines = page.body.split("\n")
    hashes = merkle.leaf_hashes(secret, pool, lines, number * merkle.PAGE)
    roots = b"".join(
        bytes(root or b"")
        for root in draw.pages.filter(pool=pool).order_by("number").values_list("root", flat=True)
    )
    path = merkle.path_of(hashes, place) + merkle.path_of(roots, number)
    salt = merkle.salt_of(secret, pool, index)
    return papers.reveal_paper(pool, index, salt, lines[place], path, **where)


def proofs_of(draw: Draw, pick: DrawPick) -> list[Paper]:
    """Return the proofs of a drawn object and of its officers."""
    commitment = draw.commitment_paper
    decks = {each["number"]: each["deck"] for each in commitment["strata"]}
    index = papers.index_of(commitment["strata"], pick.stratum, pick.position)
    found = [proof_at(draw, PoolName.OBJECTS, index, stratum=pick.stratum, position=pick.position)]
    places = _places(draw, decks[pick.stratum])
    for officer in pick.officers:
        position, index = places[str(officer)]
        found.append(
            proof_at(draw, PoolName.OFFICERS, index, stratum=decks[pick.stratum], position=position)
        )
    return found


def own_proof(draw: Draw, code: str) -> Paper | None:
    """Return where an object with this code stood in the pool, with its proof; None if nowhere.

    One that was left out gets the reason instead of a proof.
    """
    found = _find(draw, PoolName.OBJECTS, f"\t{code}")
    if found is not None:
        page, place = found
        index = page.number * merkle.PAGE + place
        stratum, position = _stratum_at(draw, index)
        proof = proof_at(draw, PoolName.OBJECTS, index, stratum=stratum, position=position)
        was_drawn = draw.picks.standing().filter(stratum=stratum, position=position).exists()
        return {"pool": PoolName.OBJECTS.value, "proof": proof, "drawn": was_drawn}
    found = _find(draw, PoolName.EXCLUDED, f"\t{code}\t")
    if found is None:
        return None
    page, place = found
    return {"pool": PoolName.EXCLUDED.value, "reason": page.body.split("\n")[place].split("\t")[2]}


def _page_root(secret: bytes, page: DrawPage) -> bytes:
    lines = page.body.split("\n")
    return merkle.root_of(merkle.leaf_hashes(secret, page.pool, lines, page.number * merkle.PAGE))


def _places(draw: Draw, deck: int) -> dict[str, tuple[int, int]]:
    """Return position and index of the officers of a deck, by key."""
    first, size = 0, 0
    for each in draw.decks.all():
        if each.number == deck:
            size = each.size
            break
        first += each.size
    lines = list(lines_of(draw, PoolName.OFFICERS))[first : first + size]
    return {
        line.split("\t")[0]: (position, first + position - 1)
        for position, line in enumerate(lines, 1)
    }


def _stratum_at(draw: Draw, index: int) -> tuple[int, int]:
    before = 0
    for each in draw.strata.all():
        if index < before + each.size:
            return each.number, index - before + 1
        before += each.size
    raise LookupError(index)


def _find(draw: Draw, pool: str, needle: str) -> tuple[DrawPage, int] | None:
    """Return the page and place of the line that holds a text after its key."""
    for page in draw.pages.filter(pool=pool, body__contains=needle):
        for place, line in enumerate(page.body.split("\n")):
            if f"{line}\t".startswith(f"{line[:36]}{needle.rstrip(chr(9))}\t"):
                return page, place
    return None
