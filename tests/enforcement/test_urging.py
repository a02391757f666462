"""Officers are urged a few times a day; what does not go on is taken to the superior."""

import pytest
from django.urls import reverse

from common.errors import RuleError
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.models import Task
from enforcement.services import urging
from tests import build
from tests.enforcement.conftest import last_facts, told

pytestmark = pytest.mark.usefixtures("in_english")

ACT = {"do": "bulk", "action": "send"}


def test_officers_are_urged_three_times_a_day(world):
    task = world.task()
    boss = build.user()
    for _each in range(3):
        urging.urge(task, by=boss)
    with pytest.raises(RuleError, match="urged 3 times today"):
        urging.urge(task, by=boss)
    assert told(task) == ["urged"] * 3
    assert last_facts(task)["times"] == 3


def test_nobody_is_urged_about_what_nobody_has(world):
    with pytest.raises(RuleError, match="Nobody has this task"):
        urging.urge(world.task(TaskState.DRAFTED), by=build.user())


def test_a_task_is_taken_to_the_superior_with_the_reason(world):
    task = world.task()
    urging.escalate(task, by=build.user(), reason="no answer for two days")
    assert last_facts(task)["to"] == str(world.city.pk)
    assert last_facts(task)["reason"] == "no answer for two days"
    with pytest.raises(RuleError, match="has ended"):
        urging.escalate(world.task(TaskState.CLOSED), by=build.user(), reason="late")


def test_both_are_done_on_the_page_and_on_the_list(world, client):
    person = build.user()
    build.grant(person, "enforcement.view_task", "enforcement.dispatch_task", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    task = world.task()
    shown = client.get(task.get_absolute_url()).content.decode()
    assert "Urge its officers" in shown
    client.post(reverse("enforcement:task-urge", args=[task.pk]))
    client.post(reverse("enforcement:task-escalate", args=[task.pk]), {"reason": ""})
    client.post(reverse("enforcement:task-escalate", args=[task.pk]), {"reason": "late"})
    assert told(task) == ["urged", "escalated"]
    data = {"do": "bulk", "action": "urge", "row": [str(task.pk)]}
    client.post(reverse("enforcement:task-list"), data)
    assert told(task) == ["urged", "escalated", "urged"]


def test_ticked_tasks_go_out_by_the_rules_and_refusals_are_named(world, client):
    person = build.user()
    build.grant(person, "enforcement.view_task", "enforcement.dispatch_task", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    goes = build.task(
        kind=TaskKind.FACT_CHECK, department=world.own, subject=world.subject,
        desk_reason=DeskReason.NOBODY_FITS,
    )  # fmt: skip
    stays = build.task(
        kind=TaskKind.ON_SITE, department=world.own, subject=world.subject, claim=world.claim,
        matter_version=world.version, checklist_version=world.form,
        desk_reason=DeskReason.APPROVAL_DUE,
    )  # fmt: skip
    url = reverse("enforcement:desk")
    assert "On duty now" in client.get(url).content.decode()
    shown = client.post(url, ACT | {"row": [str(goes.pk), str(stays.pk)]}, follow=True)
    assert Task.objects.get(pk=goes.pk).state == TaskState.DISPATCHED
    assert Task.objects.get(pk=stays.pk).state == TaskState.DRAFTED
    assert "not ready to go out" in shown.content.decode()
