"""What one text says otherwise than another, sign by sign, as marked spans."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
LONGEST = 3000
"""Signs of a text compared sign by sign; longer ones sentence by sentence first."""
_SIGN = re.compile(r"[0-9A-Za-z]+|.", re.S)
_SENTENCE = re.compile(r"[^。；;！？!?\n]*[。；;！？!?\n]?")


@dataclass(frozen=True)
class Span:
    """A stretch of text: in both, only in the first (gone) or only in the second (new)."""

    kind: Kind
    text: str

    @property
    def is_gone(self) -> bool:
        return self.kind == "gone"

    @property
    def is_new(self) -> bool:
        return self.kind == "new"


def spans(before: str, after: str) -> list[Span]:
    """Return both texts as one run of spans, what went before what came.

    Chinese goes sign by sign; a Latin word or a number is one sign, as people read it.

    >>> [(span.kind, span.text) for span in spans("不少于30%", "不少于20%")]
    [('same', '不少于'), ('gone', '30'), ('new', '20'), ('same', '%')]
    """
    if max(len(before), len(after)) <= LONGEST:
        return list(_joined(_by(_signs(before), _signs(after))))
    return list(_joined(_by_sentence(before, after)))


def sides(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """Return the spans for two columns: the first text with what went, the second with what came.

    >>> left, right = sides("甲乙", "甲丙")
    >>> [span.text for span in left], [span.text for span in right]
    (['甲', '乙'], ['甲', '丙'])
    """
    found = spans(before, after)
    return [span for span in found if not span.is_new], [span for span in found if not span.is_gone]


def _by(before: Sequence[str], after: Sequence[str]) -> Iterator[Span]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield Span("same", "".join(before[low:high]))
            continue
        if high > low:
            yield Span("gone", "".join(before[low:high]))
        if end > start:
            yield Span("new", "".join(after[start:end]))


def _by_sentence(before: str, after: str) -> Iterator[Span]:
    run: dict[Kind, str] = {"gone": "", "new": ""}
    for span in _by(_sentences(before), _sentences(after)):
        if span.kind != "same":
            run[span.kind] += span.text
            continue
        yield from _short(run["gone"], run["new"])
        run = {"gone": "", "new": ""}
        yield span
    yield from _short(run["gone"], run["new"])


def _short(gone: str, new: str) -> Iterator[Span]:
    """Compare a changed passage sign by sign where it is short enough to take no time."""
    if max(len(gone), len(new)) <= LONGEST:
        yield from _by(_signs(gone), _signs(new))
        return
    yield Span("gone", gone)
    yield Span("new", new)


def _signs(text: str) -> list[str]:
    return _SIGN.findall(text)


def _sentences(text: str) -> list[str]:
    return [each for each in _SENTENCE.findall(text) if each]


def _joined(found: Iterator[Span]) -> Iterator[Span]:
    """Join neighbours of one kind and leave out empty ones."""
    last: Span | None = None
    for span in found:
        if not span.text:
            continue
        if last is not None and last.kind == span.kind:
            last = Span(span.kind, last.text + span.text)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
