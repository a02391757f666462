"""How fast a file of subjects becomes subjects, beside raw COPY of the same rows.

Raw COPY means: the rows as the import stores them, as text, into the same table with all its
indexes, committed. The import runs in a process of its own, whose peak memory is measured.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection, transaction

from benchmarks.report import Report
from registry.models import Subject
from tests import build

BLOCK = 1 << 20
COLUMNS = (
    "id, created_at, kind, code, name, name_en, uscc, region_id, address, address_en, lon, lat, xy,"
    " datum, given_lon, given_lat, place_source, labels, lines, state, name_key, address_key,"
    " id_sealed, id_digest, canonical_id, credit_class, risk_class"
)
_RUN = """
import os, sys, pathlib, resource, time
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django; django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[2]
from registry.imports.subjects import SubjectImporter
begin = time.perf_counter()
report = SubjectImporter().run(pathlib.Path(sys.argv[1]))
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, report)
"""


def measure(report: Report, *, quick: bool = False) -> None:
    rows = 100_000 if quick else 1_000_000
    regions = [build.region(f"33{n:04}") for n in range(100, 190)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subjects.csv"
        _write(path, rows, [region.code for region in regions])
        seconds, peak = _imported(path)
        assert Subject.objects.count() == rows
        again, _peak = _imported(path)
        raw = _copied(Path(folder) / "raw")
    report.add("raw COPY", rows / raw, "rows/s", f"{rows:,} rows, all indexes")
    report.add("import", rows / seconds, "rows/s")
    report.add("import / raw COPY", raw / seconds, "", "aim: at least 0.5")
    report.add("import sent again", rows / again, "rows/s", "nothing changes")
    report.add("peak memory of the import", peak, "MB", "at most 300")


def _write(path: Path, rows: int, regions: list[str]) -> None:
    """Write a file as an office has it: Chinese headings, names that differ, two labels."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["类型", "编号", "名称", "区划代码", "地址", "经度", "纬度", "标签", "状态"])
        for n in range(rows):
            lon, lat = 118 + n % 4000 / 1000, 28 + n % 2900 / 1000
            name = f"{'甲乙丙丁戊己庚辛'[n % 8]}{n:07}商贸有限公司"
            place = f"浙江省某市第{n % 977}大街{n % 331}号"
            code = regions[n % len(regions)]
            table.writerow(["企业", f"E{n:08}", name, code, place, lon, lat, "shop;school", "在营"])


def _imported(path: Path) -> tuple[float, float]:
    """Return the seconds of an import in a process of its own, and its peak memory in MB."""
    name = str(connection.settings_dict["NAME"])
    made = subprocess.run(
        [sys.executable, "-c", _RUN, str(path), name],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    seconds, peak = made.stdout.split()[:2]
    return float(seconds), int(peak) / 1024


def _copied(path: Path) -> float:
    """Return the seconds that COPY takes for the rows that the import has stored."""
    with connection.cursor() as cursor:
        with path.open("wb") as file:
            cursor.copy_expert(f"COPY registry_subject ({COLUMNS}) TO STDOUT", file, BLOCK)
        with transaction.atomic():
            cursor.execute("DELETE FROM registry_subject")
    connection.ensure_connection()
    _vacuum()
    begin = time.perf_counter()
    with path.open("rb") as file, transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY registry_subject ({COLUMNS}) FROM STDIN", file, BLOCK)
    return time.perf_counter() - begin


def _vacuum() -> None:
    """Give both the same start: an empty table with empty indexes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM registry_subject")
