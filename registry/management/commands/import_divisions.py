"""Import regions: codes, names, levels, parents."""

import argparse
from typing import Any

from common.imports.command import ImportCommand
from registry.imports.trees import DivisionImporter


class Command(ImportCommand):
    help = "Import regions: codes, names, levels, parents; can run again at any time."
    importer = DivisionImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--within", default="", metavar="CODE", help="only codes that begin so, such as 33"
        )

    def make(self, **options: Any) -> DivisionImporter:
        return DivisionImporter(options["within"])
