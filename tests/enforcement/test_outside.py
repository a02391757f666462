"""A visit that ends with a transfer goes to another body; its receipt and answer stand here."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from common import workdays
from common.errors import ConflictError, RuleError
from enforcement import services
from enforcement.choices import OutsideState, TaskKind, TaskState
from enforcement.models import OutsideTransfer
from enforcement.services import outside
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.usefixtures("in_english")

PAPERS = {
    "body": "Police of the county", "ground": "crime", "reason": "forged papers",
    "papers": "the record, three photos",
}  # fmt: skip


def ended(world, outcome="transferred"):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    content = services.Submission(
        answers=world.answers("failed", "passed"),
        notes={world.items[0].pk: "A forged permit."},
        outcome=outcome,
        finding="confirmed",
    )
    key = uuid.uuid4()
    services.submit(task, inspection=key, content=content, by=world.officers[0].user)
    services.confirm(task, inspection=key, by=world.officers[1].user)
    return task


def send(task):
    return outside.send(task, **PAPERS, by=build.user())


def note(row, state, **fields):
    given = {"day": workdays.today(), "text": "", "by": build.user()}
    return outside.note(row, state=state, **given | fields)


def test_papers_go_to_one_body_at_a_time_and_again_when_sent_back(world):
    task = ended(world)
    row = send(task)
    assert row.receipt_due_on == workdays.add(workdays.today(), 5)
    with pytest.raises(RuleError, match="one body at a time"):
        send(task)
    note(row, OutsideState.RETURNED, text="not ours")
    assert send(task).pk != row.pk
    assert told(task)[-3:] == ["sent_outside", "outside_returned", "sent_outside"]


def test_only_a_visit_that_ended_with_a_transfer_is_handed_over(world):
    with pytest.raises(RuleError):
        send(ended(world, "refer_to_case"))
    with pytest.raises(RuleError):
        send(world.task(TaskState.ON_SITE, TaskKind.ON_SITE))


def test_receipt_and_answer_are_noted_with_their_day(world):
    row = send(ended(world))
    note(row, OutsideState.RECEIVED, number="K-17")
    note(row, OutsideState.ACCEPTED, text="investigation opened")
    assert (row.receipt_no, row.answer) == ("K-17", "investigation opened")
    with pytest.raises(ConflictError):
        note(row, OutsideState.RETURNED, text="after all")


def test_a_day_to_come_and_a_return_without_a_word_are_refused(world):
    row = send(ended(world))
    tomorrow = workdays.today() + dt.timedelta(days=1)
    with pytest.raises(RuleError, match="between the sending and today"):
        note(row, OutsideState.RECEIVED, day=tomorrow)
    with pytest.raises(RuleError, match="why it was sent back"):
        note(row, OutsideState.RETURNED)


def test_a_missing_receipt_is_reminded_once(world):
    row = send(ended(world))
    OutsideTransfer.objects.update(receipt_due_on=workdays.today() - dt.timedelta(days=1))
    assert (outside.remind(), outside.remind()) == (1, 0)
    assert told(row.task)[-1] == "outside_silent"


def test_from_the_task_to_the_answer_on_the_pages(world, client):
    task = ended(world)
    person = build.user()
    perms = ("view_task", "dispatch_task", "view_outsidetransfer")
    build.grant(person, *(f"enforcement.{each}" for each in perms), department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    url = reverse("enforcement:outside-send", args=[task.pk])
    assert url in client.get(task.get_absolute_url()).content.decode()
    assert client.post(url, PAPERS | {"body": ""}).status_code == 422
    assert client.post(url, PAPERS).status_code == 302
    assert client.post(url, PAPERS).status_code == 422
    row = OutsideTransfer.objects.get()
    answer = reverse("enforcement:outside-answer", args=[row.pk])
    assert answer in client.get(task.get_absolute_url()).content.decode()
    sent = {"state": "returned", "day": workdays.today().isoformat(), "text": ""}
    assert client.post(answer, sent).status_code == 422
    assert client.post(answer, sent | {"text": "not ours"}).status_code == 302
    assert client.post(answer, sent | {"text": "not ours"}).status_code == 409
    assert (
        "Police of the county" in client.get(reverse("enforcement:outside-list")).content.decode()
    )
