"""Figures: a table to read, a JSON file to compare."""

import datetime as dt
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

RESULTS = Path(__file__).parent / "results"


class Report:
    """The figures of one measurement, in the order in which they came."""

    def __init__(self, name: str):
        self.name = name
        self.figures: list[dict[str, Any]] = []
        self.machine = {
            "processors": os.cpu_count(),
            "processor": _processor(),
            "python": platform.python_version(),
            "postgresql": _postgresql(),
            "commit": _commit(),
        }

    def add(self, what: str, value: float, unit: str, note: str = "") -> None:
        """Keep one figure."""
        self.figures.append({"what": what, "value": round(value, 4), "unit": unit, "note": note})

    def print(self) -> None:
        print(f"\n{self.name}  ({self.machine['processors']} × {self.machine['processor']})")
        wide = max(len(figure["what"]) for figure in self.figures)
        for figure in self.figures:
            value = f"{figure['value']:,.{0 if figure['value'] >= 100 else 2}f}"
            line = f"  {figure['what']:<{wide}}  {value:>12} {figure['unit']:<7} {figure['note']}"
            print(line.rstrip())

    def keep(self) -> Path:
        """Write the figures to a file named after the measurement and the day."""
        RESULTS.mkdir(exist_ok=True)
        now = dt.datetime.now(dt.UTC)
        path = RESULTS / f"{self.name}-{now:%Y-%m-%d}.json"
        content = {"at": now.isoformat(timespec="seconds"), **self.machine, "figures": self.figures}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        print(f"  kept in {path.relative_to(Path.cwd())}")
        return path


def percentile(values: list[float], share: float) -> float:
    """Return the value that ``share`` (0–1) of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _commit() -> str:
    shown = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()
