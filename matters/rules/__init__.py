"""What officials write about how much and how often, read into numbers; which changes count.

The texts are those of published lists ("不少于30%"). A text that says no one number for the whole
list gives None: the text itself stays beside the reading and is what counts."""

from matters.rules.citations import (
    Reference,
    candidates,
    english_words,
    references,
    title_key,
    words,
)
from matters.rules.claims import (
    ELEMENTS,
    RECLAIM_WORKDAYS,
    REVIEW_WORKDAYS,
    SUBSTANCE,
    changed_substance,
    changes_substance,
    claim_fault,
    completion,
    ends_ground,
    is_filled,
    list_code,
)
from matters.rules.codes import CATALOGUE_CODE, contradicts, is_catalogue_code, power_type
from matters.rules.english import read_english, write_english
from matters.rules.lawtext import LawText, Node, Remark, day_of_force, read
from matters.rules.matching import Match, Part, kinds, match
from matters.rules.numerals import number, numeral
from matters.rules.texts import Frequency, Ratio, frequency, levels, ratio

__all__ = [
    "CATALOGUE_CODE",
    "ELEMENTS",
    "RECLAIM_WORKDAYS",
    "REVIEW_WORKDAYS",
    "SUBSTANCE",
    "Frequency",
    "LawText",
    "Match",
    "Node",
    "Part",
    "Ratio",
    "Reference",
    "Remark",
    "candidates",
    "changed_substance",
    "changes_substance",
    "claim_fault",
    "completion",
    "contradicts",
    "day_of_force",
    "ends_ground",
    "english_words",
    "frequency",
    "is_catalogue_code",
    "is_filled",
    "kinds",
    "levels",
    "list_code",
    "match",
    "number",
    "numeral",
    "power_type",
    "ratio",
    "read",
    "read_english",
    "references",
    "title_key",
    "words",
    "write_english",
]
