"""Nothing outside the list: the database refuses what the service would refuse."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from enforcement.choices import ACTS, TaskKind
from enforcement.models import Task
from matters.models import Claim
from registry.choices import Level
from tests import build

pytestmark = pytest.mark.django_db


def refused(**fields):
    """Return the database's words when it refuses a task."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        build.task(kind=TaskKind.ON_SITE, **fields)
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == "task_not_outside_the_list"
    return str(error.value)


@pytest.fixture
def county():
    province = build.region()
    return build.department(region=build.region(parent=build.region(parent=province)))


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_with_matter_and_claim_is_a_task(kind, county):
    assert build.task(kind=kind, department=county).claim


@pytest.mark.parametrize("kind", sorted(set(TaskKind.values) - set(ACTS)))
def test_other_work_needs_no_claim(kind, county):
    assert build.task(kind=kind, department=county).claim is None


def test_no_claim(county):
    refused(department=county, claim=None, matter_version=None)


def test_matter_not_published(county):
    version = build.matter_version(department=county, state="draft", valid=None)
    claim = build.claim(version.matter, county)
    assert "not in force" in refused(department=county, claim=claim, matter_version=version)


def test_claim_ended(county):
    version = build.matter_version(department=county)
    claim = build.claim(version.matter, county, state="ended")
    assert "claim not in force" in refused(department=county, claim=claim, matter_version=version)


def test_claim_of_another_matter(county):
    claim = build.claim(build.matter_version(department=county).matter, county)
    version = build.matter_version(department=county)
    assert "another matter" in refused(department=county, claim=claim, matter_version=version)


def test_claimed_by_another_department(county):
    version = build.matter_version(department=county)
    claim = build.claim(version.matter, build.department(region=county.region))
    assert "another department" in refused(department=county, claim=claim, matter_version=version)


def test_level_not_exercised(county):
    version = build.matter_version(department=county, levels=[Level.PROVINCE])
    claim = build.claim(version.matter, county)
    assert "level" in refused(department=county, claim=claim, matter_version=version)


def test_region_outside_the_claim(county):
    version = build.matter_version(department=county)
    claim = build.claim(version.matter, county, region=build.region(parent=county.region))
    assert "region outside" in refused(department=county, claim=claim, matter_version=version)


def test_a_fact_check_cannot_turn_into_an_act(county):
    task = build.task(department=county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(kind=TaskKind.ON_SITE)


def test_revoking_later_leaves_open_work(county):
    task = build.task(kind=TaskKind.ON_SITE, department=county)
    Claim.objects.update(state="ended")
    Task.objects.filter(pk=task.pk).update(state="approved")
