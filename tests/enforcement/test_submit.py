"""The answer: what it must hold, given once, confirmed by the second officer or sent back."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.errors import ConflictError, IllegalMove, RuleError, StaleState
from common.workdays import today
from enforcement import services
from enforcement.choices import TASK_FLOW, VISITS, TaskKind, TaskState
from enforcement.models import Answer, Inspection, Task
from enforcement.services import Submission
from tests import build
from tests.enforcement.conftest import last_facts, told

pytestmark = pytest.mark.django_db


def good(world, kind=TaskKind.ON_SITE, **changes):
    """Return an answer that may be submitted: everything passed."""
    content = {"answers": world.answers("passed"), "finding": "false"}
    if kind in (TaskKind.ON_SITE, TaskKind.OFF_SITE, TaskKind.RECHECK):
        content["outcome"] = "passed"
    return Submission(**content | changes)


def submit(world, task, *, by=0, inspection=None, **changes):
    return services.submit(
        task,
        inspection=inspection or uuid.uuid4(),
        content=good(world, task.kind, **changes),
        by=world.officers[by].user,
    )


@pytest.fixture
def visit(world):
    return world.task(TaskState.ON_SITE, TaskKind.ON_SITE)


@pytest.fixture
def look(world):
    return world.task(TaskState.ACCEPTED)


class TestSubmit:
    def test_a_fact_check_is_closed_by_it(self, world, look):
        made = submit(world, look, finding="confirmed", note="Water stands 20 cm deep.")
        assert look.state == TaskState.CLOSED
        assert (made.outcome, made.finding) == ("", "confirmed")
        assert made.submitted_by == world.officers[0]
        assert told(look) == ["submitted", "closed"]
        facts = last_facts(look)
        assert facts["finding"] == "confirmed"
        assert facts["origin"] == look.origin
        assert facts["kind"] == TaskKind.FACT_CHECK

    def test_a_visit_waits_for_the_second_officer(self, world, visit):
        submit(world, visit)
        assert visit.state == TaskState.SUBMITTED
        assert told(visit) == ["submitted"]

    def test_every_line_is_kept(self, world, look):
        made = submit(world, look, answers=world.answers("passed", "not_applicable"))
        assert [answer.result for answer in made.answers.all()] == [
            "passed",
            "not_applicable",
            "not_applicable",
        ]

    @pytest.mark.parametrize("kind", TaskKind.values)
    def test_only_in_the_right_state(self, world, kind):
        for state in TaskState.values:
            task = world.task(state, kind)
            if TaskState.SUBMITTED in TASK_FLOW[kind][state]:
                submit(world, task)
                assert task.state == TaskState.SUBMITTED if kind in VISITS else TaskState.CLOSED
            else:
                with pytest.raises(IllegalMove):
                    submit(world, task)

    def test_only_an_assigned_officer(self, world, look):
        world.officers.append(build.officer(department=world.own))
        with pytest.raises(PermissionDenied):
            submit(world, look, by=2)

    def test_without_a_checklist_finding_and_note_are_enough(self, world, look):
        Task.objects.update(checklist_version=None)
        look.refresh_from_db()
        assert submit(world, look, answers={}).finding == "false"


class TestWhatIsMissing:
    def refused(self, world, task, **changes):
        with pytest.raises(RuleError) as error:
            submit(world, task, **changes)
        assert not Inspection.objects.exists()
        assert Task.objects.get(pk=task.pk).state == task.state
        return error.value.field

    def test_a_line_without_a_result(self, world, look):
        item = world.items[1]
        answers = world.answers("passed")
        del answers[item.pk]
        assert self.refused(world, look, answers=answers) == f"line_{item.order}"

    def test_a_failed_line_without_a_word(self, world, look):
        answers = world.answers("failed", "passed")
        assert self.refused(world, look, answers=answers) == "line_1"
        submit(world, look, answers=answers, notes={world.items[0].pk: "grate missing"})

    def test_a_line_that_needs_a_photo(self, world, look):
        item = world.items[2]
        item.photo_required = True
        item.save()
        assert self.refused(world, look) == f"line_{item.order}"

    def test_a_key_line_left_open(self, world, visit):
        answers = world.answers("not_checked", "passed")
        assert self.refused(world, visit, answers=answers) == "line_1"

    @pytest.mark.parametrize(
        ("first", "outcome"),
        [
            ("passed", "rectify_now"),
            ("passed", ""),
            ("passed", "unable"),
            ("failed", "passed"),
            ("failed", "rectify_now"),  # the first line is a key line
        ],
    )
    def test_an_outcome_that_does_not_fit(self, world, visit, first, outcome):
        assert (
            self.refused(
                world,
                visit,
                answers=world.answers(first, "passed"),
                notes={world.items[0].pk: "rusty"},
                outcome=outcome,
            )
            == "outcome"
        )

    def test_a_fact_check_has_no_outcome(self, world, look):
        assert self.refused(world, look, outcome="passed") == "outcome"

    def test_the_clue_wants_a_finding(self, world, look):
        assert self.refused(world, look, finding="") == "finding"

    def test_nothing_seen_is_nothing_known(self, world, look):
        answers = world.answers("not_checked")
        assert self.refused(world, look, answers=answers, finding="confirmed") == "finding"
        submit(world, look, answers=answers, finding="cannot_verify")

    def test_unable_says_why(self, world, visit):
        nothing = {
            "answers": world.answers("not_checked"),
            "outcome": "unable",
            "finding": "cannot_verify",
        }
        assert self.refused(world, visit, **nothing) == "note"
        submit(world, visit, **nothing, note="The gate was locked.")

    @pytest.mark.parametrize(("days", "is_right"), [(None, 0), (0, 0), (1, 1), (30, 1), (31, 0)])
    def test_an_order_to_correct_has_a_day_within_the_term(self, world, visit, days, is_right):
        order = {
            "answers": world.answers("failed", "passed"),
            "notes": {world.items[0].pk: "rusty"},
            "outcome": "rectify_by",
            "rectify_by": None if days is None else today() + dt.timedelta(days),
        }
        if is_right:
            assert submit(world, visit, **order).rectify_by == order["rectify_by"]
        else:
            assert self.refused(world, visit, **order) == "rectify_by"

    def test_a_day_without_an_order_is_refused(self, world, visit):
        assert self.refused(world, visit, rectify_by=today()) == "rectify_by"


class TestRepeats:
    def test_the_same_answer_again_changes_nothing(self, world, visit):
        key = uuid.uuid4()
        first = submit(world, visit, inspection=key)
        again = submit(world, Task.objects.get(pk=visit.pk), inspection=key)
        assert again == first
        assert told(visit) == ["submitted"]
        assert Answer.objects.count() == 3

    def test_it_is_the_same_after_everything_is_closed(self, world, look):
        key = uuid.uuid4()
        first = submit(world, look, inspection=key)
        assert submit(world, Task.objects.get(pk=look.pk), inspection=key) == first

    @pytest.mark.parametrize(
        "change",
        [{"note": "more"}, {"finding": "confirmed"}, {"answers": "failed"}, {"by": 1}],
    )
    def test_another_content_under_the_same_id_is_a_conflict(self, world, visit, change):
        key = uuid.uuid4()
        submit(world, visit, inspection=key)
        if "answers" in change:
            change = {"answers": world.answers("failed")}
        with pytest.raises(ConflictError):
            submit(world, Task.objects.get(pk=visit.pk), inspection=key, **change)

    def test_the_id_of_another_task_is_a_conflict(self, world, look):
        key = uuid.uuid4()
        submit(world, look, inspection=key)
        with pytest.raises(ConflictError):
            submit(world, world.task(TaskState.ACCEPTED), inspection=key)

    def test_a_second_answer_is_refused(self, world, visit):
        submit(world, visit)
        with pytest.raises(IllegalMove):
            submit(world, Task.objects.get(pk=visit.pk))


class TestConfirm:
    @pytest.fixture
    def answered(self, world, visit):
        submit(world, visit, finding="confirmed")
        return visit

    def confirm(self, world, task, by, inspection=None):
        return services.confirm(
            task,
            inspection=(inspection or task.inspection).pk,
            by=world.officers[by].user,
        )

    def test_the_second_officer_closes_the_visit(self, world, answered):
        made = self.confirm(world, answered, by=1)
        assert answered.state == TaskState.CLOSED
        assert made.confirmed_by == world.officers[1]
        assert told(answered) == ["submitted", "confirmed", "closed"]
        facts = last_facts(answered)
        assert (facts["outcome"], facts["finding"]) == ("passed", "confirmed")

    def test_not_the_one_who_submitted(self, world, answered):
        with pytest.raises(PermissionDenied):
            self.confirm(world, answered, by=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            Inspection.objects.update(confirmed_by=world.officers[0])

    def test_not_an_outsider(self, world, answered):
        world.officers.append(build.officer(department=world.own))
        with pytest.raises(PermissionDenied):
            self.confirm(world, answered, by=2)

    def test_not_without_a_certificate(self, world, answered):
        world.officers[1].valid = ("2020-01-01", "2020-12-31")
        world.officers[1].save()
        with pytest.raises(RuleError):
            self.confirm(world, answered, by=1)

    def test_not_before_it_is_submitted(self, world, answered):
        early = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
        with pytest.raises(IllegalMove):
            self.confirm(world, early, by=1, inspection=answered.inspection)

    def test_a_fact_check_is_not_confirmed(self, world, look):
        made = submit(world, look)
        with pytest.raises(IllegalMove):
            self.confirm(world, look, by=1, inspection=made)

    def test_sent_back_it_goes_on_and_the_first_answer_stays(self, world, answered):
        first = answered.inspection
        services.send_back(
            answered, inspection=first.pk, by=world.officers[1].user, reason="line 2 was not seen"
        )
        assert answered.state == TaskState.ON_SITE
        assert answered.inspection is None
        second = submit(world, answered, note="Line 2 seen.")
        assert answered.inspection == second
        assert answered.inspections.count() == 2
        with pytest.raises(StaleState):
            self.confirm(world, answered, by=1, inspection=first)
        self.confirm(world, answered, by=1)
        assert told(answered) == ["submitted", "sent_back", "submitted", "confirmed", "closed"]

    def test_a_visit_that_cannot_be_confirmed_is_done_again_by_others(self, world, answered):
        others = [build.officer(department=world.own) for _each in range(2)]
        services.reassign(
            answered, lead=others[0], second=others[1], by=build.user(), reason="accident"
        )
        assert answered.state == TaskState.DISPATCHED
        assert answered.inspection is None
        assert answered.inspections.count() == 1

    def test_two_answers_never_stand(self, world, answered):
        with pytest.raises(IntegrityError), transaction.atomic():
            Inspection.objects.create(task=answered, submitted_by=world.officers[0])
