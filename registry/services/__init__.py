"""Acts on who and where: registering subjects, granting roles, turns of duty."""

from registry.services.access import check_grant, grant, grant_all, may_delegate, revoke
from registry.services.addresses import Found, Place, find_places
from registry.services.merging import CHOOSABLE, find_pairs, keep_apart, merge, twins_of, unmerge
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
from registry.services.sets import describe_set
from registry.services.subjects import add_contact, amend, end_contact, register, reveal, version_of

__all__ = [
    "CHOOSABLE",
    "HORIZON_DAYS",
    "Consequence",
    "Found",
    "Move",
    "Place",
    "add_contact",
    "amend",
    "check_grant",
    "declare_conflict",
    "describe_set",
    "draw_zone",
    "end_contact",
    "end_zone",
    "find_pairs",
    "find_places",
    "grant",
    "grant_all",
    "keep_apart",
    "lend",
    "locate",
    "locate_all",
    "may_delegate",
    "merge",
    "open_due_doors",
    "preview_redivision",
    "redivide",
    "register",
    "remind_of_certificates",
    "renew_reach",
    "reveal",
    "revoke",
    "roll_roster",
    "set_boundary",
    "take_leave",
    "twins_of",
    "unmerge",
    "version_of",
    "withdraw",
    "zones_at",
]
