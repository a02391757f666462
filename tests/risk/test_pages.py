"""The live desk, the page of a warning and the page of a rule."""

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from common.lists.keyset import Keyset, Order
from common.models import reference
from datacenter.models import Dataset
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


@pytest.fixture
def read_in_english(watch):
    watch.cookies["django_language"] = "en"


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


def test_the_desk_begins_with_the_gravest_open_warning(watch, rain, rule):
    rows = {
        name: build.warning(rule, rain.gauge(name).subject, level=level, stage=stage)
        for name, level, stage in [
            ("RED1", 1, "pushed"), ("BLUE", 4, "detected"), ("DONE", 1, "closed"),
            ("RED2", 1, "confirmed"), ("GONE", 3, "merged"), ("AMBER", 3, "verifying"),
        ]
    }  # fmt: skip
    expected = [rows[name] for name in ("RED2", "RED1", "AMBER", "BLUE", "DONE", "GONE")]
    answer = watch.get(reverse("risk:warning-list"))
    assert answer.context["list"].page.rows == expected
    offered = [order["on"] for order in answer.context["list"].orders()]
    assert offered[0], "the order in force stands first among those on offer"
    rows["RED2"].refresh_from_db()
    services.settle(rows["RED1"], "false", by=watch.person, basis="seen")
    services.close(rows["RED1"], by=watch.person, basis="dry")
    again = watch.get(reverse("risk:warning-list")).context["list"].page.rows
    assert again.index(rows["RED1"]) > again.index(rows["BLUE"])


def test_pages_in_the_order_of_triage_meet_without_a_gap(rain, rule):
    for number in range(12):
        stage = "closed" if number % 3 == 0 else "pushed"
        build.warning(rule, rain.gauge(f"T{number}").subject, level=1 + number % 4, stage=stage)
    pages: Keyset[RiskWarning] = Keyset(RiskWarning.objects.all(), Order("-triage", "urgency"))
    first = pages.page(5)
    second = pages.page(5, first.next)
    third = pages.page(5, second.next)
    found = [row.pk for page in (first, second, third) for row in page.rows]
    assert found == list(
        RiskWarning.objects.order_by("-urgency", "-id").values_list("pk", flat=True)
    )
    assert pages.page(5, third.previous).rows == second.rows


def test_a_page_of_the_triage_is_read_from_its_index(rain, rule):
    model = build.warning(rule, rain.gauge().subject)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO risk_episode (id, created_at, rule_id, subject_id, start, last_on, "end",
                                      peak, peak_at, peak_values, state)
            SELECT gen_random_uuid(), now(), rule_id, subject_id, start, last_on, "end",
                   peak, peak_at, peak_values, 'void'
            FROM risk_episode, generate_series(1, 4000)
            """
        )
        columns = [
            field.column for field in RiskWarning._meta.concrete_fields
            if field.name not in ("id", "episode", "level", "urgency")
        ]  # fmt: skip
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"""
            INSERT INTO risk_riskwarning (id, episode_id, level, {names})
            SELECT gen_random_uuid(), e.id, 1 + (random() * 3)::int, {names}
            FROM risk_riskwarning w, (SELECT id FROM risk_episode WHERE state = 'void') e
            WHERE w.id = %s
            """,
            [model.pk],
        )
        cursor.execute("ANALYZE risk_riskwarning")
    rows = RiskWarning.objects.all()
    pages: Keyset[RiskWarning] = Keyset(rows, Order("-triage", "urgency"))
    middle = pages.page(50, pages.page(50).next)
    plan = pages._cut((middle.rows[-1].urgency, middle.rows[-1].pk), back=False)[:51].explain()
    assert "warning_triage" in plan
    assert "Sort" not in plan


def test_every_measure_stands_with_the_unit_of_its_contract(
    watch, rain, rule, warning, read_in_english
):
    Dataset.objects.filter(code="rain").update(unit="cm")
    RiskWarning.objects.update(measures={"r3": 67.2, "r6": 1067.25, "r12": 70})
    page = text_of(watch.get(reverse("risk:warning-list")))
    assert "3 h 67.2 cm" in page, "an orange warning stands by its three hours"
    page = text_of(watch.get(url("warning-detail", warning)))
    assert "Sum over 3 hours 67.2 cm" in page
    assert " mm" not in page
    assert "Sum over 3 hours ≥ 100 cm" in text_of(watch.get(url("rule-detail", rule)))
    export = b"".join(watch.get(reverse("risk:warning-list") + "?export=csv").streaming_content)
    assert "3 h 67.2 cm / 6 h 1,067.3 cm / 12 h 70 cm" in export.decode()


def test_the_picture_draws_the_threshold_that_was_crossed(watch, rain, rule, read_in_english):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(hours=3)
    rain.judge([("G1", at, 30), ("G1", at + dt.timedelta(hours=1), 35)])
    warning = RiskWarning.objects.get()
    answer = watch.get(url("warning-detail", warning))
    assert "Orange: Sum over 3 hours ≥ 50 mm" in text_of(answer)
    picture = answer.context["picture"]
    curve = [float(point.split(",")[1]) for point in picture.curve.split()]
    limit = picture.height * picture.threshold.y / 100
    assert min(curve) < limit < max(curve), "the line of the sum crosses the threshold"
    assert [bar.value for bar in picture.bars] == ["30 mm", "35 mm"]
    assert picture.bars[-1].measured == "65 mm"


def test_calling_off_is_offered_while_a_check_is_open(watch, warning):
    assert "call_off" not in watch.get(url("warning-detail", warning)).content.decode()
    task = build.task(origin=reference(warning), template="x", subject=warning.subject)
    assert "call_off" in watch.get(url("warning-detail", warning)).content.decode()
    task.state = "cancelled"
    task.save()
    assert "call_off" not in watch.get(url("warning-detail", warning)).content.decode()


def text_of(answer):
    """Return what a page says, without its markup."""
    bare = strip_tags(answer.content.decode().replace("<", " <"))
    return " ".join(unescape(bare).split())
