"""Acts on who and where: registering subjects, granting roles, turns of duty."""

from registry.services.access import check_grant, grant, grant_all, revoke
from registry.services.officers import (
    declare_conflict,
    lend,
    open_due_doors,
    remind_of_certificates,
    take_leave,
    withdraw,
)
from registry.services.places import (
    Consequence,
    Move,
    draw_zone,
    end_zone,
    locate,
    locate_all,
    preview_redivision,
    redivide,
    renew_reach,
    set_boundary,
    zones_at,
)
from registry.services.roster import HORIZON_DAYS, roll_roster
from registry.services.subjects import register

__all__ = [
    "HORIZON_DAYS",
    "Consequence",
    "Move",
    "check_grant",
    "declare_conflict",
    "draw_zone",
    "end_zone",
    "grant",
    "grant_all",
    "lend",
    "locate",
    "locate_all",
    "open_due_doors",
    "preview_redivision",
    "redivide",
    "register",
    "remind_of_certificates",
    "renew_reach",
    "revoke",
    "roll_roster",
    "set_boundary",
    "take_leave",
    "withdraw",
    "zones_at",
]
