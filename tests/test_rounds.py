"""A warning that grows graver after its verdict is verified once more, and people are told."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from common import events
from common.errors import StaleState
from common.models import Delivery, Event, Message, User
from enforcement.choices import Finding, TaskKind, TaskState
from enforcement.models import Task
from risk import services as risk
from risk.choices import Stage, Verdict
from risk.models import RiskWarning, RuleVersion
from supervision_portal.messages import told
from tests import build
from tests.loop_world import answer, build_world
from tests.test_loop import drain, rain_falls

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def world(db):
    return build_world()


def more_rain(world, millimetres):
    at = timezone.now().replace(microsecond=0)
    with transaction.atomic():
        events.emit("datacenter.loaded", world.batch([("G1", at, millimetres)]))
    drain()


def counted():
    version = RuleVersion.objects.published().with_verdicts().get()
    return version.confirmed, version.benign, version.false_alarms, version.waiting


def test_a_false_alarm_that_becomes_red_is_verified_once_more(world):
    warning = rain_falls(world, 60)
    answer(Task.objects.get(), Finding.FALSE)
    drain()
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.FALSE)

    more_rain(world, 60)
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict, warning.round) == (Stage.PUSHED, "", 2)
    opened = Event.objects.about(warning).get(name="risk.round_opened")
    assert opened.facts["verdict"] == Verdict.FALSE
    assert counted() == (0, 0, 1, 1)
    assert Task.objects.open().count() == 2, "a new fact check and the inspection that red asks for"

    answer(Task.objects.open().get(kind=TaskKind.FACT_CHECK), Finding.CANNOT_VERIFY)
    answer(Task.objects.open().get(kind=TaskKind.ON_SITE), Finding.CONFIRMED)
    drain()
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.CONFIRMED)
    assert counted() == (1, 0, 1, 0)

    Delivery.objects.update(state="due")
    drain()
    warning.refresh_from_db()
    assert (warning.round, counted()) == (2, (1, 0, 1, 0)), "delivered again it changes nothing"


def test_what_the_round_before_found_does_not_settle_the_next(world):
    warning = rain_falls(world, 60)
    answer(Task.objects.get(), Finding.BENIGN_TRUE)
    drain()
    more_rain(world, 60)
    for task in Task.objects.open().order_by("kind"):
        answer(task, Finding.FALSE)
    drain()
    warning.refresh_from_db()
    assert warning.verdict == Verdict.FALSE
    assert counted() == (0, 1, 1, 0)


def test_a_check_still_open_serves_the_next_round(world):
    warning = rain_falls(world, 60)
    risk.settle(warning, Verdict.FALSE, by=world.head, basis="the sky is blue")
    drain()
    more_rain(world, 60)
    assert Task.objects.filter(kind=TaskKind.FACT_CHECK).count() == 1
    for task in Task.objects.order_by("kind"):
        answer(task, Finding.CONFIRMED)
    drain()
    warning.refresh_from_db()
    assert (warning.stage, warning.verdict) == (Stage.CLOSED, Verdict.CONFIRMED)


def test_a_warning_over_the_threshold_again_is_verified_again(world):
    start = timezone.now().replace(microsecond=0) - dt.timedelta(hours=14)

    def rain(*rows):
        with transaction.atomic():
            batch = world.batch([("G1", at, mm) for at, mm in rows], start)
            events.emit("datacenter.loaded", batch)
        drain()

    rain((start, 60))
    answer(Task.objects.get(), Finding.FALSE)
    drain()
    dry = start + dt.timedelta(hours=12)
    rain(*((dry + n * MINUTE, 0) for n in (0, 10, 20, 30)))
    assert RiskWarning.objects.get().condition == "resolved"
    rain((start + dt.timedelta(hours=11), 55))  # late: it had never ended
    warning = RiskWarning.objects.get()
    assert (warning.condition, warning.stage, warning.round) == ("firing", Stage.PUSHED, 2)
    assert Task.objects.open().get().kind == TaskKind.FACT_CHECK
    assert Message.objects.filter(recipient=world.head, code="risk.reopened").count() == 1


def test_those_in_charge_are_told_once_that_it_became_red(world):
    rain_falls(world, 60)
    more_rain(world, 60)
    message = Message.objects.get(recipient=world.head, code="risk.escalated")
    assert message.params["level"] == 1
    assert "red" in told([message])[0].text or "红" in told([message])[0].text
    Delivery.objects.update(state="due")
    drain()
    assert Message.objects.filter(recipient=world.head).count() == 2


def test_settling_by_hand_calls_the_officers_back(world, client):
    warning = rain_falls(world, 110)
    at_it = Task.objects.get(kind=TaskKind.FACT_CHECK)
    build.grant(world.head, "risk.view_riskwarning", "risk.settle_riskwarning", region=world.region)
    client.force_login(world.head)
    address = reverse("risk:warning-settle", args=[warning.pk])
    form = {"verdict": "", "basis": "a test of the gauge", "call_off": "on"}
    assert client.post(address, form).status_code == 422, "no verdict is chosen beforehand"
    assert client.post(address, form | {"verdict": "false"}).status_code == 302
    drain()
    assert set(Task.objects.values_list("state", flat=True)) == {TaskState.CANCELLED}
    cancelled = Event.objects.about(at_it).get(name="enforcement.task_cancelled")
    assert (cancelled.by, cancelled.facts["reason"]) == (world.head.pk, "a test of the gauge")


def test_settling_by_hand_may_leave_the_checks(world):
    warning = rain_falls(world, 60)
    risk.settle(warning, Verdict.CONFIRMED, by=world.head, basis="seen")
    drain()
    assert Task.objects.get().state == TaskState.DISPATCHED


def test_the_page_offers_to_call_the_checks_off(world, client):
    warning = rain_falls(world, 60)
    build.grant(world.head, "risk.view_riskwarning", "risk.settle_riskwarning", region=world.region)
    client.force_login(world.head)
    page = client.get(warning.get_absolute_url())
    assert page.context["settle_form"]["call_off"].value() is True
    assert not page.context["settle_form"]["verdict"].value()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_settle_at_once_the_second_is_told(django_user_model):
    world = build_world()
    warning = rain_falls(world, 60)
    people = {Verdict.CONFIRMED: build.user(), Verdict.FALSE: build.user()}
    ready, refused = threading.Barrier(2), []

    def settle(verdict: str, by: User) -> None:
        try:
            mine = RiskWarning.objects.get(pk=warning.pk)
            ready.wait()
            risk.settle(mine, verdict, by=by, basis="seen")
        except StaleState:
            refused.append(verdict)
        finally:
            connection.close()

    threads = [threading.Thread(target=settle, args=each) for each in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    warning.refresh_from_db()
    assert len(refused) == 1
    assert warning.verdict != refused[0]
    assert Event.objects.about(warning).filter(name="risk.settled").count() == 1
