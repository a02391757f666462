"""Vocabularies of draws: states, sources of randomness, why somebody is left out of a pool."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DrawState(TextChoices):
    FROZEN = "frozen", pgettext_lazy("draw", "pools frozen")
    COMMITTED = "committed", pgettext_lazy("draw", "committed")
    DRAWN = "drawn", pgettext_lazy("draw", "drawn")
    CONFIRMED = "confirmed", pgettext_lazy("draw", "confirmed")

    ICONS = nonmember(
        {
            "frozen": "database",
            "committed": "lock",
            "drawn": "dice-5",
            "confirmed": "checks",
        }
    )


DRAW_FLOW: dict[str, set[str]] = {
    DrawState.FROZEN: {DrawState.COMMITTED},
    DrawState.COMMITTED: {DrawState.DRAWN},
    DrawState.DRAWN: {DrawState.CONFIRMED},
    DrawState.CONFIRMED: set(),
}

PUBLIC_DRAWS: tuple[str, ...] = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.CONFIRMED)
DONE_DRAWS: tuple[str, ...] = (DrawState.DRAWN, DrawState.CONFIRMED)


class RandomSource(TextChoices):
    """Where the randomness comes from that nobody knows when the pools are committed to."""

    LOTTERY = "lottery", _("state lottery drawn on a coming day")
    WITNESSES = "witnesses", _("sealed words of two witnesses")


class WordKind(TextChoices):
    """What a person adds to a draw."""

    SEAL = "seal", _("sealed word")
    SECRET = "secret", _("opened word")
    NUMBERS = "numbers", _("drawn numbers")


class PoolName(TextChoices):
    OBJECTS = "objects", _("objects")
    OFFICERS = "officers", _("officers")
    CONFLICTS = "conflicts", _("conflicts")
    EXCLUDED = "excluded", _("left out")


class Exclusion(TextChoices):
    """Why an object or an officer is left out before a draw."""

    DEREGISTERED = "deregistered", _("deregistered or out of business")
    NO_DISTURB = "no_disturb", _("on the no-disturb list")
    LOW_RISK = "low_risk", _("of a class that is left alone")
    COOLING = "cooling", _("drawn recently by the same body")
    AT_CAP = "at_cap", _("visits of the year used up")
    ON_LEAVE = "on_leave", _("officer on leave")
    LENT_OUT = "lent_out", _("officer lent to another body")
    CERTIFICATE = "certificate", _("certificate ends before the plan does")


class SkipReason(TextChoices):
    """Why an officer is passed over at one object."""

    INTEREST = "interest", _("declared interest")
    SAME_PAIR = "same_pair", _("same two officers as last time")


class DrawCheck(TextChoices):
    """What is looked at when a draw is proved."""

    ALGORITHM = "algorithm", _("It names the algorithm that this page knows.")
    COMMITMENT = "commitment", _("The commitment has the hash that was published before the draw.")
    SIZES = "sizes", _("The numbers to draw follow from sizes and ratios.")
    RESULT = "result", _("The result has the hash that was published.")
    NAMED = "named", _("The result belongs to this commitment.")
    SOURCE = "source", _("The randomness comes from the source named beforehand.")
    SEED = "seed", _("The seed follows from commitment and public randomness.")
    POSITIONS = "positions", _("Drawn again, the same positions and officers come out.")
    SKIPS = "skips", _("Officers were passed over only where the commitment holds a conflict.")
    SWAPS = "swaps", _("Every replacement is the next one in line.")
    REVEALS = "reveals", _("Every name that was revealed stood in the pool, at its place.")
    ROOT_OBJECTS = "root_objects", _("The sealed pool of objects is the one committed to.")
    ROOT_OFFICERS = "root_officers", _("The sealed pool of officers is the one committed to.")
    ROOT_CONFLICTS = "root_conflicts", _("The sealed conflicts are those committed to.")
    EXCLUSIONS = "exclusions", _("As many were left out as the commitment says.")
    CONFLICTS = "conflicts", _("Officers were passed over exactly where a conflict stands.")
