"""Which article of a new text continues which article of the old one.

Texts are compared as bags of character pairs: rearranged clauses and renumbered articles stay
close, and a thousand articles match in a second, as only those that share rare pairs are weighed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

ALIKE = 0.5
"""Two articles are versions of one another from this likeness on."""
ALIKE_IN_PLACE = 0.25
"""… or from this one on when both stand alone under the same number."""
HELD = 0.6
"""A text has gone into another when this share of it is found there."""
RARE = 0.08
"""A pair is telling when at most this share of the articles has it."""


@dataclass(frozen=True)
class Part:
    """An article to be matched: its locator and its whole text."""

    locator: str
    text: str


@dataclass(frozen=True)
class Match:
    """``old`` became ``new`` (None: nothing); ``confidence`` from 0 to 1."""

    old: str | None
    new: str | None
    kind: str
    confidence: float


def pairs(text: str) -> Counter[str]:
    """Return the pairs of neighbouring characters of a text, without marks and spaces."""
    plain = re.sub(r"[\W_]+", "", text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1)) or Counter([plain])


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the Dice coefficient of two bags, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def held(part: Counter[str], whole: Counter[str]) -> float:
    """Return which share of ``part`` is found in ``whole``."""
    return (part & whole).total() / part.total() if part.total() else 0.0


def kinds(
    links: Mapping[tuple[str, str], float], old: Sequence[Part], new: Sequence[Part]
) -> list[Match]:
    """Return the matches that follow from who continues whom, as ``match`` does."""
    matching = _Matching(old, new)
    matching.pairs = dict(links)
    return list(matching.results())


def match(old: Sequence[Part], new: Sequence[Part]) -> list[Match]:
    """Match two texts; every article of either stands in at least one result.

    In the order of the new text, repealed articles after those they stood behind. ``same``: nothing
    changed; ``renumbered``: only the number; ``edited``: the words; ``split``: parts went to
    several articles; ``merged``: several became one; ``repealed`` and ``new``: no counterpart.
    """
    return _Matching(old, new).run()


class _Matching:
    def __init__(self, old: Sequence[Part], new: Sequence[Part]):
        self.old, self.new = (
            {each.locator: each for each in old},
            {each.locator: each for each in new},
        )
        self.old_bags = {each.locator: pairs(each.text) for each in old}
        self.new_bags = {each.locator: pairs(each.text) for each in new}
        self.pairs: dict[tuple[str, str], float] = {}
        """(old, new) → likeness of those that continue one another."""
        self.links: dict[tuple[str, str], float] = {}
        """(old, new) → share of what went into, or came from, a matched article besides."""

    def run(self) -> list[Match]:
        self._equal()
        self._alike()
        self._in_place()
        self._parts()
        return list(self.results())

    @property
    def _open_old(self) -> list[str]:
        taken = {old for old, _new in self.pairs}
        return [each for each in self.old if each not in taken]

    @property
    def _open_new(self) -> list[str]:
        taken = {new for _old, new in self.pairs}
        return [each for each in self.new if each not in taken]

    def _equal(self) -> None:
        """Pair articles whose words are the same, those under the same number first."""
        places = defaultdict(list)
        for locator, part in self.new.items():
            places[_words(part.text)].append(locator)
        for in_place in (True, False):
            for locator in self._open_old:
                found = places[_words(self.old[locator].text)]
                if in_place and locator in found:
                    found.remove(locator)
                    self.pairs[locator, locator] = 1.0
                elif not in_place and found:
                    self.pairs[locator, found.pop(0)] = 1.0

    def _alike(self) -> None:
        """Pair the rest by likeness, the best first; the same number decides between equals."""
        found = [
            (score + (0.05 if old == new else 0), old, new)
            for old, new, score in self._weighed(self._open_old, self._open_new)
            if score >= ALIKE
        ]
        rank = {locator: at for at, locator in enumerate(self.new)}
        olds: set[str] = set()
        news: set[str] = set()
        for score, old, new in sorted(found, key=lambda each: (-each[0], rank[each[2]])):
            if old not in olds and new not in news:
                olds.add(old)
                news.add(new)
                self.pairs[old, new] = min(score, 0.99)

    def _in_place(self) -> None:
        both = set(self._open_old) & set(self._open_new)
        for locator in [each for each in self._open_old if each in both]:
            score = likeness(self.old_bags[locator], self.new_bags[locator])
            if score >= ALIKE_IN_PLACE:
                self.pairs[locator, locator] = score

    def _parts(self) -> None:
        """Find where articles without a counterpart went to or came from."""
        old, new = self._open_old, self._open_new
        for one, other, _score in self._weighed(list(self.old), new):
            share = held(self.new_bags[other], self.old_bags[one])
            if share >= HELD and share > self._best(1, other):
                self._link(1, one, other, share)
        for one, other, _score in self._weighed(old, list(self.new)):
            share = held(self.old_bags[one], self.new_bags[other])
            if share >= HELD and share > self._best(0, one):
                self._link(0, one, other, share)

    def _best(self, side: int, locator: str) -> float:
        return max((share for key, share in self.links.items() if key[side] == locator), default=0)

    def _link(self, side: int, old: str, new: str, share: float) -> None:
        gone = new if side else old
        for key in [key for key in self.links if key[side] == gone]:
            del self.links[key]
        self.links[old, new] = share

    def _weighed(self, old: list[str], new: list[str]) -> Iterator[tuple[str, str, float]]:
        """Yield pairs of articles that share telling pairs of characters, with their likeness."""
        owners: dict[str, list[str]] = defaultdict(list)
        for locator in new:
            for pair in self.new_bags[locator]:
                owners[pair].append(locator)
        most = max(3, int(RARE * len(self.new)))
        for one in old:
            shared: Counter[str] = Counter()
            for pair in self.old_bags[one]:
                if len(owners.get(pair, ())) <= most:
                    shared.update(owners.get(pair, ()))
            for other, _count in shared.most_common(8):
                yield one, other, likeness(self.old_bags[one], self.new_bags[other])

    def results(self) -> Iterator[Match]:
        into = Counter(new for _old, new in [*self.pairs, *self.links])
        from_ = Counter(old for old, _new in [*self.pairs, *self.links])
        befores: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (old, new), score in [*self.pairs.items(), *self.links.items()]:
            befores[new].append((old, score))
        rank = {locator: at for at, locator in enumerate(self.old)}
        gone = [each for each in self.old if each not in from_]
        reached = -1
        for new in self.new:
            found = sorted(befores[new], key=lambda each: rank[each[0]])
            if (new_reach := max((rank[old] for old, _score in found), default=reached)) > reached:
                while gone and rank[gone[0]] < new_reach:
                    yield Match(gone.pop(0), None, "repealed", 0.9)
                reached = new_reach
            if not found:
                yield Match(None, new, "new", 0.9)
            for old, score in found:
                yield Match(old, new, self._kind(old, new, into[new], from_[old]), round(score, 3))
        for old in gone:
            yield Match(old, None, "repealed", 0.9)

    def _kind(self, old: str, new: str, into: int, from_: int) -> str:
        if into > 1:
            return "merged"
        if from_ > 1:
            return "split"
        if _words(self.old[old].text) != _words(self.new[new].text):
            return "edited"
        return "same" if old == new else "renumbered"


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)
