"""Import which departments claim which matters."""

from common.imports.command import ImportCommand
from matters.imports.claims import ClaimImporter


class Command(ImportCommand):
    help = "Import claims of published matters by departments; can run again at any time."
    importer = ClaimImporter
