"""What officers hand back is mended and goes to them again, or the desk hears why not."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import ConflictError, RuleError
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Task
from enforcement.services import correcting
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def returned(world):
    """A visit that its two officers handed back because the address was wrong."""
    task = world.task(kind=TaskKind.ON_SITE)
    return services.return_(task, by=world.officers[0].user, reason="No such house number")


def mend(task, by=None, **changes):
    content = {"wanted": "Gate 2, not gate 1", "due_at": task.due_at, "reason": "address mended"}
    return correcting.correct(task, **content | changes, by=by or build.user())


def crew_of(task):
    return [each.officer for each in task.assignments.filter(ended_at=None).order_by("position")]


def test_a_mended_task_goes_to_those_who_handed_it_back(world, returned):
    third = build.officer(department=world.own)
    mend(returned)
    task = Task.objects.get(pk=returned.pk)
    assert (task.state, task.desk_reason) == (TaskState.DISPATCHED, "")
    assert crew_of(task) == world.officers[:2]
    assert third not in crew_of(task)
    assert task.wanted == "Gate 2, not gate 1"
    assert told(task)[-2:] == ["corrected", "dispatched"]


def test_the_last_crew_counts_where_it_changed_hands_before(world, returned):
    others = [build.officer(department=world.own), build.officer(department=world.own)]
    services.dispatch(returned, lead=others[0], second=others[1], by=build.user())
    again = services.return_(returned, by=others[1].user, reason="Still wrong")
    mend(again)
    assert crew_of(again) == others


def test_nothing_mended_is_refused_and_changes_nothing(returned):
    with pytest.raises(RuleError, match="Nothing was changed"):
        mend(returned, wanted=returned.wanted)
    assert Task.objects.get(pk=returned.pk).state == TaskState.RETURNED


def test_what_was_not_handed_back_is_not_mended(world):
    with pytest.raises(RuleError, match="handed back"):
        mend(world.task())


def test_an_officer_who_no_longer_fits_is_named_and_the_text_stays_as_it_was(world, returned):
    officer = world.officers[1]
    build.leave(officer)
    with pytest.raises(RuleError, match=str(officer)):
        mend(returned)
    task = Task.objects.get(pk=returned.pk)
    assert (task.state, task.wanted) == (TaskState.RETURNED, "")


def test_somebody_else_was_faster(returned):
    stale = Task.objects.get(pk=returned.pk)
    mend(returned)
    with pytest.raises(ConflictError):
        mend(stale)


def test_the_page_offers_it_and_keeps_what_was_typed(world, client, returned):
    person = build.user()
    build.grant(person, "enforcement.view_task", "enforcement.dispatch_task", department=world.own)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    shown = client.get(returned.get_absolute_url()).content.decode()
    assert "Mend it and give it back to them" in shown
    assert str(world.officers[0]) in shown
    url = reverse("enforcement:task-correct", args=[returned.pk])
    past = (timezone.localtime() - dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {"correction-wanted": "Gate 2", "correction-due_at": past, "correction-reason": "x y"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert "Gate 2" in answer.content.decode()
    later = (timezone.localtime() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, sent | {"correction-due_at": later}).status_code == 302
    assert Task.objects.get(pk=returned.pk).state == TaskState.DISPATCHED
