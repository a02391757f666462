"""Import check forms as drafts."""

from matters.imports.checklists import ChecklistImporter
from matters.imports.command import VersionCommand


class Command(VersionCommand):
    help = "Import check forms, one row a line; they land as drafts, never over what is published."
    importer = ChecklistImporter
