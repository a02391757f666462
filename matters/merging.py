"""Two people write one draft: what each of them changed, and what they have to settle.

The page of a draft carries what its editor had read (``token``). When the draft was written
meanwhile, the three texts of a field (as read, mine, theirs) say whether only one of the two
changed it, which settles itself, or both did, which a person settles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core import signing

from common.differences import Span, sides
from matters.models import MatterVersion
from matters.words import label_of, value_of

Whose = Literal["mine", "theirs", "both"]


def token(version: MatterVersion, names: Sequence[str]) -> str:
    """Return what an editor has before them, signed, to be sent back with what they write."""
    content = {name: plain(version, name) for name in names}
    return signing.dumps(
        {"revision": version.revision, "content": content}, salt="matters.seen", compress=True
    )


def plain(version: MatterVersion, name: str) -> Any:
    """Return a field as it can be signed and compared: a department by its key."""
    value = getattr(version, f"{name}_id" if name == "department" else name)
    return str(value) if name == "department" and value is not None else value


@dataclass(frozen=True)
class Difference:
    """One field that the draft says otherwise than what was sent."""

    name: str
    label: str
    mine: str
    theirs: str
    whose: Whose
    left: list[Span]
    right: list[Span]

    @property
    def is_open(self) -> bool:
        """Tell whether both changed it, so that a person has to settle it."""
        return self.whose == "both"


def differences(
    read: Mapping[str, Any], mine: MatterVersion, theirs: MatterVersion, names: Sequence[str]
) -> list[Difference]:
    """Return the fields in which two drafts differ; ``read`` is what the editor had read.

    Where nothing is known of what was read, both count as having changed what differs.
    """
    found = []
    for name in names:
        own, other = plain(mine, name), plain(theirs, name)
        if own == other:
            continue
        whose: Whose = "both"
        if name in read and read[name] == other:
            whose = "mine"
        elif name in read and read[name] == own:
            whose = "theirs"
        texts = value_of(mine, name), value_of(theirs, name)
        found.append(Difference(name, label_of(name), *texts, whose, *sides(*texts)))
    return found
