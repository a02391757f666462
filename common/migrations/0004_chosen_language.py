"""A person's language is what they chose; until then it is what their browser says."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0003_message")]

    operations = [
        migrations.AlterField(
            "user",
            "language",
            models.CharField(
                "language", max_length=10, choices=settings.LANGUAGES, blank=True, default=""
            ),
        ),
        # Nobody had chosen: the column held the default for all.
        migrations.RunSQL("UPDATE common_user SET language = ''", migrations.RunSQL.noop),
    ]
