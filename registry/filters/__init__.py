"""Filters of who and where, for the lists and the API alike."""

from registry.filters.access import GrantFilter
from registry.filters.departments import DepartmentFilter
from registry.filters.officers import OfficerFilter
from registry.filters.places import RegionChoice, RegionFilter, RegionListFilter, choosable_regions
from registry.filters.subjects import ImportFilter, PairFilter, SetFilter, SubjectFilter
from registry.filters.zones import ZoneFilter

__all__ = [
    "DepartmentFilter",
    "GrantFilter",
    "ImportFilter",
    "OfficerFilter",
    "PairFilter",
    "RegionChoice",
    "RegionFilter",
    "RegionListFilter",
    "SetFilter",
    "SubjectFilter",
    "ZoneFilter",
    "choosable_regions",
]
