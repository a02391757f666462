"""The live desk, the page of a warning and the page of a rule."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import Region
from risk import services
from risk.models import RiskWarning
from tests import build

PERMISSIONS = (
    "risk.view_riskwarning", "risk.view_ruleversion", "risk.sign_riskwarning",
    "risk.settle_riskwarning", "registry.view_subject", "common.view_event", "common.view_chain",
)  # fmt: skip


@pytest.fixture
def warning(rain, rule):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=10)
    rain.judge([("G1", at, 60)])
    return RiskWarning.objects.get()


@pytest.fixture
def watch(client, rain):
    """Log somebody in who may do everything with the warnings of the region."""
    person = build.user()
    build.grant(person, *PERMISSIONS, region=rain.region)
    client.force_login(person)
    client.person = person
    return client


def url(name, row):
    return reverse(f"risk:{name}", args=[row.pk])


def test_the_desk_lists_the_warnings_of_the_region_only(watch, warning, rain):
    page = watch.get(reverse("risk:warning-list"))
    assert warning.subject.name in page.content.decode()
    other = Region.objects.create(code="331102", name="莲都区", level=4, path="331102/")
    RiskWarning.objects.update(region=other)
    assert warning.subject.name not in watch.get(reverse("risk:warning-list")).content.decode()
    assert watch.get(url("warning-detail", warning)).status_code == 404


def test_the_desk_asks_the_database_the_same_for_one_warning_and_for_many(
    watch, warning, rain, django_assert_max_num_queries
):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=10)
    rain.judge([(f"M{number}", at, 60) for number in range(20)])
    with django_assert_max_num_queries(12):
        assert watch.get(reverse("risk:warning-list")).status_code == 200


def test_the_page_of_a_warning_shows_its_measures_picture_and_history(watch, warning):
    page = watch.get(url("warning-detail", warning)).content.decode()
    assert "60" in page
    assert "<rect" in page
    assert reverse("chain", args=[warning_event(warning)]) in page


def warning_event(warning):
    from common.models import Event

    return Event.objects.about(warning).first().pk


def test_it_is_signed_once(watch, warning):
    with_event(warning)
    assert watch.post(url("warning-sign", warning)).status_code == 302
    warning.refresh_from_db()
    assert warning.stage == "signed"
    assert watch.post(url("warning-sign", warning)).status_code == 409


def with_event(warning):
    """Push the warning as the loop would."""
    from common.models import Event

    services.push(warning, cause=Event.objects.about(warning).first())


def test_a_verdict_without_a_check_needs_its_reason_and_stands_in_the_history(watch, warning):
    refused = watch.post(url("warning-settle", warning), {"verdict": "false", "basis": ""})
    assert refused.status_code == 422
    watch.post(url("warning-settle", warning), {"verdict": "confirmed", "basis": "I was there"})
    warning.refresh_from_db()
    assert (warning.verdict, warning.stage) == ("confirmed", "confirmed")
    assert "I was there" in watch.get(url("warning-detail", warning)).content.decode()
    watch.post(url("warning-close", warning), {"basis": "the drain was cleared"})
    warning.refresh_from_db()
    assert warning.stage == "closed"


def test_who_may_look_may_not_settle(client, warning, rain):
    person = build.user()
    build.grant(person, "risk.view_riskwarning", region=rain.region)
    client.force_login(person)
    assert client.get(url("warning-detail", warning)).status_code == 200
    answer = client.post(url("warning-settle", warning), {"verdict": "false", "basis": "x"})
    assert answer.status_code == 403


def test_rules_are_shown_with_their_precision(
    watch, rain, rule, warning, django_assert_max_num_queries
):
    services.settle(warning, "confirmed", by=watch.person, basis="seen")
    build.grant(watch.person, *PERMISSIONS)
    with django_assert_max_num_queries(12):
        page = watch.get(reverse("risk:rule-list")).content.decode()
    assert "100 %" in page
    page = watch.get(url("rule-detail", rule)).content.decode()
    assert "≥ 100" in page


def test_the_chain_hides_what_lies_in_another_region(watch, warning, rain):
    chain = reverse("chain", args=[warning_event(warning)])
    assert watch.get(chain).status_code == 200
    other = Region.objects.create(code="331102", name="莲都区", level=4, path="331102/")
    warning.subject.region = other
    warning.subject.save()
    assert watch.get(chain).status_code == 404
