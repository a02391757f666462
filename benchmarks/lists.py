"""How long list pages take at 5,000 matters and 100,000 claims, beside a trivial Django view.

The trivial view is Django's own ``ListView`` of fifty claims in a plain template on the desk, with
the same login (``benchmarks/trivial.py``); a page of the desk without any row is measured too. All
pages take turns, so that whatever else the machine does slows them alike; seconds of the processor
are those of this process, without the database's.
"""

import gc
import itertools
import time

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.report import Report, percentile
from common.models import User
from matters import services
from matters.models import Claim, Matter, MatterVersion
from registry.models import Department, Region
from tests import build

MATTERS, CLAIMS = 5_000, 100_000
COUNTIES = 90
LINES = 20
WARM = 3
TRIVIAL, FRAME = "trivial view: ListView of 50 claims", "a page of the desk without rows"
PAGES = (
    ("matters", "matters:matter-list", ""),
    ("matters, one line", "matters:matter-list", "line=line-3"),
    ("matters, one level", "matters:matter-list", "level=4"),
    ("matters, by type", "matters:matter-list", "type=inspection"),
    ("matters, by code", "matters:matter-list", "ordering=-code"),
    ("claims", "matters:claim-list", ""),
    ("claims, one county", "matters:claim-list", "region={region}"),
    ("claims, to be renewed", "matters:claim-list", "state=reclaim_required"),
    ("claims, late", "matters:claim-list", "late=true"),
    ("claims, by matter", "matters:claim-list", "ordering=code"),
    ("claim board", "matters:claim-board", ""),
    ("claim board, one line", "matters:claim-board", "line=line-3"),
    ("implementation lists", "matters:implementation-list", ""),
)


def measure(report: Report, *, quick: bool = False) -> None:
    rounds = 8 if quick else 40
    counties = _fill(500 if quick else MATTERS, 10_000 if quick else CLAIMS)
    gc.collect()
    gc.freeze()  # or a collection of what the filling left strikes one page or another
    client = Client(SERVER_NAME="localhost")
    client.force_login(_reader(), backend="registry.grants.GrantBackend")
    pages = {TRIVIAL: reverse("plain-list"), FRAME: reverse("password_change_done")}
    for what, name, query in PAGES:
        pages[what] = reverse(name) + "?" + query.format(region=counties[3].pk)
    times = _times(client, pages, rounds)
    base, base_cpu = times[TRIVIAL]
    for what, (seconds, cpu) in times.items():
        note = f"{seconds / base:.1f} × the trivial view; processor {cpu / base_cpu:.1f} ×"
        report.add(f"{what}, p95", seconds * 1000, "ms", note)


def _times(client: Client, pages: dict[str, str], rounds: int) -> dict[str, tuple[float, float]]:
    """Return for each page the seconds and the processor's seconds at p95, warm."""
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in pages}
    for round_ in range(WARM + rounds):
        if round_ == WARM:  # what filled the tables is not collected again during one page's turn
            gc.collect()
            gc.freeze()
        for what, url in pages.items():
            start, cpu = time.perf_counter(), time.process_time()
            answer = client.get(url)
            taken[what].append((time.perf_counter() - start, time.process_time() - cpu))
            if answer.status_code != 200:
                raise RuntimeError(f"{url} answered {answer.status_code}")
    return {
        what: (
            percentile([wall for wall, _cpu in all_[WARM:]], 0.95),
            percentile([cpu for _wall, cpu in all_[WARM:]], 0.95),
        )
        for what, all_ in taken.items()
    }


def _reader() -> User:
    person = build.user()
    build.grant(
        person,
        "matters.view_matterversion",
        "matters.view_claim",
        "matters.view_implementationlist",
        "registry.view_region",
        "registry.view_department",
    )
    return person


def _fill(matters: int, claims: int) -> list[Region]:
    """Write a province with its matters, versions and claims; return the counties."""
    province = build.region("330000")
    counties = [build.region(f"33{n:04}", build.region(f"C{n % 11}", province)) for n in range(90)]
    lines = [build.line(f"line-{n}").code for n in range(LINES)]
    tops = [build.department(region=province, lines=[line]) for line in lines]
    bureaus = [
        build.department(top, region=county, lines=top.lines)
        for top, county in itertools.product(tops, counties)
    ]
    rows = [Matter(list_code="bench", code=f"B{n:06}") for n in range(matters)]
    Matter.objects.bulk_create(rows, batch_size=2000)
    versions = [
        MatterVersion(
            matter=row,
            number=1,
            state="published",
            valid=build.FOREVER,
            item=f"关于第{n}类场所的检查",
            sub_item=f"子项{n}",
            administrative_type="inspection" if n % 3 else "penalty",
            department=tops[n % LINES],
            line=lines[n % LINES],
            levels=[3, 4],
            object="场所",
            object_types=["enterprise"],
            basis="《条例》第一条" * 8,
            process="检查→告知" * 20,
        )
        for n, row in enumerate(rows)
    ]
    MatterVersion.objects.bulk_create(versions, batch_size=1000)
    _claim(rows, bureaus, claims)
    services.count()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return counties


def _claim(rows: list[Matter], bureaus: list[Department], claims: int) -> None:
    made: list[Claim] = []
    for n, row in enumerate(rows):
        own = bureaus[(n % LINES) * COUNTIES : (n % LINES + 1) * COUNTIES]
        for bureau in own[: claims // len(rows)]:
            late = len(made) % 500 == 0
            made.append(
                Claim(
                    matter=row,
                    department=bureau,
                    region_id=bureau.region_id,
                    level=bureau.level,
                    valid=build.FOREVER,
                    state="reclaim_required" if late else "claimed",
                    reclaim_by="2026-01-05" if late else None,
                )
            )
    Claim.objects.bulk_create(made, batch_size=2000)
