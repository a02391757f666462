"""How long a draw of five million objects takes, beside a plain ``ORDER BY random() LIMIT n``.

The objects are 90 counties' enterprises of three risk classes. Freeze, commitment and draw are
timed apart; the draw runs in a process of its own, whose peak memory is measured. The plain
statement takes as many keys at random out of the same table in the same run: it proves nothing.
"""

import os
import subprocess
import sys
import time
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import connection

from benchmarks.report import Report
from enforcement.choices.draws import RandomSource, WordKind
from enforcement.models import Draw, Plan
from enforcement.rules.plans import Stratum
from enforcement.services import draws, pools
from registry.choices import SubjectKind
from registry.models import Region, Subject
from tests import build

OBJECTS, COUNTIES, RATIO = 5_000_000, 90, Decimal("0.01")
WORDS = ("plum rain", "梅雨")
_RUN = """
import os, sys, resource, time
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django; django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from common.models import User
from enforcement.models import Draw
from enforcement.services import draws
draw, by = Draw.objects.select_related("plan").get(), User.objects.get(pk=sys.argv[2])
begin = time.perf_counter()
draws.carry_out(draw, by=by)
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(report: Report, *, quick: bool = False) -> None:
    count = OBJECTS // (10 if quick else 1)
    plan = _plan()
    _fill(plan, count)
    operator, people = build.user(), [build.user(), build.user()]
    begin = time.perf_counter()
    draw = pools.freeze(plan, by=operator)
    frozen = time.perf_counter() - begin
    sizes = (
        f"{draw.objects_count:,} objects, {draw.strata.count()} strata, {draw.draw_count:,} drawn"
    )
    for person, word in zip(people, WORDS, strict=True):
        draws.add_word(draw, WordKind.SEAL, sha256(word.encode()).hexdigest(), by=person)
    begin = time.perf_counter()
    draw = draws.commit(draw, by=operator, source=RandomSource.WITNESSES)
    committed = time.perf_counter() - begin
    for person, word in zip(people, WORDS, strict=True):
        draws.add_word(draw, WordKind.SECRET, word, by=person)
    drawn, peak = _drawn(operator.pk)
    plain = _plain(draw)
    report.add("freeze", frozen, "s", sizes)
    report.add("commitment, Merkle roots included", committed, "s")
    report.add("draw", drawn, "s", "aim: under 10")
    report.add("peak memory of the draw", peak, "MB", "aim: under 500")
    report.add("plain ORDER BY random() LIMIT n", plain, "s")
    report.add("draw / plain", drawn / plain, "", "aim: at most 3")


def _plan() -> Plan:
    province = build.region()
    bureau = build.department(region=province)
    version = build.matter_version(department=bureau)
    build.claim(version.matter, bureau)
    form = build.checklist()
    for _each in range(6):
        build.officer(department=bureau)
    ratios = [Stratum(grade, "random", RATIO, 1) for grade in ("B", "C", "D")]
    return build.published_plan(
        bureau,
        matters=[(version.matter, form.checklist)],
        ratios=[Stratum("A", "no_disturb", Decimal(0), 0), *ratios],
    )


def _fill(plan: Plan, count: int) -> None:
    """Copy one firm ``count`` times, spread over counties and classes; its indexes come after."""
    counties = [build.region(parent=build.region(parent=plan.region)) for _each in range(COUNTIES)]
    firm = build.subject(kind=SubjectKind.ENTERPRISE, region=counties[0])
    told: dict[str, str] = {
        "id": "gen_random_uuid()",
        "code": "'F' || n",
        "region_id": "(%(regions)s::uuid[])[1 + n %% %(counties)s]",
        "risk_class": "substr('BCD', 1 + n %% 3, 1)",
        "canonical_id": "NULL",
    }
    names = [str(field.column) for field in Subject._meta.concrete_fields if not field.generated]
    values = ", ".join(told.get(name, f"firm.{name}") for name in names)
    creation: Any = connection.creation
    with creation.as_owner(), connection.cursor() as cursor:
        for (index,) in _indexes(cursor):
            cursor.execute(f'DROP INDEX "{index}"')
        cursor.execute(
            f"INSERT INTO registry_subject ({', '.join(names)}) SELECT {values}"
            " FROM registry_subject firm, generate_series(1, %(count)s) n WHERE firm.id = %(firm)s",
            {
                "regions": [str(each.pk) for each in counties],
                "counties": COUNTIES,
                "count": count,
                "firm": firm.pk,
            },
        )
        cursor.execute("ANALYZE registry_subject")
    assert Region.objects.filter(pk=counties[-1].pk, path__startswith=plan.region.path).exists()


def _indexes(cursor: Any) -> list[tuple[str]]:
    """Return the indexes of the table that hold no constraint."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        " WHERE i.indrelid = 'registry_subject'::regclass AND c.oid IS NULL"
    )
    return [(str(name).strip('"'),) for (name,) in cursor.fetchall()]


def _drawn(operator: Any) -> tuple[float, float]:
    """Return the seconds of the draw in a process of its own, and its peak memory in MB."""
    made = subprocess.run(
        [sys.executable, "-c", _RUN, str(connection.settings_dict["NAME"]), str(operator)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    seconds, peak = made.stdout.split()
    return float(seconds), int(peak) / 1024


def _plain(draw: Draw) -> float:
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM registry_subject ORDER BY random() LIMIT %s", [draw.draw_count]
        )
        assert len(cursor.fetchall()) == draw.draw_count
    return time.perf_counter() - begin
