"""What departments ask of each other is received and answered or refused; silence counts."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import workdays
from common.errors import ConflictError, RuleError
from common.models import Event, Message, reference
from enforcement.choices import DeskReason, TaskKind, TaskSource, TaskState
from enforcement.choices.collaborations import ANSWER_DAYS, CollaborationKind, CollaborationState
from enforcement.models import Collaboration, Task
from enforcement.services import collaborations, transfers, visits
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")

EVIDENCE = CollaborationKind.EVIDENCE


@pytest.fixture
def other(world):
    """Another bureau of the same county."""
    return build.department(world.city, region=world.place)


@pytest.fixture
def asked(world, other):
    return ask(world, other)


def ask(world, other, kind=EVIDENCE, **fields):
    content = {"wanted": "The readings of May", "task": world.task(), "by": build.user()}
    return collaborations.ask(
        kind, from_department=world.own, to_department=other, **content | fields
    )


def person_of(department, *perms):
    person = build.user()
    names = perms or ("view_collaboration", "add_collaboration", "change_collaboration")
    build.grant(person, *(f"enforcement.{each}" for each in names), department=department)
    return person


def names_of(row):
    events = Event.objects.about(row)
    return [event.name.removeprefix("enforcement.collaboration_") for event in events]


def test_a_request_has_a_clock_for_receipt_and_answer_by_its_kind(world, other, asked):
    today = workdays.today()
    assert asked.receipt_due_at == workdays.end_of(workdays.add(today, 1))
    assert asked.due_at == workdays.end_of(workdays.add(today, ANSWER_DAYS[EVIDENCE]))
    assert asked.subject == world.subject
    review = ask(world, other, CollaborationKind.LEGAL_REVIEW)
    assert review.due_at < asked.due_at


def test_received_then_answered_and_both_stand_on_record(asked):
    collaborations.receive(asked, by=build.user())
    collaborations.answer(asked, text="Here they are", by=build.user())
    assert (asked.state, asked.answer) == (CollaborationState.ANSWERED, "Here they are")
    assert names_of(asked) == ["asked", "received", "answered"]


def test_an_answer_is_a_receipt_too(asked):
    collaborations.answer(asked, text="Here they are", by=build.user())
    assert asked.received_at == asked.answered_at


def test_a_copy_for_information_is_answered_by_its_receipt(world, other):
    row = ask(world, other, CollaborationKind.COPY_SEND)
    collaborations.receive(row, by=build.user())
    assert row.state == CollaborationState.ANSWERED


def test_a_refusal_keeps_its_reason_and_nothing_follows_it(asked):
    collaborations.refuse(asked, reason="We keep no readings", by=build.user())
    assert (asked.state, asked.answer) == (CollaborationState.REFUSED, "We keep no readings")
    with pytest.raises(ConflictError):
        collaborations.answer(asked, text="After all", by=build.user())


def test_what_keeps_its_row_by_itself_is_not_asked_or_answered_here(world, other):
    with pytest.raises(RuleError, match="on the page of the task"):
        ask(world, other, CollaborationKind.TRANSFER)
    with pytest.raises(RuleError, match="does not ask itself"):
        ask(world, world.own)


def test_a_transfer_keeps_a_row_and_answers_it(world, other):
    row = offered(world, other)
    kept = Collaboration.objects.get(origin=reference(row))
    assert (kept.kind, kept.due_at) == (CollaborationKind.TRANSFER, row.due_at)
    with pytest.raises(RuleError, match="answered where it was asked"):
        collaborations.answer(kept, text="x", by=build.user())
    transfers.refuse(row, by=build.user(), reason="not our area")
    kept.refresh_from_db()
    assert (kept.state, kept.answer) == (CollaborationState.REFUSED, "not our area")
    build.officer(department=other)
    taken = offered(world, other)
    transfers.accept(taken, by=build.user())
    assert Collaboration.objects.get(origin=reference(taken)).state == CollaborationState.ANSWERED


def offered(world, other):
    task = build.task(
        department=world.own, subject=world.subject, desk_reason=DeskReason.NOBODY_FITS
    )
    return transfers.offer(task, to_department=other, by=build.user(), reason="a gas pipe")


@pytest.mark.parametrize("answer", ["agree", "refuse", "call_off"])
def test_a_joint_visit_asks_each_department_and_knows_how_it_answered(world, other, answer):
    head = person_of(world.city, "view_task", "approve_task")
    due = timezone.now() + dt.timedelta(days=4)
    mine, theirs = (
        build.task(
            kind=TaskKind.ON_SITE, department=each, subject=world.subject, due_at=due,
            desk_reason=DeskReason.APPROVAL_DUE,
        )
        for each in (world.own, other)
    )  # fmt: skip
    visit = visits.propose(mine, [mine.pk, theirs.pk], by=head)
    row = Collaboration.objects.get(kind=CollaborationKind.JOINT_VISIT)
    assert (row.from_department, row.to_department) == (world.own, other)
    if answer == "agree":
        visits.agree(visit, other, by=head)
        expected = CollaborationState.ANSWERED
    elif answer == "refuse":
        visits.refuse(visit, other, by=head, reason="No officers")
        expected = CollaborationState.REFUSED
    else:
        visits.call_off(visit, by=head, reason="Closed today")
        expected = CollaborationState.WITHDRAWN
    row.refresh_from_db()
    assert row.state == expected


def test_a_missing_receipt_is_reminded_and_silence_goes_to_the_superior_each_once(
    world, other, asked, run_loop
):
    past = timezone.now() - dt.timedelta(hours=1)
    at_the_desk, above = person_of(other), person_of(world.city)
    Collaboration.objects.filter(pk=asked.pk).update(receipt_due_at=past)
    assert (collaborations.remind(), collaborations.remind()) == (1, 0)
    Collaboration.objects.filter(pk=asked.pk).update(due_at=past)
    assert (collaborations.remind(), collaborations.remind()) == (1, 0)
    assert names_of(asked) == ["asked", "unreceived", "late"]
    run_loop()
    told = dict(Message.objects.values_list("code", "recipient"))
    assert told["collaboration.unreceived"] == at_the_desk.pk
    assert told["collaboration.late"] == above.pk


def test_a_received_request_is_not_reminded_of_its_receipt(asked):
    collaborations.receive(asked, by=build.user())
    Collaboration.objects.filter(pk=asked.pk).update(receipt_due_at=timezone.now())
    assert collaborations.remind() == 0


def test_the_response_rate_counts_what_was_due_and_nothing_twice(world, other):
    past, now = timezone.now() - dt.timedelta(days=1), timezone.now()
    in_time, after, refused, owed, withdrawn = (ask(world, other) for _each in range(5))
    collaborations.answer(in_time, text="yes", by=build.user())
    collaborations.answer(after, text="late", by=build.user())
    Collaboration.objects.filter(pk__in=[after.pk, owed.pk]).update(due_at=past)
    collaborations.refuse(refused, reason="no", by=build.user())
    collaborations.withdraw(withdrawn, reason="found it", by=build.user())
    ask(world, other)
    [row] = Collaboration.objects.all().by_department(now)
    counts = {name: row[name] for name in ("asked", "in_time", "after_time", "refused", "late")}
    assert counts == {"asked": 5, "in_time": 1, "after_time": 1, "refused": 1, "late": 1}
    assert row["pending"] == 1
    assert row["receipt"] < dt.timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told(world, other, asked):
    won = []

    def act(text):
        try:
            row = Collaboration.objects.get(pk=asked.pk)
            collaborations.answer(row, text=text, by=build.user())
            won.append(True)
        except ConflictError:
            won.append(False)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=act, args=(text,)) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, True]


def test_from_the_task_to_the_answer_on_the_pages(world, other, client):
    asking, answering = person_of(world.own), person_of(other)
    build.grant(asking, "enforcement.view_task", "registry.view_subject", department=world.own)
    task = world.task()
    client.force_login(asking)
    client.cookies["django_language"] = "en"
    url = f"{reverse('enforcement:collaboration-new')}?task={task.pk}"
    assert url in client.get(task.get_absolute_url()).content.decode()
    assert world.subject.code in client.get(url).content.decode()
    sent = {
        "kind": "evidence", "from_department": str(world.own.pk), "to_department": str(other.pk),
        "subject": world.subject.code, "wanted": "The readings of May",
    }  # fmt: skip
    bad = SimpleUploadedFile("a.exe", b"MZ")
    refused = client.post(url, sent | {"file": bad})
    assert refused.status_code == 422
    assert "Only these kinds of file" in refused.content.decode()
    assert not Collaboration.objects.exists()
    good = SimpleUploadedFile("may.csv", b"at,value")
    assert client.post(url, sent | {"file": good}).status_code == 302
    row = Collaboration.objects.get()
    assert (row.task, row.subject) == (task, world.subject)
    page = row.get_absolute_url()
    assert "Answer it" not in client.get(page).content.decode()
    client.force_login(answering)
    shown = client.get(page).content.decode()
    assert "The readings of May" in shown
    assert "may.csv" in shown
    assert client.post(f"{page}receive/").status_code == 302
    assert client.post(f"{page}refuse/", {"refuse-reason": ""}).status_code == 422
    answer = {"answer-text": "Enclosed", "answer-file": SimpleUploadedFile("x.txt", b"42")}
    assert client.post(f"{page}answer/", answer).status_code == 302
    assert client.post(f"{page}answer/", {"answer-text": "Again"}).status_code == 409
    client.force_login(asking)
    file = row.files.get(is_answer=True)
    handed = client.get(f"{page}files/{file.pk}/")
    assert (handed.content, handed["X-Content-Type-Options"]) == (b"42", "nosniff")


def test_a_third_department_sees_and_answers_nothing(world, other, asked, client):
    client.force_login(person_of(build.department(world.city, region=world.place)))
    page = asked.get_absolute_url()
    assert client.get(page).status_code == 404
    assert client.post(f"{page}answer/", {"answer-text": "mine"}).status_code == 404
    assert client.post(f"{page}withdraw/", {"withdraw-reason": "mine"}).status_code == 404
    client.force_login(person_of(world.own))
    assert client.post(f"{page}answer/", {"answer-text": "mine"}).status_code == 404
    client.force_login(person_of(other))
    assert client.post(f"{page}withdraw/", {"withdraw-reason": "mine"}).status_code == 404


def test_a_task_made_of_a_request_answers_to_it(world, other, client):
    row = ask(world, other, CollaborationKind.ASSISTANCE)
    person = person_of(other)
    perms = ("enforcement.view_task", "enforcement.dispatch_task", "registry.view_subject")
    build.grant(person, *perms)
    build.officer(department=other)
    client.force_login(person)
    url = f"{reverse('enforcement:task-new')}?request={row.pk}"
    sent = {
        "kind": "fact_check", "source": "own", "subject": world.subject.code,
        "department": str(other.pk), "wanted": "Look at the gate",
        "due_at": (timezone.localtime() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    made = Task.objects.of_origin(reference(row)).get()
    assert (made.source, made.state) == (TaskSource.REQUEST, TaskState.DISPATCHED)
    assert made.get_absolute_url() in client.get(row.get_absolute_url()).content.decode()


def test_the_page_of_rates_counts_only_what_may_be_seen(world, other, asked, client):
    build.collaboration()
    client.force_login(person_of(world.own))
    client.cookies["django_language"] = "en"
    url = reverse("enforcement:collaboration-response")
    client.get(url)
    counts = []
    for more in (0, 6):
        for _each in range(more):
            ask(world, build.department(world.city, region=world.place))
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(url, {"year": "nonsense"}).content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert shown.count('scope="row"') == 7
    assert "Nothing was asked" in client.get(url, {"kind": "expert"}).content.decode()
