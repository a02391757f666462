"""The coverage map: which claimed matters nobody has acted under this year."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import workdays
from enforcement.choices import TaskKind, TaskState
from enforcement.models import PastInspection, Task
from tests import build

pytestmark = pytest.mark.django_db
PAGE = "/coverage/"


@pytest.fixture
def client(client):
    reader = build.user()
    see = "enforcement.view_task matters.view_claim matters.view_matterversion"
    build.grant(reader, *see.split(), "registry.view_region")
    client.force_login(reader)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client


@pytest.fixture
def task():
    province = build.region("330000", lon=120.1, lat=29.1)
    city = build.region("330100", province, lon=120.2, lat=30.2)
    return build.task(kind=TaskKind.ON_SITE, department=build.department(region=city))


def test_only_what_nobody_acted_under_is_listed(client, task):
    own = task.department
    idle = build.matter_version(department=own, item="Never looked at")
    build.claim(idle.matter, own)
    page = client.get(reverse("enforcement:coverage"))
    text = page.content.decode()
    assert "Never looked at" in text
    assert task.matter_version.item not in text
    (place,) = page.context["places"]
    assert (place.claims, place.idle, place.share) == (2, 1, 50.0)
    assert place.x
    (department,) = page.context["departments"]
    assert (department.claims, department.idle) == (2, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": TaskState.CANCELLED},
        {"created_at": dt.datetime(2020, 5, 1, tzinfo=dt.UTC)},
    ],
)
def test_what_was_called_off_or_is_of_another_year_covers_nothing(client, task, fields):
    Task.objects.filter(pk=task.pk).update(**fields)
    assert task.matter_version.item in client.get(PAGE).content.decode()


def test_it_is_narrowed_by_region_and_department(client, task):
    elsewhere = build.department()
    idle = build.matter_version(department=elsewhere, item="Never looked at")
    build.claim(idle.matter, elsewhere)
    for query in (f"region={task.region_id}", f"system={task.department_id}"):
        page = client.get(f"{PAGE}?{query}")
        assert page.status_code == 200
        assert "Never looked at" not in page.content.decode()


def test_its_queries_do_not_grow(client, task):
    met = set()
    for _n in range(2):
        for _m in range(5):
            idle = build.matter_version(department=task.department)
            build.claim(idle.matter, task.department)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        met.add(len(asked))
    assert len(met) == 1


def past(department, matter, day):
    PastInspection.objects.create(
        source="old", code=str(build.number()), subject=build.subject(), department=department,
        matter=matter, day=day, outcome="passed",
    )  # fmt: skip


def test_what_another_system_recorded_this_year_covers_too(client, task):
    own = task.department
    idle = build.matter_version(department=own, item="Never looked at")
    build.claim(idle.matter, own)
    past(own, idle.matter, dt.date(workdays.today().year - 1, 5, 1))
    assert "Never looked at" in client.get(PAGE).content.decode()
    past(own, idle.matter, dt.date(workdays.today().year, 1, 1))
    page = client.get(PAGE)
    assert "Never looked at" not in page.content.decode()
    assert page.context["places"][0].idle == 0


def test_the_tab_of_a_matter_names_who_did_nothing_this_year(client, task):
    matter = task.matter_version.matter
    county = build.region("330106", task.department.region)
    bureaus = [build.department(region=county, name=f"Bureau {n}") for n in range(2)]
    for bureau in bureaus:
        build.claim(matter, bureau)
    past(bureaus[0], matter, workdays.today())
    page = client.get(task.matter_version.get_absolute_url())
    (panel,) = page.context["panels"]["coverage"]
    said = panel.context
    assert {row.claim.department: row.acts for row in said["rows"]} == {
        task.department: 1, bureaus[0]: 1, bureaus[1]: 0,
    }  # fmt: skip
    assert (said["acts"], said["claims"], said["idle"]) == (2, 3, 1)
    assert [(place.claims, place.idle, place.acts) for place in said["places"]] == [
        (1, 0, 1), (2, 1, 1),
    ]  # fmt: skip
    assert page.content.decode().count("no act this year") == 1
