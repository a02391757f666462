"""The management command around an importer: progress, what failed and why, the counts."""

import argparse
import csv
import hashlib
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import audit
from common.imports.importer import Importer, Remark, Report
from common.imports.tables import Unreadable

SHOWN = 50
"""Remarks printed; ``--errors`` keeps all of them."""


class ImportCommand(BaseCommand):
    """Import one table. Ends 0 when good rows landed, 1 when it is no such table or none did."""

    importer: ClassVar[type[Importer]]
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV (UTF-8 or GB18030, may be gzipped) or XLSX"
        )
        parser.add_argument(
            "--errors",
            type=Path,
            metavar="FILE",
            help="write rejected rows and warnings to a CSV file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        importer = self.make(**options)
        report = self.load(importer, path)
        self.tell(report)
        self.follow(importer, **options)
        if options["errors"]:
            _keep(report, options["errors"])
        _record(self.importer, path, report)
        self.stdout.write(str(report))
        if report.rejected and not report.landed:
            sys.exit(1)

    def make(self, **options: Any) -> Importer:
        """Return the importer as the options ask for it."""
        return self.importer()

    def follow(self, importer: Any, **options: Any) -> None:
        """Do what the options ask for once the rows have landed."""

    def load(self, importer: Importer, path: Path) -> Report:
        """Run an importer over a file with progress on the error stream."""
        shown = time.monotonic()

        def progress(line: int) -> None:
            nonlocal shown
            if time.monotonic() - shown >= 1:
                shown = time.monotonic()
                self.stderr.write(_("%(path)s: line %(line)d") % {"path": path.name, "line": line})

        try:
            return importer.run(path, progress)
        except Unreadable as trouble:
            raise CommandError(str(trouble)) from trouble

    def tell(self, report: Report) -> None:
        """Print what was wrong, by line."""
        if report.unused:
            self.stderr.write(
                _("columns not used: %(names)s") % {"names": ", ".join(report.unused)}
            )
        for word, remarks in ((_("rejected"), report.rejected), (_("warning"), report.warnings)):
            for remark in sorted(remarks, key=lambda each: each.line)[:SHOWN]:
                self.stderr.write(f"{word}: {remark}")
            if len(remarks) > SHOWN:
                self.stderr.write(
                    _("… and %(count)d more; --errors FILE keeps all.")
                    % {"count": len(remarks) - SHOWN}
                )


def _keep(report: Report, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(["kind", "line", "field", "code", "reason"])
        for kind, remarks in (("rejected", report.rejected), ("warning", report.warnings)):
            table.writerows([kind, *_cells(each)] for each in remarks)


def _cells(remark: Remark) -> list[str]:
    return [str(remark.line), remark.field, remark.code, remark.reason]


def _record(importer: type[Importer], path: Path, report: Report) -> None:
    """Leave a trace of an import that changed something."""
    if not report.changed:
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    audit.record(
        "import",
        by=None,
        username="manage.py",
        row=importer.model._meta.label_lower,
        facts={"file": path.name, "sha256": digest, "result": str(report)},
    )
