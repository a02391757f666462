"""A sender and some gauges."""

import pytest

from tests import build
from tests.ingest_client import Sender


@pytest.fixture
def sender(db):
    return Sender.new()


@pytest.fixture
def gauges(db):
    region = build.region()
    return [build.gauge(code, region=region) for code in ("G1", "G2", "G3")]
