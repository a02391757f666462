"""A rule is data in a closed language: what it cannot say is refused by the name of the field."""

import pytest

from common.errors import RuleError
from risk import services
from risk.definitions import DefinitionError, read
from risk.expressions import Bindings, ExpressionError, to_sql
from risk.rules import precision, share
from tests.risk.conftest import RAIN_RULE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("levels", {"5": "r3 > 1"}),
        ("levels.1", {"1": "r4 >= 100"}),
        ("levels.2", {"2": "r3"}),
        ("clear", "__import__('os')"),
        ("keep", "half an hour"),
        ("measures.r3.agg", {"r3": {"agg": "pg_sleep", "of": "rain.mm", "window": "3h"}}),
        ("measures.r3.of", {"r3": {"agg": "sum", "of": "wind.ms", "window": "3h"}}),
        ('measures.r3";--', {'r3";--': {"agg": "sum", "of": "rain.mm", "window": "3h"}}),
        ("target.0", [{"link": "a", "radius_m": 3}]),
        ("raise.0.task", [{"task": "penalise"}]),
        ("raise.0.checklist", [{"task": "fact_check"}]),
        ("sql", "DROP TABLE"),
    ],
)
def test_it_refuses_what_the_language_cannot_say(field, value):
    key = field.split(".")[0]
    with pytest.raises(DefinitionError) as caught:
        read(RAIN_RULE | {key: value})
    assert caught.value.field == field


@pytest.mark.parametrize(
    "text",
    [
        "r3.__class__ > 1",
        "f(r3) > 1",
        "[r3] > 1",
        "r3 > 'x'",
        "r3 in r3",
        "r3 > True",
        "",
        "a" * 501,
    ],
)
def test_an_expression_holds_only_measures_numbers_and_comparisons(text):
    with pytest.raises(ExpressionError):
        to_sql(text, {"r3"}, Bindings())


def test_constants_are_bound_and_never_part_of_the_text():
    bindings = Bindings()
    sql = to_sql("r3 >= 100 and not (r6 < 2.5 or -r3 > 0)", {"r3", "r6"}, bindings)
    assert sql == '(("r3" >= %(c0)s) AND (NOT (("r6" < %(c1)s) OR ((- "r3") > %(c2)s))))'
    assert [str(value) for value in bindings.values()] == ["100", "2.5", "0"]


def test_the_author_does_not_review_and_a_new_version_retires_the_old(
    rain, rule, django_user_model
):
    author = django_user_model.objects.get(username="author")
    assert services.define(RAIN_RULE, department=rain.department, by=author) == rule
    changed = RAIN_RULE | {"keep": "45m"}
    draft = services.define(changed, department=rain.department, by=author)
    assert draft.number == 2
    with pytest.raises(RuleError):
        services.review(draft, by=author)
    reviewer = django_user_model.objects.get(username="reviewer")
    services.publish(services.review(draft, by=reviewer), by=reviewer)
    rule.refresh_from_db()
    assert (rule.state, draft.state) == ("retired", "published")


def test_precision_carries_its_interval_and_nothing_counted_is_unknown():
    assert share(0, 0).value is None
    nine_of_ten = precision(9, 0, 1)
    assert nine_of_ten.value == 0.9
    assert (round(nine_of_ten.low, 3), round(nine_of_ten.high, 3)) == (0.596, 0.982)
