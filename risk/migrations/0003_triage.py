"""The order of triage as a column of its own, with the index that a page of it is read from."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_subject_keys'),
        ('risk', '0002_rounds_of_verification'),
    ]

    operations = [
        migrations.AddField(
            model_name='riskwarning',
            name='urgency',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(stage__in=('closed', 'merged'), then=django.db.models.expressions.CombinedExpression(models.Value(4), '-', models.F('level'))), default=django.db.models.expressions.CombinedExpression(models.Value(8), '-', models.F('level'))), output_field=models.PositiveSmallIntegerField(), verbose_name='urgency'),
        ),
        migrations.AddIndex(
            model_name='riskwarning',
            index=models.Index(fields=['-urgency', '-id'], name='warning_triage'),
        ),
    ]
