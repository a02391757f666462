"""Rules of who and where."""

from registry.rules.codes import place_of, region_code, region_level
from registry.rules.roles import ADMINISTRATORS, roles_clash
from registry.rules.shapes import (
    BadShape,
    Ring,
    box,
    check_drawn,
    contains,
    plain,
    read_lines,
    rings,
    write_lines,
)

__all__ = [
    "ADMINISTRATORS",
    "BadShape",
    "Ring",
    "box",
    "check_drawn",
    "contains",
    "place_of",
    "plain",
    "read_lines",
    "region_code",
    "region_level",
    "rings",
    "roles_clash",
    "write_lines",
]
