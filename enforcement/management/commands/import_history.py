"""Import inspections of earlier years from another system."""

from common.imports.command import ImportCommand
from enforcement.history import HistoryImporter


class Command(ImportCommand):
    help = "Import inspections of earlier years; can run again at any time."
    importer = HistoryImporter
