"""The draw itself: positions from a seed, the same for everybody who draws again.

It knows no names. A stratum is a row of positions 1..N of the sealed pool; a sparse Fisher-Yates
shuffle takes as many of them as are to be drawn, and would take the next one as a replacement.
Officers are dealt from shuffled decks of positions, so that work is spread evenly.
``docs/draws.md`` holds the algorithm in words.

Sources: domain rules for double-random draws (双随机、一公开); 食品生产经营监督检查管理办法 21-22.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256

from enforcement.rules.drbg import Numbers

VERSION = "sp-draw-1"
"""Names the algorithm in every document; another algorithm gets another name."""

SEATS = 2
"""Officers an object: fewer than two may not inspect."""


@dataclass(frozen=True)
class Stratum:
    """Positions 1..``size`` of which ``draw`` are taken; ``deck`` is its officers' stratum."""

    number: int
    size: int
    draw: int
    deck: int = 0


@dataclass(frozen=True)
class Deck:
    """A stratum of officers: positions 1..``size``."""

    number: int
    size: int


@dataclass
class Pick:
    """One drawn position and the officers' positions for it; 0 where nobody was left."""

    stratum: int
    nth: int
    position: int
    officers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Skip:
    """An officer's position that was passed over; ``conflict`` is the leaf that says why.

    ``swap`` is the number of the swap in which it happened, 0 in the draw itself.
    """

    number: int
    swap: int
    stratum: int
    nth: int
    seat: int
    position: int
    conflict: int


@dataclass(frozen=True)
class Swap:
    """A replacement asked for with a reason: of an object (``seat`` 0), or of one officer."""

    number: int
    stratum: int
    nth: int
    seat: int = 0


Conflict = Callable[[Pick, int, int, int], int]
"""Of a pick, the swap's number, a seat and an officer's position: the conflict's leaf, or -1."""


def sample_size(size: int, ratio: Decimal, least: int) -> int:
    """Return how many of ``size`` are drawn: ``max(least, ceil(size * ratio))``, never over size.

    ``ratio`` lies in 0..1. A stratum without objects gives none.
    """
    wanted = int((size * ratio).to_integral_value(ROUND_CEILING))
    return min(size, max(least, wanted))


def seed_of(commitment: str, randomness: str) -> bytes:
    """Return the seed: SHA-256 over version, the commitment's hash and the public randomness."""
    return sha256(f"{VERSION}\n{commitment}\n{randomness}".encode()).digest()


def lottery_text(typed: str) -> str:
    """Return drawn numbers in the one form that counts: ``05 07 + 09`` for ``5，7 ＋ 9``.

    Numbers keep their order and get two digits; a plus parts the special ones. Raises ValueError
    where there is anything else, or no number.
    """
    parts = []
    for part in typed.translate(_WIDE).replace("+", " + ").split():
        if part != "+" and not (part.isdecimal() and part.isascii() and len(part) <= 6):
            raise ValueError(part)
        parts.append(part if part == "+" else part.zfill(2))
    if not any(part != "+" for part in parts):
        raise ValueError(typed)
    return " ".join(parts)


_WIDE = str.maketrans("０１２３４５６７８９＋，、,;；|｜", "0123456789+       ")


def keeps(seal: str, secret: str) -> bool:
    """Tell whether a secret is the one that was sealed: its SHA-256 in lower-case hex."""
    return hmac.compare_digest(seal, sha256(secret.encode()).hexdigest())


class Taker:
    """Takes positions 1..size one by one in random order, remembering only what was moved."""

    def __init__(self, size: int, numbers: Numbers):
        self.size, self.taken = size, 0
        self._numbers, self._moved = numbers, dict[int, int]()

    def take(self, count: int) -> list[int]:
        """Return the next positions; fewer when the stratum runs out."""
        moved, below, size = self._moved, self._numbers.below, self.size
        end = min(size, self.taken + count)
        found = []
        for at in range(self.taken, end):
            chosen = at + below(size - at)
            found.append(moved.get(chosen, chosen) + 1)
            held = moved.pop(at, at)
            if chosen != at:
                moved[chosen] = held
        self.taken = end
        return found


