"""Imports of tables: one machinery for every list that people send."""

from common.imports.columns import Column, Refused
from common.imports.importer import Importer, Report, Row, TableImporter
from common.imports.tables import Unreadable
from common.imports.upsert import Outcome, change, stored, upsert, write

__all__ = [
    "Column",
    "Importer",
    "Outcome",
    "Refused",
    "Report",
    "Row",
    "TableImporter",
    "Unreadable",
    "change",
    "stored",
    "upsert",
    "write",
]
