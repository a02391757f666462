"""How the lines of a form hang together, and what their answers come to: plain rules."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from matters.rules import lines, verdicts
from matters.rules.lines import Slot


def line(order, group="", when=None, answers=(), options=()):
    return SimpleNamespace(
        order=order, group=group, when_line=when, when_answers=list(answers), options=list(options)
    )


# ---- results as people write them


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("", []),
        ("合格；不合格；未检查；合理缺项", []),
        ("合格\n不合格", ["passed", "failed"]),
        ("是、否", ["passed", "failed"]),
        ("符合;基本符合=合格 50%;不符合", ["passed", "passed", "failed"]),
        ("良好 / good = 合格; 差 / bad = 不合格; 不涉及", ["passed", "failed", "not_applicable"]),
    ],
)
def test_results_are_read_as_people_write_them(text, means):
    stored = lines.read_options(text)
    assert [each["means"] for each in stored] == means
    assert lines.read_options(lines.write_options(stored)) == stored


def test_a_result_keeps_its_names_and_its_share():
    good, fair, bad = lines.options_of(
        lines.read_options("符合;基本符合 / mostly = 合格 50%;不符合")
    )
    assert (fair.label, fair.label_en, fair.share) == ("基本符合", "mostly", Decimal("0.5"))
    assert (good.share, bad.share) == (1, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("也许", "meaning"), ("甲=也许", "meaning"), ("好=合格 150%", "share"), ("=合格", "option"),
        ("合格;合格;不合格", "twice"), ("未检查;合理缺项", "no_result"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_named(text, code):
    with pytest.raises(lines.Malformed) as bad:
        lines.read_options(text)
    assert bad.value.code == code


# ---- conditions and rounds


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([line(1), line(2, when=1, answers=["failed"])], None),
        ([line(1), line(2, when=2, answers=["failed"])], "not_earlier"),
        ([line(1, when=2, answers=["failed"]), line(2)], "not_earlier"),
        ([line(1), line(2, when=9, answers=["failed"])], "not_earlier"),
        ([line(1), line(2, when=1, answers=["maybe"])], "no_such_answer"),
        ([line(1), line(2, when=1)], "no_answer"),
        ([line(1, "car"), line(2, when=1, answers=["failed"])], "other_group"),
        ([line(1, "car"), line(2, "car", when=1, answers=["failed"])], None),
        ([line(1, "car"), line(2), line(3, "car")], "group_split"),
    ],
)
def test_a_condition_only_ever_looks_back(given, code):
    assert [each.code for each in lines.faults(given)] == ([code] if code else [])


def test_lines_of_a_group_are_asked_in_rounds():
    form = [line(1), line(2, "car"), line(3, "car"), line(4)]
    found = [slot.suffix for slot, _line in lines.slots(form, {"car": 2})]
    assert found == ["1", "2", "3", "2-2", "3-2", "4"]
    assert len(list(lines.slots(form, {"car": 10_000}))) == 2 + 2 * lines.MOST_ROUNDS


def test_behind_a_line_that_is_not_asked_nothing_is_asked():
    form = [
        line(1), line(2, when=1, answers=["failed"]), line(3, when=2, answers=["passed"]),
        line(4, "car"), line(5, "car", when=4, answers=["failed"]),
    ]  # fmt: skip
    answers = {Slot(1): "passed", Slot(2): "passed", Slot(4): "passed", Slot(4, 2): "failed"}
    asked = lines.asked(lines.slots(form, {"car": 2}), lambda slot: answers.get(slot, ""))
    assert {slot.suffix for slot in asked} == {"1", "4", "4-2", "5-2"}


# ---- verdicts


def check(*given, **stored):
    """Judge lines written "key:failed/10" (key line, worth ten) by rules as they are stored."""
    made = []
    for number, text in enumerate(given, 1):
        head, _colon, answer = text.rpartition(":")
        means, _slash, score = answer.partition("/")
        made.append(
            verdicts.Line(
                number, means, bool(head), Decimal(score or 0), Decimal(means == "passed")
            )
        )
    return verdicts.evaluate(verdicts.read(stored), made)


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (["passed", "passed"], "passed"),
        (["failed", "passed"], "minor"),
        (["key:failed", "passed"], "serious"),
        (["not_checked", "not_applicable"], "unchecked"),
        (["passed", "key:not_checked"], "incomplete"),
        (["failed", "key:not_checked"], "minor"),
        (["passed", "key:not_applicable"], "passed"),
    ],
)
def test_the_house_rule(given, result):
    assert check(*given).result == result


BANDS = {
    "rules": [
        {"when": "key_failed", "least": 1, "result": "serious"},
        {"when": "score", "below": 60, "result": "serious", "name": "不合格"},
        {"when": "score", "below": 90, "result": "minor", "name": "基本合格"},
    ],
    "passed_name": "合格",
}


@pytest.mark.parametrize(
    ("given", "percent", "result", "name"),
    [
        (["passed/50", "passed/50"], "100.0", "passed", None),
        (["passed/80", "failed/20"], "80.0", "minor", "基本合格"),
        (["passed/50", "failed/50"], "50.0", "serious", "不合格"),
        (["passed/95", "key:failed/5"], "95.0", "serious", ""),
        (["passed/10", "not_applicable/90"], "100.0", "passed", None),
        (["passed/10", "not_checked/90"], "100.0", "passed", None),
    ],
)
def test_score_bands_over_what_applies(given, percent, result, name):
    ruling = check(*given, **BANDS)
    assert (ruling.result, str(ruling.percent)) == (result, percent)
    assert (ruling.decisive.name if ruling.decisive else None) == name


def test_without_rescaling_what_does_not_apply_counts_in_full():
    given = ["passed/10", "not_applicable/40", "failed/50"]
    assert check(*given, **BANDS).percent == Decimal("16.7")
    assert check(*given, **BANDS, rescale=False).percent == Decimal("50.0")


def test_every_line_and_every_rule_says_why():
    ruling = check("passed/10", "key:failed/20", "not_applicable/5", **BANDS)
    assert [(each.why, each.earned, each.possible) for each in ruling.lines.values()] == [
        ("passed", 10, 10), ("key_failed", 0, 20), ("not_applicable", 0, None),
    ]  # fmt: skip
    key, low, high = ruling.rules
    assert (key.applies, key.counted, key.lines) == (True, 1, (2,))
    assert (low.applies, high.applies) == (True, True)
    assert ruling.decisive is key.rule


def test_so_many_failed_lines_make_it_serious():
    stored = {
        "rules": [
            {"when": "failed", "least": 3, "result": "serious"},
            {"when": "failed", "least": 1, "result": "minor"},
        ]
    }
    assert check("failed", "failed", "passed", **stored).result == "minor"
    assert check("failed", "failed", "failed", **stored).result == "serious"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"when": "moon", "result": "minor"}, "kind"),
        ({"when": "failed", "result": "passed"}, "result"),
        ({"when": "failed", "least": 0, "result": "minor"}, "least"),
        ({"when": "failed", "least": "x", "result": "minor"}, "bound"),
        ({"when": "score", "below": 101, "result": "minor"}, "below"),
    ],
)
def test_rules_that_cannot_be_read_are_refused(rule, code):
    with pytest.raises(verdicts.BadVerdict) as bad:
        verdicts.read({"rules": [rule]})
    assert (bad.value.code, bad.value.number) == (code, 1)


def test_rules_come_back_from_the_database_as_they_went_in():
    verdict = verdicts.read(BANDS)
    assert verdicts.read(verdict.stored()) == verdict
