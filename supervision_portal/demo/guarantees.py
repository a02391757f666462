"""The demo's verdict rules, policies, standards and benchmark, landed by the house's services."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from common import workdays
from common.imports.columns import items
from common.models import User
from matters import services
from matters.imports.discretion import DiscretionImporter
from matters.models import ChecklistVersion, Matter, Policy, PolicyVersion
from matters.rules import verdicts
from registry.models import Department


def rule(versions: Iterable[Any], path: Path, *, by: User) -> None:
    """Give drafts of forms the verdict rules that the file has for their code."""
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    for version in versions:
        if isinstance(version, ChecklistVersion) and version.checklist.code in stored:
            verdict = verdicts.read(stored[version.checklist.code])
            services.set_verdict(version, verdict, revision=version.revision, by=by)


def draft_library(path: Path, tiers: Path, *, list_code: str, by: User) -> list[PolicyVersion]:
    """Draft the documents that the library does not have yet; return them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Policy.objects.values_list("code", flat=True))
    made = []
    for row in rows:
        if row["code"] in known:
            continue
        version = services.draft_policy(
            row["kind"],
            row["code"],
            row["name"],
            _content(row, list_code),
            name_en=row["name_en"],
            department=Department.objects.get(code=row["department_code"]),
            owner=User.objects.get(username=row["owner"]),
            by=by,
        )
        if row["kind"] == "discretion":
            DiscretionImporter(version, by=by).run(tiers)
        made.append(version)
    return made


def _content(row: dict[str, str], list_code: str) -> dict[str, Any]:
    texts = ("document_no", "issuer", "issuer_en", "summary", "summary_en", "basis")
    codes = items(row["matter_codes"])
    ends = None
    if row["months"]:
        ends = workdays.today() + dt.timedelta(days=30 * int(row["months"]))
    return {name: row[name] for name in texts} | {
        "issued_on": dt.date.fromisoformat(row["issued_on"]),
        "expires_on": ends,
        "lines": items(row["lines"]),
        "matters": Matter.objects.filter(list_code=list_code, code__in=codes),
    }
