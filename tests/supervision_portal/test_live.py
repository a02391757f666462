"""Pages that renew themselves: one address answers 304 until the page would say something else."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from common.channels import tell
from common.models import reference
from risk.models import RiskWarning
from tests import build
from tests.cast import gather
from tests.risk.conftest import RAIN_RULE

pytestmark = pytest.mark.django_db
LIVE = reverse("live")


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def warning(cast):
    version = build.rule_version(build.department(), RAIN_RULE)
    return build.warning(version, build.gauge(region=cast.a.region))


@pytest.fixture
def watcher(client, cast):
    client.force_login(cast.a["risk_officer"])
    return client


def stamp(page):
    return page.context["live"].stamp


def asked(client, page, since):
    return client.get(LIVE, {"page": page, "since": since})


def test_a_warning_stands_until_it_or_its_check_moves(watcher, warning, cast):
    page = warning.get_absolute_url()
    first = stamp(watcher.get(page))
    same = asked(watcher, page, first)
    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == f'"{first}"'
    assert (
        watcher.get(LIVE, {"page": page}, headers={"if-none-match": same["ETag"]}).status_code
        == 304
    )
    build.task(
        origin=reference(warning), template="x", subject=warning.subject, department=cast.a.bureau
    )
    second = asked(watcher, page, first)
    assert second.status_code == 200
    assert stamp(second) != first
    assert stamp(second) == second["ETag"].strip('"')
    watcher.post(reverse("risk:warning-sign", args=[warning.pk]))
    assert asked(watcher, page, stamp(second)).status_code == 200


def test_home_stands_until_work_or_a_message_comes(watcher, warning, cast):
    home = reverse("home")
    first = stamp(watcher.get(home))
    assert asked(watcher, home, first).status_code == 304
    RiskWarning.objects.filter(pk=warning.pk).update(stage="closed")
    second = asked(watcher, home, first)
    assert second.status_code == 200
    told = {"subject": "a", "subject_en": "a", "level": 1, "warning": str(warning.pk)}
    tell([cast.a["risk_officer"]], "risk.warned", key="k", params=told)
    assert asked(watcher, home, stamp(second)).status_code == 200


def test_asking_costs_less_than_the_page_and_prolongs_no_session(
    watcher, warning, django_assert_max_num_queries
):
    page = warning.get_absolute_url()
    first = stamp(watcher.get(page))
    ends = Session.objects.get().expire_date
    with django_assert_max_num_queries(10):
        assert asked(watcher, page, first).status_code == 304
    assert Session.objects.get().expire_date == ends


def test_who_may_not_see_the_page_learns_nothing_of_it(client, warning, cast):
    page = warning.get_absolute_url()
    client.force_login(cast.b["risk_officer"])
    assert asked(client, page, "").status_code == 404
    client.force_login(cast.a["officer"])
    assert asked(client, page, "").status_code in (403, 404)
    for other in ("/nowhere/", reverse("risk:warning-list"), "https://example.org/"):
        assert asked(client, other, "").status_code == 404
    client.logout()
    assert asked(client, page, "").status_code == 302
