"""Filters of who and where, for the lists and the API alike."""

from registry.filters.departments import DepartmentFilter
from registry.filters.officers import OfficerFilter
from registry.filters.places import RegionChoice, RegionFilter, RegionListFilter, choosable_regions
from registry.filters.subjects import SubjectFilter
from registry.filters.zones import ZoneFilter

__all__ = [
    "DepartmentFilter",
    "OfficerFilter",
    "RegionChoice",
    "RegionFilter",
    "RegionListFilter",
    "SubjectFilter",
    "ZoneFilter",
    "choosable_regions",
]
