"""What answers come to and what may follow, from the tables that a lawyer can read."""

import datetime as dt
from dataclasses import replace

import pytest

from enforcement.choices import (
    CheckResult,
    Finding,
    LineFault,
    LineVerdict,
    ListFault,
    Misfit,
    Outcome,
)
from enforcement.rules import tasks as rules
from enforcement.rules.tasks import Candidate, Line, ListedClaim, ListedMatter


def check(*lines: str) -> rules.Judgement:
    """Judge lines written as ``passed`` or ``key:failed``."""
    return rules.judge(
        Line(order, text.removeprefix("key:"), is_key=text.startswith("key:"))
        for order, text in enumerate(lines, 1)
    )


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        (["passed", "key:passed"], "passed"),
        (["passed", "not_applicable"], "passed"),
        (["passed", "not_checked"], "passed"),
        (["failed", "key:passed"], "minor"),
        (["failed", "key:not_checked"], "minor"),
        (["passed", "key:failed"], "serious"),
        (["failed", "key:failed"], "serious"),
        (["passed", "key:not_checked"], "incomplete"),
        (["key:not_checked", "not_checked"], "unchecked"),
        (["not_applicable", "key:not_applicable"], "unchecked"),
        ([], "unchecked"),
    ],
)
def test_it_judges_the_whole_check(lines, result):
    assert check(*lines).result == result


def test_each_line_says_why():
    why = check("passed", "failed", "key:failed", "not_applicable", "not_checked", "key:").why
    assert list(why.values()) == [
        "passed", "failed", "key_failed", "not_applicable", "open", "key_open"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        (["passed"], {"passed"}),
        (["failed"], {"rectify_now", "rectify_by", "refer_to_case", "transferred"}),
        (["key:failed"], {"rectify_by", "refer_to_case", "transferred"}),
        (["not_checked"], {"unable"}),
        (["passed", "key:not_checked"], set()),
    ],
)
def test_only_fitting_outcomes_may_follow(lines, outcomes):
    assert set(check(*lines).outcomes) == outcomes


def test_nothing_seen_is_nothing_known():
    assert check("not_checked").findings == ("cannot_verify",)
    assert set(check("passed").findings) == set(Finding.values)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (Line(1, ""), "unanswered"),
        (Line(1, "failed"), "note_missing"),
        (Line(1, "failed", has_note=True), ""),
        (Line(1, "failed", photos=1), ""),
        (Line(1, "passed", photo_required=True), "photo_missing"),
        (Line(1, "failed", photo_required=True, has_note=True), "photo_missing"),
        (Line(1, "passed", photo_required=True, photos=1), ""),
        (Line(1, "not_checked", photo_required=True), ""),
        (Line(1, "not_applicable", photo_required=True), ""),
    ],
)
def test_a_line_says_what_is_missing(line, fault):
    assert rules.line_fault(line) == fault


def test_an_order_to_correct_runs_one_to_thirty_days():
    day = dt.date(2026, 11, 23)
    assert rules.rectify_default(day) == dt.date(2026, 12, 8)
    for days, is_right in [(0, False), (1, True), (30, True), (31, False)]:
        assert rules.rectify_within(day, day + dt.timedelta(days)) is is_right


MATTER = ListedMatter(valid=True, levels=[3, 4])
CLAIM = ListedClaim("county", 4, "33/3301/330106/")


@pytest.mark.parametrize(
    ("published", "claims", "fault"),
    [
        ([MATTER], [CLAIM], ""),
        ([], [CLAIM], "not_published"),
        ([ListedMatter(valid=False, levels=[4])], [CLAIM], "not_in_force"),
        ([MATTER], [], "not_claimed"),
        ([MATTER], [ListedClaim("other", 4, "33/3301/330106/")], "other_department"),
        ([ListedMatter(valid=True, levels=[2])], [CLAIM], "level"),
        ([MATTER], [ListedClaim("county", 4, "33/3301/330108/")], "region"),
        ([MATTER], [ListedClaim("county", 4, "33/3301/330108/"), CLAIM], ""),
        ([MATTER], [replace(CLAIM, has_lapsed=True)], "lapsed"),
        ([MATTER], [replace(CLAIM, handed_down=["33/3301/330106/330106001/"])], "handed_down"),
        ([MATTER], [replace(CLAIM, handed_down=["33/3301/330106/330106002/"])], ""),
        ([MATTER], [replace(CLAIM, department="other", entrusted=["county"])], ""),
        ([MATTER], [replace(CLAIM, department="other", once_entrusted=["county"])], "entrustment"),
        ([MATTER], [ListedClaim("other", 4, "33/"), replace(CLAIM, level=5)], "level"),
    ],
)
def test_it_says_why_an_act_is_outside_the_list(published, claims, fault):
    found = rules.list_fault(
        published, claims, department="county", region_path="33/3301/330106/330106001/"
    )
    assert found == fault


@pytest.mark.parametrize(
    ("changes", "is_act", "why"),
    [
        ({}, True, []),
        ({"is_certified": False}, True, ["uncertified"]),
        ({"is_certified": False}, False, []),
        ({"lines": ["gas"]}, True, ["other_line"]),
        ({"on_duty": False}, True, ["off_duty"]),
        ({"is_active": False, "on_duty": False}, False, ["inactive", "off_duty"]),
    ],
)
def test_it_says_why_an_officer_does_not_fit(changes, is_act, why):
    facts = {"is_active": True, "is_certified": True, "on_duty": True, "lines": ["drainage"]}
    assert rules.misfits(Candidate(**facts | changes), line="drainage", is_act=is_act) == why


def test_rules_and_words_name_the_same():
    assert set(rules.OUTCOMES) == set(CheckResult.values)
    assert {each for allowed in rules.OUTCOMES.values() for each in allowed} == set(Outcome.values)
    assert set(rules.FINDINGS) == set(Finding.values)
    assert {"passed", "failed", "key_failed", "not_applicable", "open", "key_open"} == set(
        LineVerdict.values
    )
    assert {"unanswered", "photo_missing", "note_missing", "key_open"} == set(LineFault.values)
    assert set(Misfit.values) > rules.CALLABLE
    assert "checklist" in ListFault.values  # the one fault that the service finds by itself
