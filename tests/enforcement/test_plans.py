"""A plan says what, at whose place, how often; it is reviewed, approved, published, filed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from common import workdays
from common.errors import ConflictError, IllegalMove, RuleError
from common.models import Event
from enforcement.choices import PLAN_FLOW, PlanState
from enforcement.rules.plans import Stratum
from enforcement.services import plans
from registry.choices import Level, SubjectKind
from tests import build

pytestmark = pytest.mark.usefixtures("in_english")
LAWFUL = {"body": "County government", "level": Level.COUNTY}


def approved(plan):
    plans.submit_plan(plan, by=build.user())
    plans.pass_plan(plan, by=build.user())
    return plans.approve_plan(plan, by=build.user(), approved_on=workdays.today(), **LAWFUL)


@pytest.mark.django_db
def test_it_goes_from_the_draft_to_the_end():
    plan = build.plan()
    approved(plan)
    plans.publish_plan(plan, by=build.user())
    plans.file_plan(plan, by=build.user(), number="No. 7", filed_on=workdays.today())
    plans.start_plan(plan, by=build.user())
    plans.close_plan(plan, by=build.user(), basis="done")
    told = [each.name.partition("_")[2] for each in Event.objects.about(plan)]
    assert told == [
        "drafted", "submitted", "reviewed", "approved", "published", "filed", "started", "closed",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("at", PlanState.values)
def test_it_takes_only_the_steps_of_its_flow(at):
    plan = build.plan()
    plan.state = at
    for act in (plans.submit_plan, plans.publish_plan, plans.start_plan):
        to = {"submit_plan": "legal_review", "publish_plan": "published", "start_plan": "running"}
        if to[act.__name__] not in PLAN_FLOW[at]:
            with pytest.raises(IllegalMove), transaction.atomic():
                act(plan, by=build.user())


@pytest.mark.django_db
def test_its_objects_are_a_rule_or_a_set_inside_its_region():
    bureau = build.department()
    inside = build.subject(region=build.region(parent=bureau.region), kind=SubjectKind.ENTERPRISE)
    build.subject(region=build.region(), kind=SubjectKind.ENTERPRISE)
    build.subject(region=bureau.region, kind=SubjectKind.SITE)
    by_rule = build.plan(bureau)
    assert list(plans.objects_of(by_rule)) == [inside]
    of_sites = build.subject_set(rule={"kinds": ["site"]}, department=bureau)
    by_set = build.plan(bureau, subject_set=of_sites)
    assert [each.kind for each in plans.objects_of(by_set)] == ["site"]


@pytest.mark.django_db
def test_it_sorts_its_objects_into_three_lists():
    bureau = build.department()
    for grade in ("A", "C", "D"):
        build.subject(region=bureau.region, kind="enterprise", risk_class=grade)
    plan = build.plan(bureau)
    lists = {name: plans.objects_on(plan, name) for name in ("no_disturb", "random", "key")}
    assert {name: [s.risk_class for s in rows] for name, rows in lists.items()} == {
        "no_disturb": ["A"], "random": ["C"], "key": ["D"],
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stratum", "code"),
    [
        (Stratum("A", "no_disturb", Decimal("0.1"), 1), "disturbed"),
        (Stratum("B", "random", Decimal("0.5"), 1), "ratio_too_high"),
        (Stratum("D", "key", Decimal("0.5"), 1), "key_in_full"),
        (Stratum("C", "random", Decimal("0.1"), 0), "never"),
    ],
)
def test_a_ratio_that_does_not_fit_its_list_is_refused(stratum, code):
    with pytest.raises(RuleError) as refused:
        build.plan(ratios=[stratum])
    assert refused.value.code == code


@pytest.mark.django_db
def test_two_editors_do_not_overwrite_each_other():
    plan = build.plan()
    plans.amend_plan(plan, {"name": "Hers"}, by=build.user(), seen=0)
    with pytest.raises(plans.PlanConflict) as refused:
        plans.amend_plan(plan, {"name": "His"}, by=build.user(), seen=0)
    assert refused.value.current.name == "Hers"


@pytest.mark.django_db
def test_a_drafter_neither_reviews_nor_approves():
    drafter = build.user()
    plan = build.plan(by=drafter)
    plans.submit_plan(plan, by=drafter)
    with pytest.raises(RuleError, match="neither reviews nor approves"):
        plans.pass_plan(plan, by=drafter)


@pytest.mark.django_db
def test_an_unreviewed_plan_is_not_approved_and_reviewed_once():
    plan = build.plan()
    plans.submit_plan(plan, by=build.user())
    with pytest.raises(RuleError, match="Legal review comes before"):
        plans.approve_plan(plan, by=build.user(), approved_on=workdays.today(), **LAWFUL)
    plans.pass_plan(plan, by=build.user())
    with pytest.raises(ConflictError):
        plans.pass_plan(plan, by=build.user())


@pytest.mark.django_db
def test_a_special_plan_needs_a_government_of_a_county_or_above():
    plan = build.plan(kind="special")
    plans.submit_plan(plan, by=build.user())
    plans.pass_plan(plan, by=build.user())
    town = LAWFUL | {"level": Level.TOWNSHIP}
    with pytest.raises(RuleError, match="county or above"):
        plans.approve_plan(plan, by=build.user(), approved_on=workdays.today(), **town)


@pytest.mark.django_db
def test_a_plan_of_several_departments_is_discussed_before():
    bureau = build.department()
    plan = build.plan(bureau, members=[(build.department(region=bureau.region), "fire safety")])
    plans.submit_plan(plan, by=build.user())
    plans.pass_plan(plan, by=build.user())
    with pytest.raises(RuleError, match="discussed collectively"):
        plans.approve_plan(plan, by=build.user(), approved_on=workdays.today(), **LAWFUL)


@pytest.mark.django_db
def test_a_plan_of_an_unclaimed_or_unpublished_matter_goes_nowhere():
    version = build.matter_version()
    form = build.checklist().checklist
    plan = build.plan(version.department, matters=[(version.matter, form)])
    with pytest.raises(RuleError, match="has claimed"):
        plans.submit_plan(plan, by=build.user())
    build.claim(version.matter, version.department)
    type(version).objects.filter(pk=version.pk).update(state="revoked")
    with pytest.raises(RuleError, match="outside the list"):
        plans.submit_plan(plan, by=build.user())


@pytest.mark.django_db
def test_a_plan_outside_the_own_territory_is_refused():
    with pytest.raises(RuleError, match="outside the territory"):
        build.plan(region=build.region())


def test_annual_plans_are_due_by_the_end_of_march_and_special_ones_before_they_begin(db):
    annual = build.plan(year=2027)
    special = build.plan(
        kind="special",
        year=2027,
        window=plans.window_of(dt.date(2027, 6, 1), dt.date(2027, 6, 30)),
    )
    assert annual.deadline == dt.date(2027, 3, 31)
    assert special.deadline == dt.date(2027, 5, 31)
