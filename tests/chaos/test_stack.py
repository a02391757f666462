"""The portal goes on after its parts have been killed."""

import json
import urllib.request

import pytest

pytestmark = pytest.mark.chaos


def ready(stack) -> dict:
    with urllib.request.urlopen(f"{stack.url}/readyz", timeout=5) as answer:
        return json.load(answer)


def test_it_serves_works_and_comes_back(stack):
    stack.start("web", "worker", "beat")
    stack.wait_for(lambda: ready(stack)["heartbeat_age"]["loop"], what="a sign of life")

    stack.kill("worker")
    stack.flush_redis()
    assert ready(stack)["heartbeat_age"]["loop"] is None
    stack.start("worker")
    stack.wait_for(lambda: ready(stack)["heartbeat_age"]["loop"], what="another sign of life")


def test_pages_are_served_while_the_broker_is_away(stack):
    stack.start("web", REDIS_URL=f"unix://{stack.folder}/nothing.sock")
    assert ready(stack)["broker"] == "unreachable"
    with urllib.request.urlopen(f"{stack.url}/login/", timeout=5) as page:
        assert page.status == 200
