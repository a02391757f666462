"""What officials write about how much and how often, read into numbers; which changes count.

The texts are those of published lists ("不少于30%"). A text that says no one number for the whole
list gives None: the text itself stays beside the reading and is what counts."""

from matters.rules.claims import RECLAIM_WORKDAYS, SUBSTANCE, changes_substance, claim_fault
from matters.rules.texts import Frequency, Ratio, frequency, levels, ratio

__all__ = [
    "RECLAIM_WORKDAYS",
    "SUBSTANCE",
    "Frequency",
    "Ratio",
    "changes_substance",
    "claim_fault",
    "frequency",
    "levels",
    "ratio",
]
