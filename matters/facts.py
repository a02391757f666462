"""What the house knows about matters, and what hangs on them; upper apps register theirs.

``register_facts`` is asked when an evaluation is opened, for many matters at once; its numbers are
kept with the evaluation. ``register_impact`` is asked when matters are about to give way.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from matters.models import Matter

Facts = Callable[[Sequence[uuid.UUID], dt.date], Mapping[uuid.UUID, Mapping[str, Any]]]
Words = Callable[[Any], str]


@dataclass(frozen=True)
class Impact:
    """Something that hangs on matters which give way: how many, what becomes of them, where."""

    title: str | Promise
    count: int
    text: str | Promise
    url: str = ""
    rows: Sequence[tuple[str, str]] = ()
    """The first of them: name and address."""


Impacts = Callable[[Sequence[Matter], Any], Iterable[Impact]]

_FACTS: list[Facts] = []
_WORDS: dict[str, tuple[str | Promise, Words]] = {}
_IMPACTS: dict[str, Impacts] = {}


def register_facts(provider: Facts, words: Mapping[str, tuple[str | Promise, Words]]) -> None:
    """Add facts for evaluations; ``words`` names each key and puts its value into words."""
    _FACTS.append(provider)
    _WORDS.update(words)


def facts_of(matters: Sequence[uuid.UUID], day: dt.date) -> dict[uuid.UUID, dict[str, Any]]:
    """Return what is known of each matter on a day, a fixed number of queries for all of them."""
    found: dict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
    for provider in _FACTS:
        for matter, facts in provider(matters, day).items():
            found[matter].update(facts)
    return found


def in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return facts as label and text, in the order in which they were registered."""
    return [
        (str(label), words(facts[key])) for key, (label, words) in _WORDS.items() if key in facts
    ]


def register_impact(key: str, provider: Impacts) -> None:
    """Add what hangs on matters; registering a key again replaces it."""
    _IMPACTS[key] = provider


def impacts_of(matters: Sequence[Matter], user: Any) -> list[Impact]:
    """Return what hangs on matters, as a person may see it; what is nothing is left out."""
    found = (impact for provider in _IMPACTS.values() for impact in provider(matters, user))
    return [impact for impact in found if impact.count]
