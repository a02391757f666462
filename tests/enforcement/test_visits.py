"""Joint visits: what is suggested, who agrees, one code, one visit for the cap, two at once."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import workdays
from common.errors import RuleError
from common.models import Event
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.choices.visits import PartState, VisitState
from enforcement.models import Task, Visit
from enforcement.services import caps, past, pocket_bundle, transfers, visits
from registry.models import Subject
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def pair(world):
    """Return the world with another bureau of the county and a visit of each at one object."""
    world.fire = build.department(world.city, region=world.place)
    world.heads = [head_of(world.own), head_of(world.fire)]
    world.visits = [visit(world, world.own, days=5), visit(world, world.fire, days=12)]
    return world


def head_of(department):
    head = build.user()
    rights = ("approve_task", "view_task", "view_visit")
    build.grant(head, *(f"enforcement.{each}" for each in rights), department=department)
    return head


def visit(world, department, *, days, state=TaskState.DRAFTED, **fields):
    standing = world.version.matter.claims.filter(department=department).first()
    claim = standing or build.claim(world.version.matter, department)
    defaults = {
        "kind": TaskKind.ON_SITE, "state": state, "department": department,
        "subject": world.subject, "matter_version": world.version, "claim": claim,
        "checklist_version": world.form, "due_at": timezone.now() + dt.timedelta(days=days),
    }  # fmt: skip
    return build.task(**defaults | fields)


def suggested(user):
    seen = Task.objects.allowed(user, "enforcement.view_task")
    return visits.suggestions(visits.openings(seen).select_related("subject"), user)


def proposed(pair):
    return visits.propose(pair.visits[0], [each.pk for each in pair.visits], by=pair.heads[0])


def settled(pair):
    return visits.agree(proposed(pair), pair.fire, by=pair.heads[1])


def names():
    return list(
        Event.objects.filter(name__startswith="enforcement.visit_").values_list("name", flat=True)
    )


def test_tasks_of_two_departments_in_one_window_are_suggested(pair):
    visit(pair, pair.own, days=80)
    [found] = suggested(pair.heads[1])
    assert found.tasks == pair.visits
    assert found.saved == 1
    assert found.lead == pair.visits[1]
    assert found.departments == [pair.own, pair.fire]


def test_merged_records_are_one_object(pair):
    twin = build.subject(region=pair.subject.region, canonical=pair.subject)
    third = visit(pair, pair.own, days=20, subject=twin)
    [found] = suggested(pair.heads[0])
    assert found.tasks == [*pair.visits, third]


@pytest.mark.parametrize(
    "changes",
    [
        {"days": 40},
        {"days": 12, "state": TaskState.ON_SITE},
        {"days": 12, "kind": TaskKind.OFF_SITE},
    ],
)
def test_what_is_far_away_begun_or_no_visit_is_not_suggested(world, changes):
    visit(world, world.own, days=5)
    fire = build.department(world.city, region=world.place)
    visit(world, fire, **changes)
    assert suggested(head_of(world.own)) == []


def test_strangers_are_shown_nothing(pair):
    assert suggested(head_of(build.department())) == []


def test_many_suggestions_cost_no_more_questions_than_one(pair):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            found = suggested(pair.heads[0])
        return len(found), len(asked)

    suggested(pair.heads[0])  # the grants are read once
    assert questions() == (1, 3)
    for _each in range(3):
        place = build.subject(region=pair.subject.region)
        visit(pair, pair.own, days=3, subject=place)
        visit(pair, pair.fire, days=4, subject=place)
    assert questions() == (4, 3)


def test_the_lead_proposes_and_the_other_agrees(pair):
    made = proposed(pair)
    assert made.state == VisitState.PROPOSED
    assert made.day == timezone.localdate(pair.visits[0].due_at)
    assert suggested(pair.heads[0]) == []
    with pytest.raises(RuleError, match="not asked"):
        visits.agree(made, pair.fire, by=pair.heads[0])
    visits.agree(made, pair.fire, by=pair.heads[1])
    assert made.state == VisitState.SETTLED
    assert names() == [
        "enforcement.visit_proposed", "enforcement.visit_agreed", "enforcement.visit_settled",
    ]  # fmt: skip


def test_a_department_refuses_for_a_reason(pair):
    made = proposed(pair)
    with pytest.raises(RuleError, match="Say why"):
        visits.refuse(made, pair.fire, by=pair.heads[1], reason=" ")
    visits.refuse(made, pair.fire, by=pair.heads[1], reason="A surprise check")
    assert made.state == VisitState.REFUSED
    states = dict(made.parts.values_list("task__department", "state"))
    assert states == {pair.own.pk: PartState.LEFT, pair.fire.pk: PartState.REFUSED}
    assert suggested(pair.heads[0]) == []


def test_a_suggestion_is_refused_for_a_reason_and_not_made_again(pair):
    tasks = [each.pk for each in pair.visits]
    visits.decline(pair.visits[1], tasks, by=pair.heads[1], reason="Different doors")
    assert suggested(pair.heads[0]) == suggested(pair.heads[1]) == []


def test_nobody_leads_with_a_task_of_others(pair):
    with pytest.raises(PermissionDenied):
        visits.propose(pair.visits[1], [each.pk for each in pair.visits], by=pair.heads[0])


def test_what_was_read_must_still_be_so(pair):
    services.cancel(pair.visits[1], by=pair.heads[1], reason="no need")
    with pytest.raises(RuleError, match="do not fit together any more"):
        proposed(pair)


def test_all_show_one_code_at_the_door(pair, client):
    services.approve(pair.visits[0], by=pair.heads[0], basis="the plan")
    made = settled(pair)
    theirs = [build.officer(department=pair.fire) for _each in "12"]
    services.approve(pair.visits[1], by=pair.heads[1], basis="the plan")
    for task in pair.visits:
        task.refresh_from_db()
        assert task.entry_code.code == made.code
    client.cookies["django_language"] = "en"
    page = client.get(f"/public/verify/{made.code}/").content.decode()
    for officer in [*pair.officers, *theirs]:
        assert str(officer) in page
    assert pair.own.named in page
    assert pair.fire.named in page
    visits.call_off(made, by=pair.heads[0], reason="The firm has moved")
    codes = {
        each.entry_code.code for each in Task.objects.filter(pk__in=[t.pk for t in pair.visits])
    }
    assert len(codes) == 2
    assert made.code not in codes


def left(world, department):
    rows = Subject.objects.filter(pk=world.subject.pk)
    return caps.visits_left(department, rows, workdays.today().year).get().visits_left


def test_it_is_one_visit_for_the_cap_that_of_the_lead(pair):
    settled(pair)
    for task, head in zip(pair.visits, pair.heads, strict=True):
        services.approve(task, by=head, basis="the plan")
    assert (left(pair, pair.own), left(pair, pair.fire)) == (1, 2)
    for task in pair.visits:
        build.inspection(task, build.officer(department=task.department), outcome="passed")
    year = workdays.today().year
    assert past.visits_in(pair.subject, year) == 1
    assert past.visits_in(pair.subject, year, department=pair.own) == 1
    assert past.visits_in(pair.subject, year, department=pair.fire) == 0


def test_who_comes_along_is_not_held_back_by_the_cap(pair):
    build.visit_cap(pair.fire, limit=1)
    visit(pair, pair.fire, days=200, state=TaskState.ACCEPTED)
    with pytest.raises(RuleError, match="as many as it may have"):
        services.approve(pair.visits[1], by=pair.heads[1], basis="the plan")
    settled(pair)
    services.approve(pair.visits[1], by=pair.heads[1], basis="the plan")
    assert caps.neighbours(pair.visits[1]) == []


def test_it_ends_with_its_last_task(pair, run_loop):
    made = settled(pair)
    services.cancel(pair.visits[1], by=pair.heads[1], reason="no need")
    run_loop()
    made.refresh_from_db()
    assert made.state == VisitState.SETTLED
    services.cancel(pair.visits[0], by=pair.heads[0], reason="no need")
    run_loop()
    made.refresh_from_db()
    assert made.state == VisitState.CALLED_OFF


def test_it_ends_when_the_last_of_its_tasks_goes_to_another_department(pair, run_loop):
    made = settled(pair)
    services.cancel(pair.visits[1], by=pair.heads[1], reason="no need")
    other = build.department(pair.city, region=pair.place)
    build.claim(pair.version.matter, other)
    offered = transfers.offer(
        pair.visits[0], to_department=other, by=pair.heads[0], reason="its sewer"
    )
    transfers.accept(offered, by=build.user())
    run_loop()
    made.refresh_from_db()
    assert made.state == VisitState.CALLED_OFF


def test_a_proposal_falls_with_the_task_of_its_lead(pair, run_loop):
    made = proposed(pair)
    services.cancel(pair.visits[0], by=pair.heads[0], reason="no need")
    run_loop()
    made.refresh_from_db()
    assert made.state == VisitState.CALLED_OFF
    assert made.parts.standing().count() == 0


def test_its_day_is_chosen_while_it_is_open(pair):
    made = settled(pair)
    day = workdays.today() + dt.timedelta(days=2)
    assert visits.set_day(made, day=day, by=pair.heads[0]).day == day
    with pytest.raises(RuleError, match="when the first of the tasks is due"):
        visits.set_day(made, day=day + dt.timedelta(days=30), by=pair.heads[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_who_accept_at_once_one_is_told(pair):
    outcomes = []
    both = threading.Barrier(2)

    def accept(task, head):
        both.wait()
        try:
            visits.propose(task, [each.pk for each in pair.visits], by=head)
            outcomes.append("made")
        except RuleError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=accept, args=each)
        for each in zip(pair.visits, pair.heads, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "no_fit"]
    assert Visit.objects.count() == 1


def test_the_phone_knows_who_else_comes(pair):
    settled(pair)
    theirs = [build.officer(department=pair.fire) for _each in "12"]
    for task, head in zip(pair.visits, pair.heads, strict=True):
        services.approve(task, by=head, basis="the plan")
    [task] = pocket_bundle.bundle(pair.officers[0].user, address=lambda path: path)["tasks"]
    assert task["visit"]["lead"]["name"] == pair.own.name
    [other] = task["visit"]["others"]
    assert other["department"]["name"] == pair.fire.name
    assert {each["name"] for each in other["officers"]} == {each.user.name for each in theirs}


def test_the_heads_settle_it_by_page(pair, client):
    client.cookies["django_language"] = "en"
    client.force_login(pair.heads[0])
    page = client.get("/tasks/visits/suggestions/").content.decode()
    assert "1 visit saved" in page
    assert f"{pair.own.named} leads" in page
    assert "May be made as one visit" in client.get(f"/tasks/{pair.visits[0].pk}/").content.decode()
    tasks = " ".join(str(each.pk) for each in pair.visits)
    told = client.post(f"/tasks/visits/from/{pair.visits[0].pk}/", {"tasks": tasks}, follow=True)
    assert "The others are asked" in told.content.decode()
    made = Visit.objects.get()
    client.force_login(pair.heads[1])
    assert (
        f"Does {pair.fire.named} come along" in client.get(made.get_absolute_url()).content.decode()
    )
    url = f"{made.get_absolute_url()}refuse/{pair.fire.pk}/"
    assert client.post(url, {"refuse-reason": ""}).status_code == 422
    client.post(f"{made.get_absolute_url()}agree/{pair.fire.pk}/")
    client.force_login(pair.heads[0])
    page = client.get(made.get_absolute_url()).content.decode()
    assert made.code in page
    assert (
        client.post(f"{made.get_absolute_url()}day/", {"day-day": "2020-01-01"}).status_code == 422
    )
    assert client.post(f"{made.get_absolute_url()}call-off/", {}).status_code == 422
    listed = client.get("/tasks/visits/").content.decode()
    assert pair.subject.named in listed
    rows = client.get("/api/v1/visits/").json()["results"]
    assert [each["department"] for each in rows[0]["parts"]] == [pair.own.code, pair.fire.code]


def test_a_head_refuses_a_suggestion_by_page(pair, client):
    client.force_login(pair.heads[1])
    url = f"/tasks/visits/from/{pair.visits[1].pk}/decline/"
    tasks = " ".join(str(each.pk) for each in pair.visits)
    assert client.post(url, {"tasks": tasks, "reason": ""}).status_code == 422
    assert client.post(url, {"tasks": tasks, "reason": "A surprise check"}).status_code == 302
    assert Visit.objects.get().state == VisitState.REFUSED


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit_a_phone(pair, opened, width):
    page = opened(pair.heads[0], "/tasks/visits/suggestions/", width=width, check=True)
    look_over(page)
    shot(page, f"visit-suggestions-{width}")
    made = proposed(pair)
    for name, path in (("visit", made.get_absolute_url()), ("visits", "/tasks/visits/")):
        page.goto(page.url.split("/tasks/")[0] + path)
        look_over(page)
        shot(page, f"{name}-{width}")
