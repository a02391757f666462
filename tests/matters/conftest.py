"""A list with one matter, the three people who publish, and bureaus that claim."""

import datetime as dt
from types import SimpleNamespace

import pytest

from matters import services
from matters.models import Matter
from tests import build

CONTENT = {
    "item": "排水监管",
    "item_en": "Supervision of drainage",
    "administrative_type": "inspection",
    "line": "drainage",
    "levels": [3, 4],
    "object": "排水户",
    "basis": "《城镇排水与污水处理条例》第四十四条",
    "ratio": "不少于30%",
    "frequency": "每年不少于1次",
}
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(time_machine_at):
    return TODAY


@pytest.fixture
def time_machine_at():
    """The tests of the list happen on one day."""
    import time_machine

    with time_machine.travel(dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff(db):
    """Somebody who drafts, a head who reviews, a lawyer who publishes, all over one department."""
    top = build.department(region=build.region("330000"))
    below = build.region("330100", top.region)
    bureaus = [build.department(top, region=build.region(f"33010{n}", below)) for n in (2, 5, 6)]
    people = {name: build.user(username=name) for name in ("drafter", "head", "legal")}
    return SimpleNamespace(
        top=top, city=build.department(top, region=below), bureaus=bureaus, **people
    )


@pytest.fixture
def draft(staff):
    matter = Matter.objects.create(list_code="test", code="PS0101")
    return services.draft(matter, {**CONTENT, "department_id": staff.top.pk}, by=staff.drafter)


@pytest.fixture
def publish(staff):
    """Take a draft to publication by three people."""

    def through(version, **day):
        return services.see_through(
            version, drafter=staff.drafter, head=staff.head, legal=staff.legal, **day
        )

    return through


@pytest.fixture
def published(draft, publish):
    return publish(draft)
