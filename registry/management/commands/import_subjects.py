"""Import supervised subjects and the links between them."""

import argparse
from typing import Any

from common.imports.command import ImportCommand
from registry.imports.subjects import LinkImporter, SubjectImporter


class Command(ImportCommand):
    help = "Import supervised subjects, or with --links the links between them."
    importer = SubjectImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--links", action="store_true", help="the file holds links: from_code, to_code, kind"
        )

    def make(self, **options: Any) -> SubjectImporter | LinkImporter:
        return LinkImporter() if options["links"] else SubjectImporter()
