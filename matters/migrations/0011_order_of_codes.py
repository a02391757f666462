"""An index in the order in which lists of matters and claims are read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("matters", "0010_names_of_duplicates"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["code"], name="matter_by_code"),
        ),
    ]
