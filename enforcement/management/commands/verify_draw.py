"""``verify_draw DRAW|FILE``: draw again from the published file, or prove the sealed one."""

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enforcement.choices.draws import DrawCheck
from enforcement.models import Draw
from enforcement.rules.draw_papers import Check, canonical, check_published, check_sealed
from enforcement.services.draw_papers import published_paper, sealed_lines


class Command(BaseCommand):
    help = (
        "Check a draw: its published file (JSON) or sealed file, offline; or, by its id, what the "
        "database holds. Ends with 1 when something does not hold."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("draw", nargs="?", default="", help="a file, or the id of a draw")
        parser.add_argument("--hash", default="", help="the commitment's hash as you noted it")
        parser.add_argument("--latest", action="store_true", help="take the latest finished draw")
        parser.add_argument("--export", default="", help="write the published file here")
        parser.add_argument(
            "--sealed", action="store_true", help="with --export: the sealed file, for auditors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["draw"])
        try:
            if options["draw"] and path.is_file():
                checks = self._of_file(path, options["hash"])
            else:
                checks = self._of_draw(self._find(options), options)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise CommandError(
                f"This is no file of a draw, or a part is missing: {error!r}"
            ) from error
        for check in checks:
            label = DrawCheck(check.code).label
            mark = "holds" if check.holds else "DOES NOT HOLD"
            self.stdout.write(f"{mark:>13}  {check.code:<14} {label} {check.detail}".rstrip())
        if not all(check.holds for check in checks):
            self.stderr.write("This draw is not proved.")
            sys.exit(1)
        self.stdout.write("Proved.")

    def _of_file(self, path: Path, noted: str) -> list[Check]:
        with path.open(encoding="utf-8") as file:
            first = json.loads(file.readline())
            if first["document"] == "sealed":
                file.seek(0)
                return check_sealed((line.rstrip("\n") for line in file), noted)
        return check_published(json.loads(path.read_text(encoding="utf-8")), noted)

    def _find(self, options: dict[str, Any]) -> Draw:
        rows = Draw.objects.exclude(commitment="").select_related("plan")
        if options["latest"]:
            found = rows.done().order_by("-drawn_at").first()
        else:
            found = rows.filter(pk=uuid.UUID(options["draw"])).first()
        if found is None:
            raise CommandError("There is no such draw that was committed to.")
        return found

    def _of_draw(self, draw: Draw, options: dict[str, Any]) -> list[Check]:
        if options["export"]:
            with Path(options["export"]).open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in self._lines(draw, options["sealed"]))
            self.stdout.write(f"written: {options['export']}")
        return check_sealed(sealed_lines(draw), options["hash"])

    def _lines(self, draw: Draw, is_sealed: bool) -> Iterator[str]:
        return sealed_lines(draw) if is_sealed else iter([canonical(published_paper(draw))])
