"""Acts on who and where: registering subjects, granting roles, turns of duty."""

from registry.services.access import check_grant, grant, grant_all, revoke
from registry.services.roster import HORIZON_DAYS, roll_roster
from registry.services.subjects import register

__all__ = [
    "HORIZON_DAYS",
    "check_grant",
    "grant",
    "grant_all",
    "register",
    "revoke",
    "roll_roster",
]
