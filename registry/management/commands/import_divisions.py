"""Import regions: codes, names, levels, parents."""

from common.imports.command import ImportCommand
from registry.imports.trees import DivisionImporter


class Command(ImportCommand):
    help = "Import regions: codes, names, levels, parents; can run again at any time."
    importer = DivisionImporter
