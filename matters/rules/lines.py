"""How the lines of a form hang together: results, conditions, repeat groups. Plain values only."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

PASSED, FAILED, NOT_CHECKED, NOT_APPLICABLE = "passed", "failed", "not_checked", "not_applicable"
MEANINGS = (PASSED, FAILED, NOT_CHECKED, NOT_APPLICABLE)
MOST_ROUNDS = 20
"""How often the lines of a repeat group may be answered in one check."""

WORDS = {
    "合格": PASSED, "符合": PASSED, "是": PASSED, "通过": PASSED, "无问题": PASSED, "yes": PASSED,
    "pass": PASSED, "passed": PASSED, "compliant": PASSED,
    "不合格": FAILED, "不符合": FAILED, "否": FAILED, "不通过": FAILED, "有问题": FAILED,
    "no": FAILED, "fail": FAILED, "failed": FAILED, "not compliant": FAILED,
    "未检查": NOT_CHECKED, "未检": NOT_CHECKED, "not checked": NOT_CHECKED,
    "not_checked": NOT_CHECKED,
    "合理缺项": NOT_APPLICABLE, "不适用": NOT_APPLICABLE, "不涉及": NOT_APPLICABLE,
    "n/a": NOT_APPLICABLE, "not applicable": NOT_APPLICABLE, "not_applicable": NOT_APPLICABLE,
}  # fmt: skip
"""What officials call a result → what it means."""


@dataclass(frozen=True)
class Option:
    """One result that a line may have: what it is called, what it means, its share of the score.

    ``share`` (0 to 1) is what of the line's score it earns; a passed line earns all of it.
    """

    code: str
    means: str
    label: str = ""
    label_en: str = ""
    share: Decimal = Decimal(0)

    def stored(self) -> dict[str, str]:
        """Return the option as it stands in the database."""
        return {
            "code": self.code, "means": self.means, "label": self.label,
            "label_en": self.label_en, "share": f"{self.share.normalize():f}",
        }  # fmt: skip


STANDARD = tuple(Option(code, code, share=Decimal(code == PASSED)) for code in MEANINGS)


def options_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Read options as they are stored; none are the four of the house."""
    own = tuple(
        Option(
            each["code"], each["means"], each.get("label", ""), each.get("label_en", ""),
            Decimal(str(each.get("share", int(each["means"] == PASSED)))),
        )
        for each in stored
    )  # fmt: skip
    return own or STANDARD


class Malformed(ValueError):
    """A text does not say what it should; ``code`` tells which way, ``text`` what it was."""

    def __init__(self, code: str, text: str):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


_OPTION = re.compile(
    r"(?P<label>[^=＝]+?)\s*(?:[=＝]\s*(?P<means>[^=＝\d]+?)?\s*(?P<share>\d+(\.\d+)?)?\s*[%％]?)?"
)


def read_options(text: str) -> list[dict[str, str]]:
    """Read results as people write them, one a line or with semicolons between.

    ``基本符合 / mostly = 合格 50%``: what it is called (and in English), what it means, its share
    of the score. What is a common word for one of the four needs no "=". Raises Malformed.
    """
    found: list[Option] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;；\n、|]", text))):
        match = _OPTION.fullmatch(part)
        if match is None:
            raise Malformed("option", part)
        label, _slash, english = (each.strip() for each in match["label"].partition("/"))
        means = WORDS.get((match["means"] or label).strip().casefold())
        if means is None:
            raise Malformed("meaning", part)
        share = Decimal(match["share"]) / 100 if match["share"] else Decimal(means == PASSED)
        if share > 1:
            raise Malformed("share", part)
        standard = label in HOUSE_NAMES and HOUSE_NAMES[label] == means and not match["share"]
        code = means if standard else f"r{len(found) + 1}"
        found.append(
            Option(code, means, "" if standard else label, "" if standard else english, share)
        )
    codes = [each.code for each in found]
    if len(set(codes)) != len(codes):
        raise Malformed("twice", text)
    if found and not {each.means for each in found} & {PASSED, FAILED}:
        raise Malformed("no_result", text)
    if tuple(found) == STANDARD:
        return []
    return [each.stored() for each in found]


