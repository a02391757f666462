"""The list lives: requests from below, evaluations, duplicates, comments before publishing."""

import datetime as dt

import pytest

from common.errors import IllegalMove, RuleError, StaleState
from common.models import Event
from matters import services
from matters.models import Adjustment, Comment, Duplicate, Evaluation
from tests import build

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def refused(code):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


# ---- requests


@pytest.fixture
def request_(published, staff):
    """A county asks for a change."""
    return services.ask_adjustment(
        "change",
        department=staff.bureaus[0],
        matter=published.matter,
        proposal="频次改为每两年一次",
        reason="对象少",
        by=staff.drafter,
    )


def test_the_department_of_the_matter_answers(request_, published, staff):
    assert request_.addressee == staff.top
    assert request_.title == published.title
    with refused("no_matter"):
        services.ask_adjustment(
            "cancel", department=staff.bureaus[0], proposal="x", reason="x", by=staff.drafter
        )
    with refused("no_addressee"):
        services.ask_adjustment(
            "add", department=staff.bureaus[0], proposal="x", reason="x", by=staff.drafter
        )


def test_an_accepted_request_becomes_the_next_version(request_, staff):
    with pytest.raises(IllegalMove):
        services.accept(request_, by=staff.head)
    services.study(request_, by=staff.head)
    services.accept(request_, by=staff.head, basis="同意")
    version = services.draft_for(request_, by=staff.head)
    assert (request_.state, request_.version) == ("carried_out", version)
    assert version.number == 2
    assert "频次改为每两年一次" in version.note
    with pytest.raises(IllegalMove):
        services.draft_for(request_, by=staff.head)


def test_it_is_declined_with_a_reason_by_somebody_else(request_, staff):
    services.study(request_, by=staff.head)
    with refused("four_eyes"):
        services.decline(request_, by=staff.drafter, basis="x")
    services.decline(request_, by=staff.head, basis="与上位法不符")
    assert Adjustment.objects.get().answer == "与上位法不符"


# ---- evaluations


def test_a_matter_is_due_a_year_after_it_came_into_force(draft, publish):
    publish(draft, from_day=TODAY - 365 * DAY)
    recent = build.matter_version(valid=build.DateRange(TODAY - 364 * DAY, None))
    assert services.open_evaluations() == 1
    row = Evaluation.objects.get()
    assert row.matter == draft.matter
    assert row.matter != recent.matter
    assert row.due_on > TODAY
    assert services.open_evaluations() == 0
    assert Event.objects.filter(name="matters.evaluation_opened").count() == 1


def test_its_result_sets_the_next_day(draft, publish, staff, time_machine_at):
    publish(draft, from_day=TODAY - 400 * DAY)
    services.open_evaluations()
    row = Evaluation.objects.get()
    with refused("past_day"):
        services.evaluate(row, result="keep", reason="x", next_on=TODAY, by=staff.head)
    services.evaluate(row, result="keep", reason="有效", next_on=TODAY + 10 * DAY, by=staff.head)
    assert services.open_evaluations() == 0
    time_machine_at.shift(10 * DAY)
    assert services.open_evaluations() == 1
    time_machine_at.shift(60 * DAY)
    open_one = Evaluation.objects.open().get()
    assert open_one.is_overdue
    assert Evaluation.objects.overdue(TODAY + 70 * DAY).get() == open_one


def test_a_matter_that_is_gone_needs_no_evaluation(draft, publish, staff):
    publish(draft, from_day=TODAY - 400 * DAY)
    services.open_evaluations()
    services.revoke(draft, by=staff.legal, basis="x")
    assert services.open_evaluations() == 0
    assert Evaluation.objects.get().state == "moot"


# ---- duplicates

ALIKE = {
    "item": "对排水户排水行为的检查",
    "object": "排水户",
    "basis": "《城镇排水与污水处理条例》第二十一条",
    "line": "drainage",
}


