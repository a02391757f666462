"""The demo's zones, absences and interests: a little of each, entered by the people of the demo."""

import datetime as dt

from common import workdays
from common.models import User
from registry import services
from registry.choices import ConflictKind, LeaveKind, ZoneKind
from registry.models import Officer, Region, Subject, Zone
from registry.services.officers import days

ZONES = (
    (ZoneKind.FLOOD, "转塘低洼路段（演示）", "Zhuantang low road (demo)", 120.07, 30.155, 0.012),
    (ZoneKind.NO_ENTRY, "西湖环湖货车禁行区（演示）", "West Lake no-lorry zone (demo)",
     120.135, 30.235, 0.02),
    (ZoneKind.UNLOADING, "三墩卸土点（演示）", "Sandun unloading place (demo)",
     120.075, 30.33, 0.006),
)  # fmt: skip


def enter(by: User) -> int:
    """Draw the zones and enter one leave and one interest; return how many are new."""
    return sum([_zones(by), _absences(by)])


def _zones(by: User) -> int:
    region = Region.objects.get(code="330106")
    new = 0
    drawn = set(Zone.objects.filter(region=region).values_list("name", flat=True))
    for kind, name, name_en, lon, lat, half in ZONES:
        if name in drawn:
            continue
        corners = ((-1, -1), (1, -0.8), (1.2, 0.9), (-0.7, 1))
        ring = [[round(lon + x * half, 6), round(lat + y * half, 6)] for x, y in corners]
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        first = dt.date(workdays.today().year, 1, 1)
        zone = Zone(kind=kind, name=name, name_en=name_en, region=region, shape=shape)
        zone.valid = days(first, None)
        services.draw_zone(zone, by=by)
        new += 1
    return new


def _absences(by: User) -> int:
    officers = list(
        Officer.objects.filter(department__region__code="330105")
        .exclude(certificate_no=None)
        .order_by("certificate_no")[:2]
    )
    subject = Subject.objects.filter(code="E0002").first()
    new = 0
    if officers and not officers[0].leaves.exists():
        today = workdays.today()
        last = today + dt.timedelta(days=6)
        services.take_leave(officers[0], kind=LeaveKind.TRAINING, first=today, last=last, by=by)
        new += 1
    if len(officers) > 1 and subject and not officers[1].conflicts.exists():
        services.declare_conflict(
            officers[1], subject=subject, kind=ConflictKind.FORMER_JOB, by=officers[1].user
        )
        new += 1
    return new
