"""Rules of who and where."""

from registry.rules.codes import place_of, region_code, region_level
from registry.rules.roles import ADMINISTRATORS, roles_clash

__all__ = ["ADMINISTRATORS", "place_of", "region_code", "region_level", "roles_clash"]