def test_two_departments_with_one_matter_are_a_pair(db):
    one = build.matter_version(**ALIKE)
    build.matter_version(**ALIKE | {"item": "排水户排水行为检查", "line": "x"})
    build.matter_version(**ALIKE, department=one.department)
    build.matter_version(
        **ALIKE | {"item": "燃气经营许可证的核发", "line": "gas", "basis": "《甲》"}
    )
    build.matter_version(**ALIKE, administrative_type="penalty")
    assert services.find_duplicates() == 2
    pair = Duplicate.objects.order_by("-score").first()
    assert 0.6 < pair.score < 1
    assert pair.object_score == pair.basis_score == 1
    before = list(Duplicate.objects.order_by("pk").values())
    assert services.find_duplicates() == 2
    assert list(Duplicate.objects.order_by("pk").values()) == before


def test_a_dismissed_pair_stays_so_until_one_changes(draft, publish, staff):
    publish(draft, from_day=TODAY - 10 * DAY)
    build.matter_version(item=draft.item, object=draft.object, basis=draft.basis, line=draft.line)
    services.find_duplicates()
    pair = Duplicate.objects.open().get()
    services.dismiss_duplicate(pair, by=staff.head, basis="对象不同")
    services.find_duplicates()
    assert not Duplicate.objects.open().exists()
    assert Duplicate.objects.dismissed().get() == pair
    publish(services.draft(draft.matter, {"process": "x"}, by=staff.drafter))
    services.find_duplicates()
    assert Duplicate.objects.open().get() == pair
    publish_gone = services.revoke(draft.siblings.in_force(TODAY).get(), by=staff.legal, basis="x")
    assert publish_gone.state == "revoked"
    services.find_duplicates()
    assert not Duplicate.objects.alike().exists()


# ---- comments


@pytest.fixture
def consultation(draft, staff):
    services.submit(draft, by=staff.drafter)
    return services.consult(
        draft, invitation="频次是否合适？", closes_on=TODAY + 5 * DAY, is_public=True, by=staff.head
    )


def test_legal_review_waits_for_comments_and_their_answers(
    consultation, draft, staff, time_machine_at
):
    said = services.comment(consultation, "太多", department=staff.bureaus[0], by=staff.drafter)
    assert services.comment(consultation, " 太多 ", department=staff.bureaus[0]) == said
    services.pass_review(draft, by=staff.head)
    with refused("consultation_open"):
        services.publish(draft, by=staff.legal)
    time_machine_at.shift(6 * DAY)
    with refused("closed"):
        services.comment(consultation, "迟了")
    with refused("unanswered"):
        services.publish(draft, by=staff.legal)
    services.answer(said, "not_taken_up", "法定频次", by=staff.head)
    with pytest.raises(StaleState):
        services.answer(said, "waived", "x", by=staff.head)
    services.publish(draft, by=staff.legal)


def test_it_is_ended_early_with_a_reason(consultation, draft, staff):
    services.end_consultation(consultation, by=staff.head, basis="紧急")
    services.pass_review(draft, by=staff.head)
    services.publish(draft, by=staff.legal)
    with refused("closed"):
        services.end_consultation(consultation, by=staff.head, basis="x")


def test_only_a_version_in_review_is_opened_and_only_once(consultation, draft, staff):
    closes_on = TODAY + DAY
    with refused("known"):
        services.consult(draft, invitation="x", closes_on=closes_on, by=staff.head)
    with refused("not_in_review"):
        services.consult(
            build.matter_version(state="draft", valid=None, drafted_by=build.user().pk),
            invitation="x",
            closes_on=closes_on,
            by=staff.head,
        )


def test_the_public_speaks_only_where_it_is_asked(draft, staff):
    services.submit(draft, by=staff.drafter)
    inside = services.consult(draft, invitation="x", closes_on=TODAY, by=staff.head)
    with refused("internal"):
        services.comment(inside, "意见")
    assert Comment.objects.count() == 0
