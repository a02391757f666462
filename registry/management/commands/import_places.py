"""Import what became of regions, their other names, or their outlines."""

import argparse
from typing import Any

from common.imports import Importer
from common.imports.command import ImportCommand
from registry.imports.places import AliasImporter, OutlineImporter, SuccessionImporter


class Command(ImportCommand):
    help = "Import successions of regions, or with --aliases other names, --outlines GeoJSON."
    importer = SuccessionImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        kinds = parser.add_mutually_exclusive_group()
        kinds.add_argument(
            "--aliases", action="store_true", help="the file holds names: region_code, name, kind"
        )
        kinds.add_argument(
            "--outlines", action="store_true", help="the file is GeoJSON, features with a code"
        )

    def make(self, **options: Any) -> Importer:
        if options["outlines"]:
            return OutlineImporter()
        return AliasImporter() if options["aliases"] else SuccessionImporter()
