"""The datasets that are shipped."""

from decimal import Decimal

from datacenter.models import Dataset
from registry.choices import SubjectKind

RAIN = {
    "name": "雨量",
    "name_en": "Rainfall",
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["station", "at", "mm"],
        "properties": {
            "station": {"type": "string", "minLength": 1, "maxLength": 60},
            "at": {"type": "string", "format": "date-time"},
            "mm": {"type": ["number", "string"], "minimum": 0, "maximum": 500},
        },
    },
    "subject_field": "station",
    "subject_kind": SubjectKind.EQUIPMENT,
    "value_field": "mm",
    "unit": "mm",
    "minimum": Decimal(0),
    "maximum": Decimal(500),
    "fresh_seconds": 300,
}


def sync_datasets() -> None:
    """Write the shipped datasets as this version of the software knows them."""
    Dataset.objects.update_or_create(code="rain", defaults=RAIN)