HOUSE_NAMES = {
    "合格": PASSED, "不合格": FAILED, "未检查": NOT_CHECKED, "合理缺项": NOT_APPLICABLE,
    **{each: each for each in MEANINGS},
}  # fmt: skip


def write_options(stored: Iterable[Mapping[str, Any]]) -> str:
    """Write results as ``read_options`` reads them, one a line; none for the four of the house."""
    names = {code: name for name, code in HOUSE_NAMES.items() if name != code}
    lines = []
    for each in stored:
        option = options_of([each])[0]
        if not option.label:
            lines.append(names[option.means])
            continue
        name = f"{option.label} / {option.label_en}" if option.label_en else option.label
        usual = option.share == (option.means == PASSED)
        share = "" if usual else f" {(option.share * 100).normalize():f}%"
        lines.append(f"{name} = {names[option.means]}{share}")
    return "\n".join(lines)


class LineLike(Protocol):
    """What the rules need to know of a line."""

    order: int
    group: str
    when_line: int | None
    when_answers: list[str]
    options: list[dict[str, Any]]


L = TypeVar("L", bound=LineLike)


@dataclass(frozen=True)
class Fault:
    """What is wrong with the build of a form, at which line; ``params`` are for the words."""

    order: int
    code: str
    field: str
    line: int = 0


def faults(lines: Sequence[LineLike]) -> list[Fault]:
    """Return what is wrong with how lines hang together; conditions only ever look back."""
    known = {line.order: line for line in lines}
    found = []
    left: set[str] = set()
    previous = ""
    for line in lines:
        if previous and previous != line.group:
            left.add(previous)
        if line.group and line.group in left:
            found.append(Fault(line.order, "group_split", "group"))
        previous = line.group
        if line.when_line is None:
            continue
        asked = known.get(line.when_line)
        if asked is None or line.when_line >= line.order:
            found.append(Fault(line.order, "not_earlier", "when_line", line.when_line))
        elif asked.group and asked.group != line.group:
            found.append(Fault(line.order, "other_group", "when_line", line.when_line))
        elif not set(line.when_answers) <= {each.code for each in options_of(asked.options)}:
            found.append(Fault(line.order, "no_such_answer", "when_answers", line.when_line))
        elif not line.when_answers:
            found.append(Fault(line.order, "no_answer", "when_answers", line.when_line))
    return found


@dataclass(frozen=True)
class Slot:
    """One line to be answered: which line, in which round of its group (1 where it has none)."""

    order: int
    round: int = 1

    @property
    def suffix(self) -> str:
        """Return what its fields are called by: ``3``, or ``3-2`` in the second round."""
        return str(self.order) if self.round == 1 else f"{self.order}-{self.round}"


def slots(lines: Sequence[L], rounds: Mapping[str, int]) -> Iterator[tuple[Slot, L]]:
    """Yield the lines in the order they are answered, those of a group once for each round."""
    at = 0
    while at < len(lines):
        block = [lines[at]]
        while (
            lines[at].group
            and at + len(block) < len(lines)
            and (lines[at + len(block)].group == lines[at].group)
        ):
            block.append(lines[at + len(block)])
        count = min(max(rounds.get(lines[at].group, 1), 1), MOST_ROUNDS) if lines[at].group else 1
        for turn in range(1, count + 1):
            for line in block:
                yield Slot(line.order, turn), line
        at += len(block)


def asked(expanded: Iterable[tuple[Slot, L]], answer: Callable[[Slot], str]) -> set[Slot]:
    """Return the slots that are asked, given the answers so far.

    A line waits for the answer of the same round, or of the one outside all groups. Behind a line
    that is not asked itself, nothing is asked.
    """
    open_: set[Slot] = set()
    every = list(expanded)
    groups = {line.order: line.group for _slot, line in every}
    for slot, line in every:
        if line.when_line is None:
            open_.add(slot)
            continue
        same = bool(line.group) and groups.get(line.when_line) == line.group
        before = Slot(line.when_line, slot.round if same else 1)
        if before in open_ and answer(before) in line.when_answers:
            open_.add(slot)
    return open_
