"""What officials write about how much and how often, read into numbers; which changes count.

The texts are those of published lists ("不少于30%"). A text that says no one number for the whole
list gives None: the text itself stays beside the reading and is what counts."""

from matters.rules.claims import RECLAIM_WORKDAYS, SUBSTANCE, changes_substance, claim_fault
from matters.rules.codes import CATALOGUE_CODE, contradicts, is_catalogue_code, power_type
from matters.rules.texts import Frequency, Ratio, frequency, levels, ratio

__all__ = [
    "CATALOGUE_CODE",
    "RECLAIM_WORKDAYS",
    "SUBSTANCE",
    "Frequency",
    "Ratio",
    "changes_substance",
    "claim_fault",
    "contradicts",
    "frequency",
    "is_catalogue_code",
    "levels",
    "power_type",
    "ratio",
]
