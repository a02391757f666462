"""Photos left out of an answer stay in custody, marked, with the reason."""

import common.ids
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0011_draws'),
        ('registry', '0005_ratings'),
    ]

    operations = [
        migrations.AlterField(
            model_name='custody',
            name='act',
            field=models.CharField(choices=[('received', 'received'), ('attached', 'attached'), ('read', 'read'), ('left_out', 'left out'), ('taken_in', 'taken in again')], max_length=10, verbose_name='act'),
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.officer', verbose_name='left out by')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='left_outs', to='enforcement.evidence', verbose_name='evidence')),
            ],
            options={
                'verbose_name': 'photo left out',
                'verbose_name_plural': 'photos left out',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('evidence',), name='left_out_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='left_out_with_a_reason')],
            },
        ),
    ]
