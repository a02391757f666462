"""Legal review of open tasks whose basis has ended."""

import common.ids
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("enforcement", "0004_handed_down_and_entrusted"),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalReview',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('origin', models.CharField(max_length=100, verbose_name='whose basis has ended')),
                ('cause', models.UUIDField(editable=False, verbose_name='cause')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('released', 'released'), ('cancelled', 'cancelled')], default='waiting', max_length=12, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('decided_by', models.UUIDField(editable=False, null=True, verbose_name='decided by')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_reviews', to='enforcement.task', verbose_name='task')),
            ],
            options={
                'verbose_name': 'legal review of a task',
                'verbose_name_plural': 'legal reviews of tasks',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'released', 'cancelled'])), name='legal_review_state'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('task',), name='legal_review_one')],
            },
        ),
    ]
