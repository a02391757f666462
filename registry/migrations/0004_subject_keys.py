"""Spelling keys of the subjects that are there, and their indexes, without holding anybody up."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from registry.rules import address_key, name_key

CHUNK = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the keys a chunk at a time, each for itself, so that a long table stays in use."""
    subjects = apps.get_model("registry", "Subject").objects
    empty = subjects.filter(name_key="").exclude(name="").order_by("pk")
    after = None
    while rows := list((empty.filter(pk__gt=after) if after else empty)[:CHUNK]):
        for row in rows:
            row.name_key, row.address_key = name_key(row.name), address_key(row.address)
        subjects.bulk_update(rows, ["name_key", "address_key"])
        after = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0003_subjects")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexConcurrently(
            model_name="subject",
            index=models.Index(fields=["name_key"], name="subject_name_key"),
        ),
        AddIndexConcurrently(
            model_name="subject",
            index=models.Index(
                condition=models.Q(("address_key", ""), _negated=True),
                fields=["address_key"],
                name="subject_address_key",
            ),
        ),
        AddIndexConcurrently(
            model_name="subject",
            index=models.Index(
                condition=models.Q(("id_digest", ""), _negated=True),
                fields=["id_digest"],
                name="subject_id_digest",
            ),
        ),
    ]
