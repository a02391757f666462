"""A task goes to another department only with its receipt; silence goes to the superior."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalMove, RuleError
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.choices.transfers import TransferState
from enforcement.models import Task, TaskTransfer
from enforcement.services import transfers
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def other(world):
    """Another bureau of the same county."""
    return build.department(world.city, region=world.place)


def waits(world, kind=TaskKind.FACT_CHECK, **fields):
    act = {"matter_version": world.version, "claim": world.claim, "checklist_version": world.form}
    return build.task(
        kind=kind, state=TaskState.DRAFTED, department=world.own, subject=world.subject,
        origin=f"risk.warning:{build.number()}", template="visit",
        desk_reason=DeskReason.NOBODY_FITS, **(act if kind == TaskKind.ON_SITE else {}), **fields,
    )  # fmt: skip


def offer(task, to, **fields):
    return transfers.offer(task, to_department=to, by=build.user(), reason="a gas pipe", **fields)


def test_taking_over_ends_it_here_and_goes_on_there(world, other):
    officer = build.officer(department=other)
    task = waits(world)
    made = transfers.accept(offer(task, other), by=build.user())
    task.refresh_from_db()
    assert task.state == TaskState.TRANSFERRED
    assert (made.department, made.origin, made.state) == (other, task.origin, TaskState.DISPATCHED)
    assert made.assignments.get().officer == officer
    assert told(task) == ["transfer_offered", "transferred"]


def test_an_inspection_is_looked_up_anew_and_waits_for_the_receivers_approval(world, other):
    task = waits(world, TaskKind.ON_SITE)
    with pytest.raises(RuleError):
        offer(task, other)
    claim = build.claim(world.version.matter, other)
    made = transfers.accept(offer(task, other), by=build.user())
    assert (made.claim, made.state) == (claim, TaskState.DRAFTED)
    assert made.desk_reason == DeskReason.APPROVAL_DUE


def test_a_refusal_leaves_it_where_it_was_with_the_reason(world, other):
    task = waits(world)
    row = transfers.refuse(offer(task, other), by=build.user(), reason="not our area")
    task.refresh_from_db()
    assert (task.state, task.department) == (TaskState.DRAFTED, world.own)
    assert (row.state, row.answer) == (TransferState.REFUSED, "not our area")
    offer(task, other)


def test_what_cannot_be_offered_is_refused_in_words(world, other):
    with pytest.raises(RuleError, match="nobody has in hand"):
        offer(world.task(), other)
    task = waits(world)
    with pytest.raises(RuleError, match="already"):
        offer(task, world.own)
    offer(task, other)
    with pytest.raises(RuleError, match="waits for the answer"):
        offer(task, other)


def test_a_task_that_went_on_is_no_longer_on_offer(world, other):
    task = waits(world)
    row = offer(task, other)
    Task.objects.filter(pk=task.pk).update(state=TaskState.CANCELLED)
    with pytest.raises(IllegalMove, match="no longer on offer"):
        transfers.accept(row, by=build.user())


def test_silence_goes_to_the_superior_once(world, other):
    task = waits(world)
    row = offer(task, other)
    assert transfers.escalate_silent() == 0
    TaskTransfer.objects.filter(pk=row.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert transfers.escalate_silent() == 1
    assert transfers.escalate_silent() == 0
    assert told(task)[-1] == "transfer_late"


def test_the_receiver_answers_on_the_list_and_the_giver_does_not(world, other, client):
    giver, receiver = build.user(), build.user()
    perms = [f"enforcement.{each}" for each in ("dispatch_task", "view_task", "view_tasktransfer")]
    build.grant(giver, *perms, "registry.view_department", department=world.city)
    build.grant(receiver, *perms, department=other)
    task = waits(world)
    client.force_login(giver)
    assert client.get(task.get_absolute_url()).status_code == 200
    data = {"to_department": str(other.pk), "reason": "a gas pipe"}
    client.post(reverse("enforcement:task-transfer", args=[task.pk]), data)
    row = TaskTransfer.objects.get()
    client.force_login(receiver)
    url = reverse("enforcement:transfer-list")
    assert task.subject.name in client.get(url).content.decode()
    client.post(url, {"do": "bulk", "action": "accept", "row": [str(row.pk)]})
    row.refresh_from_db()
    assert row.state == TransferState.ACCEPTED
    assert row.made.department == other
