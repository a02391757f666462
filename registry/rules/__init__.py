"""Rules of who and where."""

from registry.rules.addresses import (
    SUFFIXES,
    Address,
    bare,
    heads,
    plain_address,
    split_address,
)
from registry.rules.codes import place_of, region_code, region_level
from registry.rules.datums import bd09, gcj02, to_wgs84
from registry.rules.identities import is_credit_code, is_resident_id, masked_name, masked_number
from registry.rules.names import address_key, name_key
from registry.rules.roles import ADMINISTRATORS, APART, roles_clash
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
    "APART",
    "SUFFIXES",
    "Address",
    "BadShape",
    "Ring",
    "address_key",
    "bare",
    "bd09",
    "box",
    "check_drawn",
    "contains",
    "gcj02",
    "heads",
    "is_credit_code",
    "is_resident_id",
    "masked_name",
    "masked_number",
    "name_key",
    "place_of",
    "plain",
    "plain_address",
    "read_lines",
    "region_code",
    "region_level",
    "rings",
    "roles_clash",
    "split_address",
    "to_wgs84",
    "write_lines",
]
