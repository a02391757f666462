"""What all tests share: an empty cache, a browser of this machine, a stack of real processes.

``REQUIRE=browser,realdata`` makes a run fail in which no test with such a mark passed.
"""

import os
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from tests.chromium import find_chromium
from tests.stack import Stack

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
LEFT_OUT = {
    "browser": "no Chromium on this machine (apt-get install chromium)",
    "realdata": f"the officials' data are not at {SHARED_DATA}",
}
passed: Counter[str] = Counter()


def pytest_collection_modifyitems(items):
    here = {"browser": find_chromium(), "realdata": SHARED_DATA.exists()}
    for item in items:
        for mark, reason in LEFT_OUT.items():
            if item.get_closest_marker(mark) and not here[mark]:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_runtest_logreport(report):
    if report.when == "call" and report.passed:
        passed.update(mark for mark in LEFT_OUT if mark in report.keywords)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput") and missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for mark in LEFT_OUT:
        if any(mark in report.keywords for report in terminalreporter.stats.get("skipped", [])):
            terminalreporter.write_line(f"{mark} tests were left out: {LEFT_OUT[mark]}")
    for mark in missing():
        terminalreporter.write_line(f"ERROR: no {mark} test passed, and one was required", red=True)


def missing() -> list[str]:
    required = filter(None, os.environ.get("REQUIRE", "").split(","))
    return [mark for mark in required if not passed[mark]]


@receiver(post_migrate, sender=apps.get_app_config("matters"))
def _methods_again(**_kwargs):
    """Write again what a migration wrote, which the flush after a test of threads takes away."""
    if not apps.get_model("matters", "Method").objects.exists():
        import_module("matters.migrations.0002_fields").seed(apps, None)


@pytest.fixture(autouse=True)
def _empty_cache():
    yield
    cache.clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the officials' own data; for tests marked ``realdata``."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Let Playwright drive the Chromium that is here; it may wait while the ORM works."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def stack(transactional_db, tmp_path_factory):
    """A whole portal of real processes on this test's database; see ``tests/stack.py``."""
    with Stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture
def run_loop():
    """Return a function that delivers what is due."""
    from common import events
    from common.choices import DeliveryState
    from common.models import Delivery

    def deliver():
        for pk in Delivery.objects.filter(state=DeliveryState.DUE).values_list("pk", flat=True):
            assert events.deliver(pk), Delivery.objects.get(pk=pk).error

    return deliver
