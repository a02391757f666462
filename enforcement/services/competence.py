"""Who is competent: which departments may act under a matter at a place, and why others may not."""

from common import workdays
from enforcement.services.listing import Listing, look_up
from matters.models import Claim, ImplementationList, Matter, PowerTransfer
from registry.models import Department, Region

MOST = 12
"""Departments that are looked at, those whose claim is nearest to the place first."""


def who_may(matter: Matter, region: Region) -> list[Listing]:
    """Return how the departments that have to do with a matter at a place stand, who may act first.

    Those that have claimed it for the place, those entrusted by them, and those to whom the power
    is handed down there. Where nobody has claimed it for the place, those who claimed it elsewhere
    say so by their fault.
    """
    today = workdays.today()
    claims = list(
        Claim.objects.standing()
        .filter(matter=matter, valid__contains=today)
        .select_related("department__region", "region")
    )
    near = [each for each in claims if region.path.startswith(each.region.path)] or claims
    near.sort(key=lambda each: (-len(each.region.path), each.department.code))
    found: dict[object, Department] = {each.department_id: each.department for each in near}
    lists = ImplementationList.objects.in_force(today).filter(claim__in=near)
    for row in lists.exclude(entrusted=None).select_related("entrusted__region"):
        if row.entrusted is not None:
            found.setdefault(row.entrusted_id, row.entrusted)
    powers = PowerTransfer.objects.in_force(today).filter(matter=matter)
    for power in powers.select_related("to_department__region", "region"):
        if region.path.startswith(power.region.path):
            found.setdefault(power.to_department_id, power.to_department)
    looked = [
        look_up(matter, None, department=each, region=region)
        for each in list(found.values())[:MOST]
    ]
    return sorted(looked, key=lambda each: bool(each.fault))
