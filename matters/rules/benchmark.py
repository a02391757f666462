"""Which entries of two lists are the same matter."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MARKS = re.compile(r"[\s，。；;,.、：:（）()《》“”\"'·]+")
COMPARED = (
    "item",
    "sub_item",
    "administrative_type",
    "object",
    "object_types",
    "basis",
    "process",
    "result",
    "methods",
)
"""What a list takes over unchanged from the upper one; the rest is its own local elements."""


@dataclass(frozen=True)
class Entry:
    """A matter of a list as far as it tells which one it is; ``upper`` is the key taken over."""

    key: Hashable
    national_code: str
    item: str
    sub_item: str
    upper: Hashable = None

    @property
    def name(self) -> tuple[str, str]:
        return plain(self.item), plain(self.sub_item)


def plain(text: str) -> str:
    """Return a name without what varies between two writers of the same: marks, width, case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def pair(own: Sequence[Entry], upper: Sequence[Entry]) -> dict[Hashable, Hashable]:
    """Return own key → upper key: by what was taken over, by national code, by name.

    Each entry is paired once; of several with one name or code the first in order is.

    >>> pair([Entry(1, "", "排水 监管", "")], [Entry(9, "", "排水监管", "")])
    {1: 9}
    """
    pairs: dict[Hashable, Hashable] = {}
    free = {entry.key: entry for entry in upper}
    for by in (_taken_over, _code, _name):
        index: dict[Any, list[Hashable]] = {}
        for entry in free.values():
            if mark := by(entry, False):
                index.setdefault(mark, []).append(entry.key)
        for entry in own:
            if entry.key in pairs:
                continue
            found = index.get(by(entry, True))
            if found:
                pairs[entry.key] = found.pop(0)
                del free[pairs[entry.key]]
    return pairs


def _taken_over(entry: Entry, is_own: bool) -> Any:
    return entry.upper if is_own else entry.key


def _code(entry: Entry, is_own: bool) -> Any:
    return entry.national_code or None


def _name(entry: Entry, is_own: bool) -> Any:
    return entry.name if any(entry.name) else None


def departures(own: Mapping[str, Any], upper: Mapping[str, Any]) -> list[str]:
    """Return the fields in which an entry departs from the upper one; what that leaves open not."""
    return [name for name in COMPARED if upper[name] and _said(own[name]) != _said(upper[name])]


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    return sorted(value) if isinstance(value, Iterable) else value
