"""How long the nightly comparison of 5,000 matters takes, and whether it finds what is alike.

Fifty departments in ten lines of business; one matter in twenty says nearly what another
department's does: a word of its name and one of its basis differ. These are to be found.
"""

import random
import time
from typing import Any

from django.db import connection

from benchmarks.report import Report, percentile
from benchmarks.search import WORDS
from matters import services
from matters.models import Duplicate, MatterVersion
from tests import build

MATTERS, DEPARTMENTS, LINES, TWINS, ROUNDS = 5_000, 50, 10, 20, 5


def measure(report: Report, *, quick: bool = False) -> None:
    count = MATTERS // (10 if quick else 1)
    twins = _matters(count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE matters_matterversion")
    sizes = f"{MatterVersion.objects.count():,} matters, {twins} of them nearly another's"
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        found = services.find_duplicates()
        times.append(time.perf_counter() - begin)
    report.add("all compared, first time", times[0], "s", sizes)
    report.add("again, p95", percentile(sorted(times), 0.95), "s", "nothing new")
    report.add("pairs found", float(found), "", f"{twins} were made")
    report.add("pairs kept", float(Duplicate.objects.count()), "", "")


def _matters(count: int) -> int:
    """Make the matters; return how many are nearly those of another department."""
    draw = random.Random(3)
    departments = [build.department() for _ in range(DEPARTMENTS)]
    lines = [build.line(f"line{number}").pk for number in range(LINES)]
    twins = 0
    last: dict[str, Any] | None = None
    for number in range(count):
        own = departments[number % DEPARTMENTS]
        if number % TWINS == TWINS - 1 and last is not None:
            said: dict[str, Any] = _nearly(draw, last)
            twins += 1
        else:
            said = {
                "line": draw.choice(lines),
                "item": "".join(draw.choices(WORDS, k=4)) + f"{number}",
                "object": "".join(draw.choices(WORDS, k=4)),
                "basis": "，".join(draw.choices(WORDS, k=12)),
            }
            last = said
        build.matter_version(department=own, **said)
    return twins


def _nearly(draw: random.Random, said: dict[str, Any]) -> dict[str, Any]:
    """Return what a matter says with a word more in its name and another in its basis."""
    basis = said["basis"].split("，")
    basis[draw.randrange(len(basis))] = draw.choice(WORDS)
    return {**said, "item": said["item"] + draw.choice(WORDS), "basis": "，".join(basis)}
