"""Every move of every kind of task: the legal ones succeed, all others are refused."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.errors import IllegalMove, RuleError, StaleState
from common.flow import move
from enforcement import services
from enforcement.choices import (
    ACTS,
    OPEN_STATES,
    TASK_FLOW,
    VISITS,
    DeskReason,
    TaskKind,
    TaskState,
)
from enforcement.models import Task
from tests import build
from tests.enforcement.conftest import told

pytestmark = pytest.mark.django_db

ALL = list(product(TaskKind.values, TaskState.values, TaskState.values))


def test_the_full_product_of_moves(world):
    tasks = {kind: world.task(kind=kind) for kind in TaskKind.values}
    for kind, at, to in ALL:
        task = tasks[kind]
        Task.objects.filter(pk=task.pk).update(state=at)
        task.state = at
        if to in TASK_FLOW[kind][at]:
            move(task, to)
            assert Task.objects.get(pk=task.pk).state == to
        else:
            with pytest.raises(IllegalMove):
                move(task, to)
            assert Task.objects.get(pk=task.pk).state == at


ACTS_ON_A_TASK = {
    "approve": (TaskState.APPROVED, lambda world, task: services.approve(
        task, by=build.user(), basis="flooding")),
    "dispatch": (TaskState.DISPATCHED, lambda world, task: services.dispatch(
        task, lead=world.officers[2], second=world.officers[3], by=build.user())),
    "accept": (TaskState.ACCEPTED, lambda world, task: services.accept(
        task, by=world.officers[0].user)),
    "arrive": (TaskState.ON_SITE, lambda world, task: services.arrive(
        task, by=world.officers[0].user)),
    "return_": (TaskState.RETURNED, lambda world, task: services.return_(
        task, by=world.officers[0].user, reason="ill")),
    "cancel": (TaskState.CANCELLED, lambda world, task: services.cancel(
        task, by=build.user(), reason="raised twice")),
}  # fmt: skip


TOGETHER = {"accept": TaskKind.values, "arrive": VISITS}


@pytest.mark.parametrize("act", ACTS_ON_A_TASK)
@pytest.mark.parametrize("kind", TaskKind.values)
def test_every_act_from_every_state(world, act, kind):
    world.officers += [build.officer(department=world.own) for _each in range(2)]
    target, do = ACTS_ON_A_TASK[act]
    for state in TaskState.values:
        is_legal = target in TASK_FLOW[kind][state]
        if act == "arrive":
            is_legal = kind in VISITS and state == TaskState.ACCEPTED
        task = world.task(state, kind)
        if act in ("approve", "dispatch"):  # nobody is on it yet
            task.assignments.all().delete()
        if is_legal:
            done = do(world, task)
            expected = {target}
            if act == "approve":  # it goes out at once where officers fit
                expected = {TaskState.DISPATCHED}
            assert {done.state} == expected, (kind, state)
        elif act in ("accept", "arrive") and state == target and kind in TOGETHER[act]:
            assert do(world, task).state == state  # the other officer did so before
            assert told(task) == []
        else:
            with pytest.raises(IllegalMove):
                do(world, task)
            assert Task.objects.get(pk=task.pk).state == state, (kind, state)
            assert told(task) == []


class TestActors:
    def test_only_an_assigned_officer_acts(self, world):
        outsider = build.officer(department=world.own)
        for state, act in [
            (TaskState.DISPATCHED, services.accept),
            (TaskState.ACCEPTED, services.arrive),
        ]:
            with pytest.raises(PermissionDenied):
                act(world.task(state, TaskKind.ON_SITE), by=outsider.user)
        with pytest.raises(PermissionDenied):
            services.return_(world.task(), by=outsider.user, reason="ill")

    def test_an_officer_taken_off_is_an_outsider(self, world):
        task = world.task()
        services.return_(task, by=world.officers[0].user, reason="ill")
        services.dispatch(task, lead=world.officers[1], by=build.user())
        with pytest.raises(PermissionDenied):
            services.accept(task, by=world.officers[0].user)

    def test_a_visit_needs_a_certificate_valid_today(self, world):
        officer = world.officers[0]
        officer.valid = ("2020-01-01", "2020-12-31")
        officer.save()
        with pytest.raises(RuleError) as error:
            services.accept(world.task(kind=TaskKind.ON_SITE), by=officer.user)
        assert error.value.code == "uncertified"
        assert services.accept(world.task(), by=officer.user).state == TaskState.ACCEPTED


class TestDispatch:
    def refused(self, task, **choice):
        with pytest.raises(RuleError) as error:
            services.dispatch(task, **choice, by=build.user())
        assert Task.objects.get(pk=task.pk).state == task.state
        return error.value.code, error.value.field

    def test_a_visit_takes_two_different_officers(self, world):
        task = world.task(TaskState.RETURNED, TaskKind.ON_SITE)
        lead = world.officers[0]
        assert self.refused(task, lead=lead) == ("second_missing", "second")
        assert self.refused(task, lead=lead, second=lead) == ("same_officer", "second")

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"certificate_no": None, "valid": None}, "uncertified"),
            ({"lines": ["gas"]}, "other_line"),
        ],
    )
    def test_who_does_not_fit_is_refused(self, world, facts, code):
        task = world.task(TaskState.RETURNED, TaskKind.ON_SITE)
        odd = build.officer(department=world.own, **facts)
        assert self.refused(task, lead=world.officers[0], second=odd) == (code, "second")

    def test_officers_of_another_body_are_refused(self, world):
        task = world.task(TaskState.RETURNED, TaskKind.ON_SITE)
        other = build.officer(department=world.city)
        assert self.refused(task, lead=other, second=world.officers[0]) == (
            "other_department",
            "lead",
        )

    def test_somebody_off_duty_is_called_in_with_a_reason(self, world):
        task = world.task(TaskState.RETURNED)
        task.assignments.all().delete()
        off = build.officer(department=world.own, on_duty=False)
        assert self.refused(task, lead=off) == ("reason_missing", "reason")
        assert services.dispatch(task, lead=off, by=build.user(), reason="flooding").state == (
            TaskState.DISPATCHED
        )

    def test_reassigning_ends_the_old_assignments(self, world):
        task = world.task(TaskState.ACCEPTED, TaskKind.ON_SITE)
        third, fourth = (build.officer(department=world.own) for _each in range(2))
        services.reassign(task, lead=third, second=fourth, by=build.user(), reason="kinship")
        now = task.assignments.filter(ended_at=None)
        assert {each.officer for each in now} == {third, fourth}
        assert task.assignments.count() == 4
        assert told(task) == ["returned", "dispatched"]

    def test_a_refused_choice_leaves_everything_as_it_was(self, world):
        task = world.task(TaskState.ACCEPTED, TaskKind.ON_SITE)
        with pytest.raises(RuleError):
            services.reassign(task, lead=world.officers[0], by=build.user(), reason="kinship")
        assert task.state == TaskState.ACCEPTED
        assert task.assignments.filter(ended_at=None).count() == 2


class TestTheDeskFillsAndEmpties:
    def test_a_returned_task_waits_at_the_desk(self, world):
        task = world.task()
        services.return_(task, by=world.officers[0].user, reason="ill")
        assert task.desk_reason == DeskReason.RETURNED
        assert Task.objects.at_desk().get() == task
        services.dispatch(task, lead=world.officers[1], by=build.user())
        assert not Task.objects.at_desk().exists()

    def test_approval_by_the_head_without_officers_stays_at_the_desk(self, world):
        for officer in world.officers:
            officer.roster.all().delete()
        task = world.task(TaskState.DRAFTED, TaskKind.ON_SITE)
        task.assignments.all().delete()
        services.approve(task, by=build.user(), basis="flooding")
        assert (task.state, task.desk_reason) == (TaskState.APPROVED, DeskReason.NOBODY_FITS)
        assert Task.objects.at_desk().get() == task


def test_a_stale_page_never_overwrites(world):
    """The same state coming back in between is noticed too."""
    seen = world.task()
    current = Task.objects.get(pk=seen.pk)
    services.return_(current, by=world.officers[0].user, reason="ill")
    services.dispatch(current, lead=world.officers[0], by=build.user())
    assert current.state == seen.state
    with pytest.raises(StaleState):
        services.accept(seen, by=world.officers[0].user)


def test_states_and_kinds_are_kept_by_the_database(world):
    task = world.task()
    for wrong in ({"state": "lost"}, {"kind": "raid"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**wrong)


def test_open_states_are_those_that_lead_on():
    for kind in TaskKind.values:
        for state, targets in TASK_FLOW[kind].items():
            if targets:
                assert state in OPEN_STATES
    assert set(VISITS) <= set(ACTS)
