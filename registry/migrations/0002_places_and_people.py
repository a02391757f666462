"""Days, successors, outlines and zones of places; what becomes of departments; absences."""

# The column of boundaries was never written by anything: outlines have a table of their own.

import common.fields
import common.ids
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('shape', models.JSONField(verbose_name='outline (GeoJSON)')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=common.fields.always, verbose_name='validity')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'boundary',
                'verbose_name_plural': 'boundaries',
            },
        ),
        migrations.CreateModel(
            name='ConflictDeclaration',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='days')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('entered_by', models.UUIDField(editable=False, verbose_name='entered by')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('kind', models.CharField(choices=[('family', 'close relation works there or owns it'), ('stake', 'own share, loan or contract'), ('former_job', 'worked there before'), ('dispute', 'dispute or lawsuit'), ('other', 'other interest')], max_length=20, verbose_name='interest')),
            ],
            options={
                'verbose_name': 'declared interest',
                'verbose_name_plural': 'declared interests',
            },
        ),
        migrations.CreateModel(
            name='DepartmentName',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='English name')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='validity')),
            ],
            options={
                'verbose_name': 'former name of a department',
                'verbose_name_plural': 'former names of departments',
                'ordering': ['valid'],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='days')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('entered_by', models.UUIDField(editable=False, verbose_name='entered by')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('kind', models.CharField(choices=[('annual', 'annual leave'), ('sick', 'sick leave'), ('training', 'training'), ('travel', 'official travel'), ('other', 'other absence')], max_length=10, verbose_name='kind')),
            ],
            options={
                'verbose_name': 'leave',
                'verbose_name_plural': 'leaves',
            },
        ),
        migrations.CreateModel(
            name='OfficerLoan',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='days')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('entered_by', models.UUIDField(editable=False, verbose_name='entered by')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('basis', models.CharField(max_length=300, verbose_name='basis')),
            ],
            options={
                'verbose_name': 'loan of an officer',
                'verbose_name_plural': 'loans of officers',
            },
        ),
        migrations.CreateModel(
            name='RegionAlias',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('former', 'former name'), ('short', 'short name'), ('colloquial', 'colloquial name'), ('english', 'English name')], max_length=20, verbose_name='kind')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=common.fields.always, verbose_name='validity')),
            ],
            options={
                'verbose_name': 'alias of a region',
                'verbose_name_plural': 'aliases of regions',
            },
        ),
        migrations.CreateModel(
            name='RegionSuccession',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('day', models.DateField(verbose_name='from')),
                ('kind', models.CharField(choices=[('whole', 'the whole'), ('main', 'the main part'), ('part', 'a part')], max_length=10, verbose_name='what passed over')),
                ('basis', models.CharField(blank=True, max_length=300, verbose_name='basis')),
                ('by', models.UUIDField(editable=False, null=True, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'succession of regions',
                'verbose_name_plural': 'successions of regions',
            },
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(choices=[('merge', 'merger'), ('split', 'split'), ('rename', 'change of name'), ('transfer', 'transfer of duties')], max_length=10, verbose_name='kind')),
                ('day', models.DateField(verbose_name='from')),
                ('basis', models.CharField(max_length=300, verbose_name='basis')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('carried', 'carried out'), ('cancelled', 'called off')], default='planned', max_length=10, verbose_name='state')),
                ('planned_by', models.UUIDField(editable=False, verbose_name='planned by')),
                ('counts', models.JSONField(default=dict, editable=False, verbose_name='what passed over')),
            ],
            options={
                'verbose_name': 'reorganisation',
                'verbose_name_plural': 'reorganisations',
            },
        ),
        migrations.CreateModel(
            name='ReorganisationPart',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(blank=True, max_length=300, verbose_name='new name')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='new English name')),
                ('lines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='lines of business')),
            ],
            options={
                'verbose_name': 'part of a reorganisation',
                'verbose_name_plural': 'parts of a reorganisation',
            },
        ),
        migrations.CreateModel(
            name='Ring',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', common.fields.PlainPolygon(verbose_name='points')),
            ],
            options={
                'verbose_name': 'ring',
                'verbose_name_plural': 'rings',
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='English name')),
                ('kind', models.CharField(choices=[('no_entry', 'no entry for lorries'), ('unloading', 'unloading place'), ('works', 'works area'), ('flood', 'where water gathers'), ('quiet', 'quiet zone'), ('sensitive', 'sensitive place'), ('grid', 'grid of a grid member'), ('other', 'other zone')], max_length=20, verbose_name='kind')),
                ('shape', models.JSONField(verbose_name='outline (GeoJSON)')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=common.fields.always, verbose_name='validity')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
            ],
            options={
                'verbose_name': 'zone',
                'verbose_name_plural': 'zones',
            },
        ),
        migrations.AlterModelOptions(
            name='department',
            options={'permissions': [('reorganise_department', 'Can reorganise departments')], 'verbose_name': 'department', 'verbose_name_plural': 'departments'},
        ),
        migrations.AlterModelOptions(
            name='region',
            options={'permissions': [('redivide_region', 'Can enter a re-division of regions')], 'verbose_name': 'region', 'verbose_name_plural': 'regions'},
        ),
        migrations.RemoveField(
            model_name='region',
            name='boundary',
        ),
        migrations.AddField(
            model_name='department',
            name='reach',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, editable=False, size=None, verbose_name='paths taken over'),
        ),
        migrations.AddField(
            model_name='department',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(default=common.fields.always, verbose_name='validity'),
        ),
        migrations.AddField(
            model_name='officer',
            name='expertise',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='expertise'),
        ),
        migrations.AddField(
            model_name='region',
            name='reach',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, editable=False, size=None, verbose_name='paths taken over'),
        ),
        migrations.AddField(
            model_name='region',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(default=common.fields.always, verbose_name='validity'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name', 'gin_trgm_ops'), name='region_name'),
        ),
        migrations.AddField(
            model_name='boundary',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundaries', to='registry.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='conflictdeclaration',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='registry.officer', verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='conflictdeclaration',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='registry.subject', verbose_name='subject'),
        ),
        migrations.AddField(
            model_name='departmentname',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='registry.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='leave',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='registry.officer', verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='officerloan',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='registry.officer', verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='officerloan',
            name='to_department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='borrowed', to='registry.department', verbose_name='lent to'),
        ),
        migrations.AddField(
            model_name='regionalias',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='registry.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='regionsuccession',
            name='new',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='registry.region', verbose_name='successor'),
        ),
        migrations.AddField(
            model_name='regionsuccession',
            name='old',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='registry.region', verbose_name='earlier region'),
        ),
        migrations.AddIndex(
            model_name='reorganisation',
            index=models.Index(fields=['day'], name='reorganisation_day'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['merge', 'split', 'rename', 'transfer'])), name='reorganisation_kind'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'carried', 'cancelled'])), name='reorganisation_state'),
        ),
        migrations.AddField(
            model_name='reorganisationpart',
            name='new',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_in', to='registry.department', verbose_name='successor'),
        ),
        migrations.AddField(
            model_name='reorganisationpart',
            name='old',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='registry.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='reorganisationpart',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='registry.reorganisation', verbose_name='reorganisation'),
        ),
        migrations.AddField(
            model_name='ring',
            name='boundary',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rings', to='registry.boundary', verbose_name='boundary'),
        ),
        migrations.AddField(
            model_name='zone',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='registry.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='ring',
            name='zone',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rings', to='registry.zone', verbose_name='zone'),
        ),
        migrations.AddConstraint(
            model_name='boundary',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('region', '='), ('valid', '&&')], name='boundary_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='conflictdeclaration',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('officer', 'subject', 'kind'), name='conflict_once'),
        ),
        migrations.AddConstraint(
            model_name='conflictdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['family', 'stake', 'former_job', 'dispute', 'other'])), name='conflict_kind'),
        ),
        migrations.AddConstraint(
            model_name='departmentname',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('department', '='), ('valid', '&&')], name='department_name_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[('officer', '='), ('valid', '&&')], name='leave_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['annual', 'sick', 'training', 'travel', 'other'])), name='leave_kind'),
        ),
        migrations.AddIndex(
            model_name='officerloan',
            index=models.Index(fields=['to_department'], name='loan_to'),
        ),
        migrations.AddConstraint(
            model_name='officerloan',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[('officer', '='), ('valid', '&&')], name='loan_no_overlap'),
        ),
        migrations.AddIndex(
            model_name='regionalias',
            index=models.Index(fields=['name'], name='region_alias_exact'),
        ),
        migrations.AddIndex(
            model_name='regionalias',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name', 'gin_trgm_ops'), name='region_alias_name'),
        ),
        migrations.AddConstraint(
            model_name='regionalias',
            constraint=models.UniqueConstraint(fields=('region', 'name', 'kind'), name='region_alias_once'),
        ),
        migrations.AddConstraint(
            model_name='regionalias',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['former', 'short', 'colloquial', 'english'])), name='region_alias_kind'),
        ),
        migrations.AddConstraint(
            model_name='regionsuccession',
            constraint=models.UniqueConstraint(fields=('old', 'new', 'day'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='regionsuccession',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['whole', 'main'])), fields=('old',), name='succession_one_heir'),
        ),
        migrations.AddConstraint(
            model_name='regionsuccession',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['whole', 'main', 'part'])), name='succession_kind'),
        ),
        migrations.AddConstraint(
            model_name='regionsuccession',
            constraint=models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='succession_of_another'),
        ),
        migrations.AddConstraint(
            model_name='reorganisationpart',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'old', 'new'), name='reorganisation_part_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='reorganisationpart',
            constraint=models.CheckConstraint(condition=models.Q(('new__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='reorganisation_part_says_what'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['no_entry', 'unloading', 'works', 'flood', 'quiet', 'sensitive', 'grid', 'other'])), name='zone_kind'),
        ),
        migrations.AddIndex(
            model_name='ring',
            index=django.contrib.postgres.indexes.GistIndex(models.Func('line', function='box'), name='ring_box'),
        ),
        migrations.AddConstraint(
            model_name='ring',
            constraint=models.CheckConstraint(condition=models.Q(('boundary', None), ('zone', None), _connector='XOR'), name='ring_of_one'),
        ),
    ]