class Dealer:
    """Deals officers from one deck: shuffled round after round, whoever is passed over stays."""

    def __init__(self, deck: Deck, numbers: Numbers):
        self.deck, self._numbers = deck, numbers
        self._queue: list[int] = []

    def deal(self, passes_over: Callable[[int], bool]) -> int:
        """Return the first position that is not passed over; 0 when a whole new round has none."""
        at, is_last_round = 0, False
        while True:
            if at == len(self._queue):
                if is_last_round:
                    return 0
                self._queue += Taker(self.deck.size, self._numbers).take(self.deck.size)
                is_last_round = True
                if at == len(self._queue):
                    return 0
            if not passes_over(self._queue[at]):
                return self._queue.pop(at)
            at += 1


class Run:
    """One draw and the swaps after it, made step by step from seed, sizes and known conflicts."""

    def __init__(
        self,
        seed: bytes,
        strata: Sequence[Stratum],
        decks: Sequence[Deck] = (),
        conflict: Conflict | None = None,
    ):
        self._takers = {
            s.number: Taker(s.size, Numbers(seed, f"objects:{s.number}")) for s in strata
        }
        self._dealers = {d.number: Dealer(d, Numbers(seed, f"officers:{d.number}")) for d in decks}
        self._decks = {s.number: s.deck for s in strata}
        self._conflict = conflict
        self._strata = strata
        self.picks: dict[tuple[int, int], Pick] = {}
        self.skips: list[Skip] = []

    def steps(self, batch: int = 4096) -> Iterator[int]:
        """Draw, yielding how many positions are drawn so far; officers are dealt afterwards."""
        for stratum in self._strata:
            done = 0
            while found := self._takers[stratum.number].take(min(batch, stratum.draw - done)):
                for position in found:
                    done += 1
                    self.picks[stratum.number, done] = Pick(stratum.number, done, position)
                yield len(self.picks)
        for pick in list(self.picks.values()):
            self._staff(pick, 0)

    def draw(self) -> list[Pick]:
        """Draw everything and return the picks in order."""
        for _count in self.steps():
            pass
        return list(self.picks.values())

    def swap(self, asked: Swap) -> Pick:
        """Replace an object by the next of its stratum, or one officer by the next of the deck.

        A replaced object's officers do not come with it: they are dealt anew, by the same rule.
        Raises LookupError when there is no such pick or nobody is left.
        """
        before = self.picks[asked.stratum, asked.nth]
        if asked.seat:
            pick = Pick(before.stratum, before.nth, before.position, list(before.officers))
            pick.officers[asked.seat - 1] = self._deal(pick, asked.seat, asked.number)
            if not pick.officers[asked.seat - 1]:
                raise LookupError("officers")
        else:
            found = self._takers[asked.stratum].take(1)
            if not found:
                raise LookupError("objects")
            pick = Pick(asked.stratum, asked.nth, found[0])
            self._staff(pick, asked.number)
        self.picks[asked.stratum, asked.nth] = pick
        return pick

    def _staff(self, pick: Pick, swap: int) -> None:
        if not self._decks[pick.stratum]:
            return
        for seat in range(1, SEATS + 1):
            pick.officers.append(self._deal(pick, seat, swap))

    def _deal(self, pick: Pick, seat: int, swap: int) -> int:
        noted: set[int] = set()

        def passes_over(position: int) -> bool:
            if position in pick.officers:
                return True
            conflict = self._conflict(pick, swap, seat, position) if self._conflict else -1
            if conflict >= 0 and position not in noted:
                noted.add(position)
                number = len(self.skips) + 1
                self.skips.append(
                    Skip(number, swap, pick.stratum, pick.nth, seat, position, conflict)
                )
            return conflict >= 0

        return self._dealers[self._decks[pick.stratum]].deal(passes_over)


def skips_as_conflicts(skips: Iterable[Skip]) -> Conflict:
    """Return the conflicts that published skips tell of, for whoever knows no names."""
    known = {(s.swap, s.stratum, s.nth, s.seat, s.position): s.conflict for s in skips}
    return lambda pick, swap, seat, position: known.get(
        (swap, pick.stratum, pick.nth, seat, position), -1
    )
