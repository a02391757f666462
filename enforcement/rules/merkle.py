"""A Merkle tree of salted leaves, in the shape of RFC 6962: one root stands for a whole pool.

A leaf hash is ``SHA-256(00 ‖ salt ‖ line)``, an inner node ``SHA-256(01 ‖ left ‖ right)``: the byte
in front keeps one from passing as the other. Every leaf has a salt of its own, drawn from a secret
by HMAC, so that nobody finds out by trying who is in a pool, and showing one leaf shows no other.
Hashes lie end to end in one run of bytes (32 each): five million of them take 160 MB.
"""

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH = 32
PAGE = 4096
"""Leaves a page. A power of two, so that the root of a full page is a node of the whole tree."""


def salt_of(secret: bytes, pool: str, index: int) -> bytes:
    """Return the salt of one leaf: ``HMAC-SHA256(secret, pool ‖ 00 ‖ index as 8 bytes)``."""
    return hmac.digest(secret, pool.encode() + b"\0" + index.to_bytes(8, "big"), "sha256")


def leaf_hash(salt: bytes, line: str) -> bytes:
    """Return the hash of one line of a pool under its salt."""
    return sha256(b"\0" + salt + line.encode()).digest()


def leaf_hashes(secret: bytes, pool: str, lines: Iterable[str], first: int = 0) -> bytes:
    """Return the hashes of consecutive lines end to end; ``first`` is the index of the first."""
    head = pool.encode() + b"\0"
    key = hmac.new(secret, head, "sha256")
    found = []
    for index, line in enumerate(lines, first):
        salted = key.copy()
        salted.update(index.to_bytes(8, "big"))
        found.append(sha256(b"\0" + salted.digest() + line.encode()).digest())
    return b"".join(found)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: bytes) -> bytes:
    """Return the root over hashes that lie end to end; of none, the hash of nothing."""
    if not hashes:
        return sha256(b"").digest()
    while len(hashes) > HASH:
        hashes = _level_above(hashes)
    return hashes


def path_of(hashes: bytes, index: int) -> list[bytes]:
    """Return the sibling hashes from a leaf up to the root: the proof that it is in the tree."""
    if not 0 <= index < len(hashes) // HASH:
        raise IndexError(index)
    path = []
    while len(hashes) > HASH:
        at = (index ^ 1) * HASH
        if at < len(hashes):
            path.append(hashes[at : at + HASH])
        hashes = _level_above(hashes)
        index //= 2
    return path


def is_in(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether the path leads from the leaf at ``index`` of ``size`` to the root (RFC 9162)."""
    if not 0 <= index < size:
        return False
    last, node, siblings = size - 1, leaf, iter(path)
    for sibling in siblings:
        if last == 0:
            return False
        if index % 2 or index == last:
            node = node_hash(sibling, node)
            while not index % 2 and index:
                index, last = index // 2, last // 2
        else:
            node = node_hash(node, sibling)
        index, last = index // 2, last // 2
    return last == 0 and hmac.compare_digest(node, root)


def _level_above(hashes: bytes) -> bytes:
    """Return the next level: neighbours joined, one left over goes up as it is."""
    pair = 2 * HASH
    whole = len(hashes) // pair * pair
    view = memoryview(hashes)
    joined = b"".join(
        [sha256(b"\x01" + view[at : at + pair]).digest() for at in range(0, whole, pair)]
    )
    return joined + hashes[whole:]
