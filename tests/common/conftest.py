"""Rows that the tests of the common app move."""

import pytest

from common.ids import uuid7
from datacenter.datasets import sync_datasets
from datacenter.models import Batch, Source
from registry.models import Department, Region


@pytest.fixture
def rain_batch(db):
    """A received batch without rows."""
    sync_datasets()
    region = Region.objects.create(code="330106", name="西湖区", level=4, path="330106/")
    department = Department.objects.create(code="D1", name="局", path="D1/", region=region, level=4)
    source = Source.objects.create(name="源", department=department, key="k", secret=b"")
    return Batch.objects.create(
        source=source, dataset_id="rain", request_id=uuid7(), sha256="0" * 64
    )
