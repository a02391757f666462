"""Import supervision matters as drafts."""

from matters.imports.command import VersionCommand
from matters.imports.matters import MatterImporter


class Command(VersionCommand):
    help = "Import supervision matters; they land as drafts, never over what is published."
    importer = MatterImporter
