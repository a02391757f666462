"""Indexes that several tables of the registry have."""

from django.contrib.postgres.indexes import OpClass
from django.db import models


def path_index(name: str) -> models.Index:
    """Return the index that answers "everything below this path" in any collation."""
    return models.Index(OpClass("path", "text_pattern_ops"), name=name)
