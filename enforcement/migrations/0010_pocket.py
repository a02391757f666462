"""Field work from phones: devices, PINs, records, custody, entries, signatures."""

import common.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = ("evidence", "custody", "signature", "camerafile", "evidenceupload")
"""What is never changed: evidence, its custody log, and who signed."""

TRIGGERS = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON enforcement_{table}"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    for table in APPEND_ONLY
)
NO_TRIGGERS = "".join(f"DROP TRIGGER append_only ON enforcement_{table};" for table in APPEND_ONLY)


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0009_caps'),
        ('registry', '0004_subject_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficerPin',
            fields=[
                ('officer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pin', serialize=False, to='registry.officer', verbose_name='officer')),
                ('salt', models.CharField(editable=False, max_length=32)),
                ('sealed', models.BinaryField()),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='wrong signatures in a row')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='set')),
            ],
            options={
                'verbose_name': 'PIN of an officer',
                'verbose_name_plural': 'PINs of officers',
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='accuracy',
            field=models.FloatField(null=True, verbose_name='accuracy (m)'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='elapsed_ms',
            field=models.BigIntegerField(null=True, verbose_name='milliseconds since the record was begun'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='kind',
            field=models.CharField(choices=[('photo', 'photo'), ('video', 'video'), ('audio', 'voice note'), ('signature', 'signature'), ('paper', 'signed paper')], default='photo', max_length=10, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('received', 'received'), ('attached', 'attached'), ('read', 'read')], max_length=10, verbose_name='act')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('by', models.UUIDField(editable=False, verbose_name='by')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='enforcement.blob', verbose_name='file')),
            ],
            options={
                'verbose_name': 'line of a custody log',
                'verbose_name_plural': 'custody log',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PocketDevice',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='device')),
                ('token_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pocket_devices', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'phone of an officer',
                'verbose_name_plural': 'phones of officers',
            },
        ),
        migrations.CreateModel(
            name='FieldRecord',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(choices=[('visit', 'answer to a task'), ('clue', 'new clue'), ('request', 'inspection asked for')], max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('received', 'received'), ('applied', 'applied'), ('held', 'held'), ('kept', 'kept as a record'), ('refused', 'refused')], default='received', max_length=10, verbose_name='state')),
                ('hold_reason', models.CharField(blank=True, choices=[('reassigned', 'the task was given to others'), ('cancelled', 'the task was called off'), ('closed', 'the task was closed'), ('answered', 'the task has another answer'), ('form_changed', 'the form has a new version'), ('rule', 'a rule stands against it')], max_length=20, verbose_name='held because')),
                ('hold_detail', models.CharField(blank=True, max_length=500, verbose_name='in words')),
                ('supersedes', models.UUIDField(editable=False, null=True, verbose_name='corrects')),
                ('body', models.TextField(editable=False, verbose_name='content')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('second_sign', models.CharField(choices=[('none', 'not signed on this phone'), ('confirmed', 'confirmed by PIN'), ('wrong_pin', 'the PIN was wrong: to be confirmed under the own account')], default='none', max_length=10, verbose_name='second officer')),
                ('device_time', models.DateTimeField(verbose_name='time on the device')),
                ('elapsed_ms', models.BigIntegerField(default=0, verbose_name='milliseconds since it was begun')),
                ('skew_ms', models.BigIntegerField(default=0, verbose_name='device behind the portal (ms)')),
                ('receipt', models.JSONField(default=dict, editable=False, verbose_name='receipt')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('decided_by', models.UUIDField(editable=False, null=True, verbose_name='decided by')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.department', verbose_name='department of the officer')),
                ('inspection', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='field_record', to='enforcement.inspection', verbose_name='inspection')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_records', to='registry.officer', verbose_name='sent by')),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='field_records', to='enforcement.task', verbose_name='task')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='enforcement.pocketdevice', verbose_name='device')),
            ],
            options={
                'verbose_name': 'record from a phone',
                'verbose_name_plural': 'records from phones',
                'permissions': [('decide_fieldrecord', 'Can decide on records from phones that came too late')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceUpload',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='enforcement.blob', verbose_name='file')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enforcement.pocketdevice', verbose_name='device')),
            ],
            options={
                'verbose_name': 'file sent ahead',
                'verbose_name_plural': 'files sent ahead',
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signer', models.CharField(choices=[('lead', 'officer who submits'), ('second', 'second officer'), ('party', 'party'), ('witness', 'witness')], max_length=10, verbose_name='signer')),
                ('state', models.CharField(choices=[('signed', 'signed'), ('refused', 'refused to sign'), ('absent', 'nobody there to sign')], max_length=10, verbose_name='state')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='time on the device')),
                ('blob', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='enforcement.blob', verbose_name='file')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='enforcement.inspection', verbose_name='inspection')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CameraFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='camera_files', to='enforcement.inspection', verbose_name='inspection')),
            ],
            options={
                'verbose_name': 'body-camera file',
                'verbose_name_plural': 'body-camera files',
                'constraints': [models.UniqueConstraint(fields=('inspection', 'sha256'), name='camera_file_once')],
            },
        ),
        migrations.CreateModel(
            name='EntryScan',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('way', models.CharField(choices=[('shown', "the firm checked the officers' code"), ('scanned', "the officers scanned the firm's code"), ('overridden', 'entered without a code')], max_length=12, verbose_name='way in')),
                ('code', models.CharField(blank=True, max_length=200, verbose_name='code')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('lon', models.FloatField(null=True, verbose_name='longitude')),
                ('lat', models.FloatField(null=True, verbose_name='latitude')),
                ('review', models.CharField(blank=True, choices=[('waiting', 'to be reviewed'), ('accepted', 'reason accepted'), ('objected', 'reason not accepted')], max_length=10, verbose_name='review')),
                ('review_due', models.DateField(null=True, verbose_name='to be reviewed by')),
                ('review_note', models.CharField(blank=True, max_length=500, verbose_name='note on the review')),
                ('reviewed_by', models.UUIDField(editable=False, null=True, verbose_name='reviewed by')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.officer', verbose_name='officer')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entry_scans', to='enforcement.task', verbose_name='task')),
                ('record', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='enforcement.fieldrecord', verbose_name='record')),
            ],
            options={
                'verbose_name': 'entry to an object',
                'verbose_name_plural': 'entries to objects',
                'indexes': [models.Index(condition=models.Q(('review', 'waiting')), fields=['review_due'], name='entry_to_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('way', 'overridden'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('review', ''), _negated=True)), _connector='OR'), name='entry_override_has_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='fieldrecord',
            index=models.Index(fields=['state', '-id'], name='field_record_by_state'),
        ),
        migrations.AddConstraint(
            model_name='fieldrecord',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'applied', 'held', 'kept', 'refused'])), name='field_record_state'),
        ),
        migrations.AddConstraint(
            model_name='fieldrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('hold_reason', ''), _negated=True), _connector='OR'), name='field_record_held_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='evidenceupload',
            constraint=models.UniqueConstraint(fields=('blob', 'user'), name='evidence_upload_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('inspection', 'signer'), name='signature_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='signature_refused_with_a_reason'),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
