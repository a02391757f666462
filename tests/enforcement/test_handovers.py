"""A shift leaves the desk with its figures and a note; somebody else takes it over, once."""

import threading

import pytest
from django.db import IntegrityError, close_old_connections, transaction
from django.urls import reverse

from common.errors import ConflictError, RuleError
from common.models import Event, Message
from enforcement.choices import DeskReason, TaskKind, TaskState
from enforcement.models import ShiftHandover
from enforcement.services import handovers
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")


def dispatcher_of(department):
    person = build.user()
    perms = ("view_task", "dispatch_task", "view_shifthandover")
    build.grant(person, *(f"enforcement.{each}" for each in perms), department=department)
    return person


def leave_desk(world, **fields):
    content = {"note": "Watch the pumps", "by": dispatcher_of(world.own)}
    return handovers.hand_over(world.own, **content | fields)


def test_the_desk_counts_what_is_open_when_it_is_written(world):
    waiting = build.task(
        department=world.own, subject=world.subject, desk_reason=DeskReason.NOBODY_FITS
    )
    world.task()
    world.task(TaskState.ACCEPTED)
    world.task(TaskState.CLOSED)
    build.incident(waiting)
    made = leave_desk(world, tasks=[waiting])
    found = handovers.Figures(**made.figures)
    assert (found.waiting, found.out, found.not_accepted, found.incidents) == (1, 2, 1, 1)
    world.task()
    made.refresh_from_db()
    assert made.figures["out"] == 2
    assert list(made.tasks.all()) == [waiting]


def test_who_comes_takes_it_over_and_both_stand_on_record(world):
    made, comes = leave_desk(world), dispatcher_of(world.own)
    handovers.take_over(made, by=comes)
    assert (made.taken_by, made.taken_at is not None) == (comes, True)
    names = [event.name for event in Event.objects.about(made)]
    assert names == ["enforcement.shift_handed_over", "enforcement.shift_taken_over"]


def test_nobody_takes_over_from_oneself(world):
    made = leave_desk(world)
    with pytest.raises(RuleError, match="Somebody else"):
        handovers.take_over(made, by=made.written_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftHandover.objects.filter(pk=made.pk).update(
            taken_by=made.written_by, taken_at=made.created_at
        )


def test_one_desk_has_one_open_handover(world):
    made = leave_desk(world)
    with pytest.raises(RuleError, match="Take it first"):
        leave_desk(world)
    handovers.take_over(made, by=dispatcher_of(world.own))
    leave_desk(world)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_at_once_do_not_both_have_it(world):
    made, won = leave_desk(world), []

    def take():
        try:
            handovers.take_over(ShiftHandover.objects.get(pk=made.pk), by=build.user())
            won.append(True)
        except ConflictError:
            won.append(False)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=take) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, True]


def test_the_others_at_the_desk_are_told(world, run_loop):
    comes, far = dispatcher_of(world.own), dispatcher_of(build.department())
    made = leave_desk(world)
    run_loop()
    told = Message.objects.filter(code="shift.handed_over").values_list("recipient", flat=True)
    assert comes.pk in told
    assert made.written_by_id not in told
    assert far.pk not in told


def test_from_the_page_of_the_desk_to_the_next_shift(world, client):
    goes, comes = dispatcher_of(world.own), dispatcher_of(world.own)
    task = world.task(kind=TaskKind.ON_SITE)
    client.force_login(goes)
    client.cookies["django_language"] = "en"
    url = reverse("enforcement:handover-new")
    assert task.title in client.get(url).content.decode()
    assert client.post(url, {"note": ""}).status_code == 422
    answer = client.post(url, {"note": "Rain tonight", "tasks": [str(task.pk)]})
    made = ShiftHandover.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert "Take the desk over" not in client.get(made.get_absolute_url()).content.decode()
    client.force_login(comes)
    assert str(made) in client.get(reverse("enforcement:desk")).content.decode()
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "Rain tonight" in shown
    assert "Take the desk over" in shown
    take = reverse("enforcement:handover-take", args=[made.pk])
    assert client.post(take).status_code == 302
    assert client.post(take).status_code == 409
    assert str(made) not in client.get(reverse("enforcement:desk")).content.decode()


def test_a_task_of_another_department_cannot_be_slipped_in(world, client):
    client.force_login(dispatcher_of(world.own))
    url = reverse("enforcement:handover-new")
    answer = client.post(url, {"note": "Rain tonight", "tasks": [str(build.task().pk)]})
    assert answer.status_code == 422
    assert not ShiftHandover.objects.exists()
