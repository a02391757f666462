"""Import departments and their tree."""

from common.imports.command import ImportCommand
from registry.imports.trees import DepartmentImporter


class Command(ImportCommand):
    help = "Import departments and their tree; can run again at any time."
    importer = DepartmentImporter
