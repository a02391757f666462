"""Matters found in full text; reviews that keep what a record was called."""

import common.search
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("matters", "0006_uploads"),
        ('registry', '0002_places_and_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='impactreview',
            name='name',
            field=models.CharField(default='', max_length=300, verbose_name='name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='impactreview',
            name='name_en',
            field=models.CharField(blank=True, max_length=300, verbose_name='English name'),
        ),
        migrations.AddField(
            model_name='matterversion',
            name='search',
            field=common.search.SearchColumn(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('item'), models.Value(''))), config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('item_en'), models.Value(''))), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('sub_item'), models.Value(''))), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('sub_item_en'), models.Value(''))), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('object'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('object_en'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('basis'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('basis_en'), models.Value(''))), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('process'), models.Value(''))), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('process_en'), models.Value(''))), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('result'), models.Value(''))), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector(common.search.Bigrams(django.db.models.functions.comparison.Coalesce(models.F('result_en'), models.Value(''))), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='search terms'),
        ),
        migrations.AddIndex(
            model_name='matterversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='matter_version_search'),
        ),
    ]
