"""Import officers and other staff with their roles."""

from common.imports.command import ImportCommand
from registry.imports.people import OfficerImporter


class Command(ImportCommand):
    help = "Import officers and other staff with their roles; can run again at any time."
    importer = OfficerImporter
