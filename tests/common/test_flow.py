"""States are moved by compare-and-set along a table, or not at all."""

import itertools

import pytest
from django.apps import apps
from django.utils import translation

from common.errors import IllegalMove, StaleState
from common.flow import move
from datacenter.choices import BATCH_FLOW, BatchState
from datacenter.models import Batch


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "to"), list(itertools.product(BatchState.values, repeat=2)))
def test_only_the_steps_of_the_table_are_possible(rain_batch, at, to):
    Batch.objects.filter(pk=rain_batch.pk).update(state=at)
    rain_batch.state = at
    if to in BATCH_FLOW[at]:
        move(rain_batch, to)
        assert rain_batch.state == to
    else:
        with pytest.raises(IllegalMove):
            move(rain_batch, to)
        rain_batch.refresh_from_db()
        assert rain_batch.state == at


@pytest.mark.django_db
def test_who_comes_second_is_told_so(rain_batch):
    twin = Batch.objects.get(pk=rain_batch.pk)
    move(rain_batch, BatchState.LOADED)
    with pytest.raises(StaleState):
        move(twin, BatchState.REJECTED)


@pytest.mark.django_db
def test_a_refusal_is_a_sentence(rain_batch):
    Batch.objects.filter(pk=rain_batch.pk).update(state=BatchState.LOADED)
    with translation.override("en"), pytest.raises(StaleState, match=r"^Batch was changed"):
        move(rain_batch, BatchState.REJECTED)
    rain_batch.refresh_from_db()
    with translation.override("en"), pytest.raises(IllegalMove, match=r"^Batch cannot go"):
        move(rain_batch, BatchState.REJECTED)


def test_every_foreign_key_goes_down():
    layers = [
        "common",
        "registry",
        "datacenter",
        "matters",
        "enforcement",
        "credit",
        "risk",
        "disclosure",
    ]
    height = {name: place for place, name in enumerate(layers)}
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for name in layers
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model._meta.app_label in height
        and height[field.related_model._meta.app_label] > height[name]
    ]
    assert not upward


def test_nothing_is_deleted_by_cascade():
    from django.db.models import CASCADE

    ours = {
        "common",
        "registry",
        "datacenter",
        "matters",
        "enforcement",
        "credit",
        "risk",
        "disclosure",
    }
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.fields
        if field.is_relation and field.remote_field.on_delete is CASCADE
    ]
    assert not cascading
