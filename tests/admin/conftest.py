"""The three administrators, logged in."""

import pytest
from django.test import Client

from common.models import User
from tests import cast
from tests.cast import Cast


@pytest.fixture
def world(db) -> Cast:
    return cast.gather()


@pytest.fixture
def enter(world):
    """Return a client in which somebody of county A is logged in."""

    def log_in(role: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(world.everybody()[role])
        return client

    return log_in


@pytest.fixture
def officer_b(world) -> User:
    return world.b["officer"]
