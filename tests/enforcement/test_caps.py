"""How often an object is visited: the cap, who is left alone, two departments at once."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common import workdays
from common.errors import RuleError
from common.models import Event
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import PastInspection
from enforcement.rules.caps import DEFAULT_CAP
from enforcement.services import caps, making
from registry.models import Subject
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")
VISIT = TaskKind.ON_SITE


def planned(world, state=TaskState.DRAFTED, **fields):
    """Build an inspection that nothing but a plan calls for."""
    defaults = {
        "kind": VISIT, "state": state, "department": world.own, "subject": world.subject,
        "matter_version": world.version, "claim": world.claim, "checklist_version": world.form,
    }  # fmt: skip
    return build.task(**defaults | fields)


def past(world, department=None, days=0, **fields):
    day = workdays.today() - dt.timedelta(days=days)
    defaults = {"source": "old", "code": str(build.number()), "subject": world.subject}
    defaults |= {"department": department or world.own, "day": day, "outcome": "passed"}
    return PastInspection.objects.create(**defaults | fields)


def left(world, **options):
    rows = Subject.objects.filter(pk=world.subject.pk)
    return caps.visits_left(world.own, rows, workdays.today().year, **options).get().visits_left


def test_a_third_visit_of_the_year_is_refused_in_words(world):
    past(world)
    past(world)
    with pytest.raises(RuleError, match="as many as it may have") as refused:
        services.approve(planned(world), by=build.user(), basis="the plan")
    assert refused.value.code == "at_cap"


def test_the_database_refuses_it_too(world):
    for _each in range(DEFAULT_CAP):
        past(world)
    task = planned(world)
    with pytest.raises(IntegrityError, match="its visits of the year"), transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(state=TaskState.APPROVED)


def test_the_stricter_of_the_cap_and_of_the_list_in_force_binds(world):
    listed = build.implementation(world.claim, annual_cap=1)
    past(world)
    with pytest.raises(RuleError) as refused:
        services.approve(planned(world), by=build.user(), basis="the plan")
    assert refused.value.code == "at_cap"
    task = planned(world)
    with pytest.raises(IntegrityError, match="its visits of the year"), transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(state=TaskState.APPROVED)
    listed.annual_cap = DEFAULT_CAP + 1
    listed.save()
    services.approve(planned(world), by=build.user(), basis="the plan")
    with pytest.raises(RuleError):
        services.approve(planned(world), by=build.user(), basis="the plan")


def test_visits_made_and_under_way_and_of_merged_records_count(world):
    assert left(world) == DEFAULT_CAP
    planned(world, TaskState.DISPATCHED)
    assert left(world) == DEFAULT_CAP - 1
    twin = build.subject(region=world.subject.region, canonical=world.subject)
    done = planned(world, TaskState.CLOSED, subject=twin)
    build.inspection(done, world.officers[0], outcome="passed")
    assert left(world) == 0
    planned(world, TaskState.CANCELLED)
    past(world, days=400)
    past(world, department=world.city)
    past(world, is_visit=False)
    assert left(world) == 0


@pytest.mark.parametrize("source", ["warning", "complaint", "transfer", "firm"])
def test_complaints_referrals_clues_and_requests_stand_outside_and_are_marked(world, source):
    past(world)
    past(world)
    task = planned(world, source=source)
    services.approve(task, by=build.user(), basis="it was asked for")
    task.refresh_from_db()
    assert task.outside_cap
    assert left(world) == -1


def test_the_row_that_says_most_binds(world):
    build.visit_cap(limit=5)
    assert left(world) == 5
    build.visit_cap(world.top, limit=4)
    assert left(world) == 4
    build.visit_cap(world.own, limit=3)
    build.visit_cap(world.own, limit=6, subject_kind=world.subject.kind)
    build.visit_cap(build.department(), limit=1)
    assert left(world) == 6
    build.visit_cap(world.own, limit=1, subject_kind=world.subject.kind, line="drainage")
    assert left(world, line="drainage") == 1
    assert left(world) == 6


def test_those_at_their_cap_are_found_as_a_set(world):
    other = build.subject(region=world.subject.region)
    past(world)
    past(world)
    rows = Subject.objects.filter(pk__in=[world.subject.pk, other.pk])
    year = workdays.today().year
    assert list(caps.at_cap(world.own, rows, year)) == [world.subject]


def test_who_is_left_alone_is_not_visited_without_a_ground(world):
    build.no_disturb(world.subject, reason="Exemplary for three years")
    task = planned(world)
    with pytest.raises(RuleError, match="Exemplary for three years"):
        services.approve(task, by=build.user(), basis="the plan")
    caps.stand_outside(task, ground="complaint", by=build.user(), basis="complaint 12")
    services.approve(task, by=build.user(), basis="a complaint")
    rows = Subject.objects.filter(pk=world.subject.pk)
    assert list(caps.no_disturb(rows, workdays.today())) == [world.subject]


def test_one_department_left_out_is_not_all(world):
    row = build.no_disturb(world.subject, department=world.city)
    services.approve(planned(world), by=build.user(), basis="the plan")
    caps.end_leaving_alone(row, by=build.user(), reason="a mistake")
    rows = Subject.objects.filter(pk=world.subject.pk)
    assert not caps.no_disturb(rows, workdays.today(), department=world.city).exists()


def test_two_departments_within_thirty_days_raise_an_alarm(world):
    past(world, department=world.city, days=20)
    past(world, department=world.city, days=40)
    task = planned(world, TaskState.APPROVED, due_at=timezone.now())
    assert [each.department for each in caps.neighbours(task)] == [world.city]
    services.dispatch(
        task, lead=world.officers[0], second=world.officers[1], by=build.user(), reason="today"
    )
    told = Event.objects.get(name="enforcement.visits_collide")
    assert told.facts["departments"] == [str(world.city.pk)]


def test_an_urgent_begin_keeps_the_cap_as_well(world):
    past(world)
    past(world)
    task = planned(world, desk_reason="approval_due")
    with pytest.raises(RuleError) as refused:
        making.begin_urgently(task, by=build.user(), reason="smoke")
    assert refused.value.code == "at_cap"


def test_a_task_shows_the_other_departments_that_come(world, client):
    head = build.user()
    build.grant(head, "enforcement.view_task", department=world.own)
    past(world, department=world.city, days=3)
    task = planned(world, due_at=timezone.now())
    client.force_login(head)
    client.cookies["django_language"] = "en"
    text = client.get(task.get_absolute_url()).content.decode()
    assert "Visits of other departments within 30 days" in text
    assert str(world.city) in text


def test_the_head_says_by_page_why_a_visit_stands_outside_the_cap(world, client):
    head = build.user()
    rights = ("enforcement.view_task", "enforcement.approve_task")
    build.grant(head, *rights, department=world.own)
    task = planned(world, desk_reason="approval_due")
    client.force_login(head)
    client.cookies["django_language"] = "en"
    offer = "holds this visit back"
    assert offer not in client.get(task.get_absolute_url()).content.decode()
    past(world)
    past(world)
    assert offer in client.get(task.get_absolute_url()).content.decode()
    url = f"{task.get_absolute_url()}outside-the-cap/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"ground": "complaint", "basis": ""}).status_code == 422
    client.post(url, {"ground": "complaint", "basis": "complaint no. 12"})
    task.refresh_from_db()
    assert task.outside_cap == "complaint"
    services.approve(task, by=head, basis="a complaint")
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_do_not_both_take_the_last_visit(world):
    past(world)
    tasks, both, outcomes = [planned(world), planned(world)], threading.Barrier(2), []

    def approve(task):
        both.wait()
        try:
            services.approve(task, by=build.user(), basis="the plan")
            outcomes.append("approved")
        except RuleError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[each]) for each in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "at_cap"]
