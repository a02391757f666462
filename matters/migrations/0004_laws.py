"""The law library: laws, versions, articles, matches, citations, reviews after a change."""

import common.ids
import common.search
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("common", "0006_search"),
        ('matters', '0003_checklists_and_policies'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(choices=[('part', 'part'), ('subpart', 'sub-part'), ('chapter', 'chapter'), ('section', 'section'), ('article', 'article'), ('paragraph', 'paragraph'), ('item', 'item'), ('subitem', 'sub-item'), ('appendix', 'appendix')], max_length=12, verbose_name='kind')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('sub_number', models.PositiveSmallIntegerField(default=0, verbose_name='number of an inserted article')),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='number as written')),
                ('locator', models.CharField(max_length=40, verbose_name='place')),
                ('order', models.PositiveIntegerField(verbose_name='order')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='heading')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='heading in English')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('text_en', models.TextField(blank=True, verbose_name='text in English')),
                ('search', common.search.SearchColumn(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('label'), models.Value(''))), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('title'), models.Value(''))), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('title_en'), models.Value(''))), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('text'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('text_en'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='search terms')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='matters.article', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Law',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='English name')),
                ('key', models.CharField(editable=False, max_length=300, unique=True, verbose_name='short title')),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='other titles')),
                ('kind', models.CharField(choices=[('law', 'law'), ('admin_regulation', 'administrative regulation'), ('local_regulation', 'local regulation'), ('department_rule', 'departmental rule'), ('local_rule', 'local government rule'), ('normative', 'normative document'), ('standard', 'standard')], max_length=20, verbose_name='kind')),
                ('issuer', models.CharField(blank=True, max_length=300, verbose_name='issued by')),
                ('issuer_en', models.CharField(blank=True, max_length=300, verbose_name='issued by, in English')),
            ],
            options={
                'verbose_name': 'law',
                'verbose_name_plural': 'laws',
                'permissions': [('publish_law', 'Can confirm what became of articles and publish a law')],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['aliases'], name='law_aliases')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['law', 'admin_regulation', 'local_regulation', 'department_rule', 'local_rule', 'normative', 'standard'])), name='law_kind')],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('origin', models.CharField(max_length=100, verbose_name='cited by')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('title', models.CharField(max_length=300, verbose_name='title as cited')),
                ('key', models.CharField(max_length=300, verbose_name='short title')),
                ('locator', models.CharField(blank=True, max_length=40, verbose_name='place')),
                ('quoted', models.CharField(max_length=400, verbose_name='words of the reference')),
                ('day', models.DateField(null=True, verbose_name='legal day')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='no longer cited since')),
                ('law', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='matters.law', verbose_name='law')),
            ],
            options={
                'verbose_name': 'citation',
                'verbose_name_plural': 'citations',
            },
        ),
        migrations.CreateModel(
            name='LawVersion',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('repealed', 'repealed')], default='draft', max_length=20, verbose_name='state')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(null=True, verbose_name='in force')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adopted or amended on')),
                ('document_no', models.CharField(blank=True, max_length=120, verbose_name='document number')),
                ('preamble', models.TextField(blank=True, verbose_name='adoption and amendments')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='taken from')),
                ('drafted_by', models.UUIDField(editable=False, null=True, verbose_name='drafted by')),
                ('published_by', models.UUIDField(editable=False, null=True, verbose_name='published by')),
                ('mapped_by', models.UUIDField(editable=False, null=True, verbose_name='mapping confirmed by')),
                ('mapped_at', models.DateTimeField(editable=False, null=True, verbose_name='mapping confirmed')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('law', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='matters.law', verbose_name='law')),
            ],
            options={
                'verbose_name': 'version of a law',
                'verbose_name_plural': 'versions of laws',
            },
        ),
        migrations.CreateModel(
            name='ImpactReview',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('origin', models.CharField(max_length=100, verbose_name='cited by')),
                ('kind', models.CharField(choices=[('same', 'unchanged'), ('edited', 'changed'), ('renumbered', 'renumbered'), ('split', 'split'), ('merged', 'merged'), ('repealed', 'repealed'), ('new', 'new')], max_length=12, verbose_name='change')),
                ('effective_on', models.DateField(verbose_name='change in force from')),
                ('due_on', models.DateField(verbose_name='due day')),
                ('state', models.CharField(choices=[('open', 'open'), ('kept', 'stays as it is'), ('changed', 'being changed'), ('ended', 'to be revoked'), ('moot', 'no longer cited')], default='open', max_length=20, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('settled_by', models.UUIDField(editable=False, null=True, verbose_name='settled by')),
                ('announced_at', models.DateTimeField(editable=False, null=True, verbose_name='end of the basis told')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('citation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='matters.citation', verbose_name='citation')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.department', verbose_name='owner')),
                ('new', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.article', verbose_name='new article')),
                ('old', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.article', verbose_name='old article')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='matters.lawversion', verbose_name='version of the law')),
            ],
            options={
                'verbose_name': 'review after a change of law',
                'verbose_name_plural': 'reviews after changes of law',
            },
        ),
        migrations.CreateModel(
            name='ArticleMatch',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('kind', models.CharField(choices=[('same', 'unchanged'), ('edited', 'changed'), ('renumbered', 'renumbered'), ('split', 'split'), ('merged', 'merged'), ('repealed', 'repealed'), ('new', 'new')], max_length=12, verbose_name='what became of it')),
                ('confidence', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='confidence')),
                ('order', models.PositiveIntegerField(verbose_name='order')),
                ('confirmed_by', models.UUIDField(editable=False, null=True, verbose_name='confirmed by')),
                ('is_current', models.BooleanField(default=True, editable=False, verbose_name='current')),
                ('new', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='matters.article', verbose_name='new article')),
                ('old', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='became', to='matters.article', verbose_name='old article')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='matters.lawversion', verbose_name='new version')),
            ],
            options={
                'verbose_name': 'match of articles',
                'verbose_name_plural': 'matches of articles',
                'ordering': ['order'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='matters.lawversion', verbose_name='version'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['law', 'locator'], name='citation_of_law'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(condition=models.Q(('law', None)), fields=['key'], name='citation_unlinked'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('origin', 'key', 'locator'), name='citation_once'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=models.UniqueConstraint(fields=('law', 'number'), name='law_version_number'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('law',), name='law_version_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'repealed'])), name='law_version_state'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid__isnull', False), ('state', 'draft'), _connector='OR'), name='law_version_published_has_days'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by', None), models.Q(('drafted_by', models.F('published_by')), _negated=True), _connector='OR'), name='law_version_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='lawversion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'draft'), _negated=True), expressions=[('law', '='), ('valid', '&&')], name='law_version_one_in_force'),
        ),
        migrations.AddIndex(
            model_name='impactreview',
            index=models.Index(fields=['origin'], name='impact_review_origin'),
        ),
        migrations.AddIndex(
            model_name='impactreview',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_on'], name='impact_review_due'),
        ),
        migrations.AddConstraint(
            model_name='impactreview',
            constraint=models.UniqueConstraint(fields=('version', 'citation'), name='impact_review_once'),
        ),
        migrations.AddConstraint(
            model_name='impactreview',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'kept', 'changed', 'ended', 'moot'])), name='impact_review_state'),
        ),
        migrations.AddConstraint(
            model_name='articlematch',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['same', 'edited', 'renumbered', 'split', 'merged', 'repealed', 'new'])), name='article_match_kind'),
        ),
        migrations.AddConstraint(
            model_name='articlematch',
            constraint=models.CheckConstraint(condition=models.Q(('old__isnull', False), ('new__isnull', False), _connector='OR'), name='article_match_has_an_end'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('kind', 'article')), fields=['search'], name='article_search'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('version', 'order'), name='article_order'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('version', 'locator'), name='article_locator'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['part', 'subpart', 'chapter', 'section', 'article', 'paragraph', 'item', 'subitem', 'appendix'])), name='article_kind'),
        ),
    ]
