"""How subjects are rated."""

import common.ids
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_subject_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(choices=[('credit', 'credit class'), ('risk', 'risk class')], max_length=10, verbose_name='kind')),
                ('scheme', models.CharField(default='province', max_length=40, verbose_name='scheme')),
                ('value', models.CharField(max_length=2, verbose_name='class')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='validity')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='origin')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='registry.subject', verbose_name='subject')),
            ],
            options={
                'verbose_name': 'rating',
                'verbose_name_plural': 'ratings',
                'indexes': [models.Index(models.Func('valid', function='lower'), name='rating_begins'), models.Index(models.Func('valid', function='upper'), name='rating_ends')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('subject', '='), ('kind', '='), ('scheme', '='), ('valid', '&&')], name='rating_one_a_day'), models.CheckConstraint(condition=models.Q(('kind__in', ['credit', 'risk'])), name='rating_kind'), models.CheckConstraint(condition=models.Q(('value__in', {'A': 'A', 'B': 'B', 'C': 'C', 'D': 'D'})), name='rating_value')],
            },
        ),
    ]
