"""The inspected rate a visit once, and complain to the office above, never to those concerned."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common import workdays
from common.errors import ConflictError, RuleError
from common.models import Event, Message
from enforcement.choices import TaskKind, TaskState
from enforcement.choices.feedback import (
    ASKED_OF_VISITS,
    OUGHT_TO_BE_NO,
    ComplaintVerdict,
    VisitComplaintState,
)
from enforcement.models import EntryCode, VisitComplaint, VisitRating
from enforcement.services import feedback
from enforcement.services.codes import entry_code
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = pytest.mark.usefixtures("in_english")

GOOD = {name: "no" if name in OUGHT_TO_BE_NO else "yes" for name in ASKED_OF_VISITS}


def entry_of(world, state=TaskState.CLOSED):
    task = world.task(state, TaskKind.ON_SITE)
    return EntryCode.objects.create(task=task, code=entry_code())


def rate(entry, stars=5, **answers):
    given = {name: value == "yes" for name, value in (GOOD | answers).items()}
    return feedback.rate(entry, stars=stars, answers=given, text="")


def complain(entry, **fields):
    return feedback.complain(entry, **{"text": "They came at night", "contact": ""} | fields)


def person_of(department, *perms):
    person = build.user()
    build.grant(person, *(f"enforcement.{each}" for each in perms), department=department)
    return person


def test_a_visit_is_rated_once_for_each_code(world):
    entry = entry_of(world)
    assert feedback.may_rate(entry)
    rate(entry, 4, gift_asked="yes")
    assert not feedback.may_rate(entry)
    with pytest.raises(ConflictError, match="rated already"):
        rate(entry, 1)
    assert VisitRating.objects.get().stars == 4


@pytest.mark.parametrize("state", [TaskState.DISPATCHED, TaskState.ON_SITE, TaskState.CANCELLED])
def test_a_visit_that_was_not_made_is_not_rated(world, state):
    with pytest.raises(RuleError, match="made can be rated"):
        rate(entry_of(world, state))


def test_a_complaint_goes_to_the_office_above_and_has_a_clock(world):
    row = complain(entry_of(world))
    assert row.department == world.city
    assert row.due_on == workdays.add(workdays.today(), 7)


def test_where_nobody_stands_above_the_supervisors_of_enforcement_look_into_it(world):
    entry = entry_of(world)
    justice = build.department(region=world.place, lines=["justice"])
    entry.task.department = build.department(region=world.place, lines=["drainage"])
    assert feedback.supervising(entry.task) == justice


def test_the_contact_is_sealed_and_only_the_office_reads_it(world, client):
    row = complain(entry_of(world), contact="138 0000 0000")
    assert b"138" not in bytes(row.contact)
    assert feedback.contact_of(VisitComplaint.objects.get(pk=row.pk)) == "138 0000 0000"
    client.force_login(person_of(world.city, "view_visitcomplaint", "change_visitcomplaint"))
    assert "138 0000 0000" in client.get(row.get_absolute_url()).content.decode()


def test_no_more_than_three_wait_about_one_visit(world):
    entry = entry_of(world)
    for _each in range(3):
        complain(entry)
    with pytest.raises(RuleError, match="looked into already"):
        complain(entry)


def test_the_inspecting_department_reads_nothing_before_the_answer(world, client):
    entry = entry_of(world)
    row = complain(entry, text="They asked for a dinner", contact="138 0000 0000")
    perms = ("view_task", "view_visitcomplaint", "view_visitrating", "change_visitcomplaint")
    client.force_login(person_of(world.own, *perms))
    client.cookies["django_language"] = "en"
    assert client.get(row.get_absolute_url()).status_code == 404
    listed = client.get(reverse("enforcement:visit-complaint-list")).content.decode()
    assert row.number not in listed
    page = entry.task.get_absolute_url()
    assert "dinner" not in client.get(page).content.decode()
    verdict = ComplaintVerdict.FOUNDED
    feedback.answer_complaint(row, verdict=verdict, text="You are right", by=build.user())
    shown = client.get(page).content.decode()
    assert "dinner" in shown
    assert "You are right" in shown
    assert "138 0000" not in shown


def test_whoever_was_on_the_visit_does_not_answer(world):
    row = complain(entry_of(world))
    with pytest.raises(PermissionDenied):
        feedback.answer_complaint(
            row, verdict="unfounded", text="Nothing to it", by=world.officers[0].user
        )


def test_the_office_is_told_the_head_of_the_inspectors_only_after_the_answer(world, run_loop):
    office = person_of(world.city, "change_visitcomplaint")
    head = person_of(world.own, "approve_task")
    row = complain(entry_of(world))
    run_loop()
    assert list(Message.objects.values_list("code", "recipient")) == [
        ("complaint.received", office.pk)
    ]
    feedback.answer_complaint(row, verdict="unfounded", text="All was in order", by=office)
    run_loop()
    assert Message.objects.get(code="complaint.answered").recipient_id == head.pk


def test_silence_is_told_once(world):
    row = complain(entry_of(world))
    VisitComplaint.objects.update(due_on=workdays.today() - dt.timedelta(days=1))
    assert (feedback.escalate_complaints(), feedback.escalate_complaints()) == (1, 0)
    assert Event.objects.about(row).last().name == "enforcement.complaint_late"


def test_from_the_code_at_the_door_to_the_answer_without_an_account(world, client):
    entry = entry_of(world)
    client.cookies["django_language"] = "en"
    door = reverse("enforcement:entry-verify", args=[entry.code])
    url = reverse("enforcement:visit-rate", args=[entry.code])
    assert url in client.get(door).content.decode()
    assert client.post(url, {"stars": "5"}).status_code == 422
    assert client.post(url, GOOD | {"stars": "9"}).status_code == 422
    assert client.post(url, GOOD | {"stars": "5", "text": "polite"}).status_code == 302
    assert client.post(url, GOOD | {"stars": "1"}).status_code == 409
    assert "has been rated" in client.get(url).content.decode()
    url = reverse("enforcement:visit-complain", args=[entry.code])
    assert str(world.city.named) in client.get(url).content.decode()
    assert client.post(url, {"text": "short"}).status_code == 422
    answer = client.post(url, {"text": "They came at night", "contact": "a@b.example"})
    row = VisitComplaint.objects.get()
    page = client.get(answer.headers["Location"]).content.decode()
    assert row.number in page
    assert "a@b.example" not in page
    feedback.answer_complaint(row, verdict="founded", text="You are right", by=build.user())
    typed = row.number.lower().replace("-", " ")
    number = reverse("enforcement:complaint-answer", args=[typed])
    assert "You are right" in client.get(number).content.decode()
    assert row.state == VisitComplaintState.ANSWERED
    assert client.get(reverse("enforcement:visit-rate", args=["NONE"])).status_code == 404


def test_the_sums_are_of_the_readers_own_departments(world, client):
    rate(entry_of(world), 4, cost_shifted="yes")
    rate(entry_of(world), 5)
    build.visit_rating(stars=1)
    client.force_login(person_of(world.own, "view_visitrating"))
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("enforcement:rating-list")).content.decode()
    assert "2 ratings, 4.5 stars on average" in shown
    assert "yes: 1 (50 %)" in shown


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_fit_a_phone(world, opened):
    entry = entry_of(world)
    rate(entry_of(world), 3)
    row = complain(entry_of(world))
    perms = ("view_visitcomplaint", "change_visitcomplaint", "view_visitrating")
    person = person_of(world.city, *perms)
    paths = {
        "rate": reverse("enforcement:visit-rate", args=[entry.code]),
        "complain": reverse("enforcement:visit-complain", args=[entry.code]),
        "complaint-number": reverse("enforcement:complaint-answer", args=[row.number]),
        "ratings": reverse("enforcement:rating-list"),
        "visit-complaint": row.get_absolute_url(),
    }
    for name, path in paths.items():
        page = opened(person, path, width=360, check=True)
        shot(page, f"{name}-360")
        look_over(page)
