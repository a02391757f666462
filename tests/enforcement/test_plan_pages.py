"""Pages of plans: written by two, taken through its steps, simulated, merged, read by all."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from common import workdays
from enforcement.models import Plan
from enforcement.rules.plans import Stratum
from enforcement.services import merging, plans, workload
from registry.choices import Level
from tests import build
from tests.cast import gather

pytestmark = pytest.mark.usefixtures("in_english")
ALL = (
    "view_plan", "add_plan", "change_plan", "legal_review_plan", "approve_plan", "publish_plan",
)  # fmt: skip


@pytest.fixture
def bureau(db):
    return build.department()


@pytest.fixture
def person(bureau):
    made = build.user()
    codes = [f"enforcement.{each}" for each in ALL]
    seen = ["registry.view_region", "registry.view_department", "registry.view_subject"]
    build.grant(made, *codes, *seen, department=None)
    return made


@pytest.fixture
def page(person):
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def firms(bureau, **counts):
    """Build so many firms of each class."""
    return [
        build.subject(region=bureau.region, kind="enterprise", risk_class=grade)
        for grade, count in counts.items()
        for _each in range(count)
    ]


def form_of(page, url):
    """Return what a form holds, as a browser would send it."""
    form = page.get(url).context["form"]
    held = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in held.items() if value not in (None, "", [])}


def test_it_is_drafted_by_form(page, bureau):
    version = build.matter_version(department=bureau)
    form = build.checklist().checklist
    form.matters.add(version.matter)
    build.claim(version.matter, bureau)
    data = form_of(page, reverse("enforcement:plan-new")) | {
        "code": "P-1", "name": "Rain drains", "department": str(bureau.pk),
        "region": str(bureau.region_id), "rule_kinds": ["enterprise"], "kind": "annual",
        "method": "on_site", "scheme": "risk_class", "matters": [f"{version.matter_id}:{form.pk}"],
    }  # fmt: skip
    answer = page.post(reverse("enforcement:plan-new"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    plan = Plan.objects.get(code="P-1")
    assert plan.matters.get().checklist == form
    assert [each.risk_list for each in plan.strata()] == [
        "no_disturb", "random", "random", "key", "random",
    ]  # fmt: skip


def test_who_saves_second_sees_both_and_loses_nothing(page, bureau):
    plan = build.plan(bureau)
    url = reverse("enforcement:plan-edit", args=[plan.pk])
    mine = form_of(page, url) | {"name": "Mine"}
    plans.amend_plan(plan, {"name": "Theirs"}, by=build.user(), seen=0)
    answer = page.post(url, mine)
    assert answer.status_code == 409
    assert [(each["mine"], each["theirs"]) for each in answer.context["found"]] == [
        ("Mine", "Theirs")
    ]
    again = page.post(url, mine | {"seen": "1"})
    assert again.status_code == 302
    assert Plan.objects.get().name == "Mine"


def test_it_goes_through_its_steps_by_its_page(page, bureau):
    plan = build.plan(bureau)
    today = workdays.today().isoformat()
    steps = [
        ("submit", {}),
        ("pass", {"pass-basis": ""}),
        ("approve", {"approve-approved_on": today, "approve-body": "B", "approve-level": "4"}),
        ("publish", {}),
        ("file", {"file-number": "F-9", "file-filed_on": today}),
        ("start", {}),
    ]
    for step, data in steps:
        offered = {each.step.key for each in page.get(plan.get_absolute_url()).context["offers"]}
        assert step in offered
        answer = page.post(reverse(f"enforcement:plan-{step}", args=[plan.pk]), data)
        assert answer.status_code == 302, step
    plan.refresh_from_db()
    assert (plan.state, plan.filing_no) == ("running", "F-9")


def test_a_step_that_is_refused_says_why_at_its_form(page, bureau):
    plan = build.plan(bureau, kind="special")
    plans.submit_plan(plan, by=build.user())
    plans.pass_plan(plan, by=build.user())
    data = {
        "approve-approved_on": workdays.today().isoformat(), "approve-body": "Town",
        "approve-level": str(int(Level.TOWNSHIP)),
    }  # fmt: skip
    answer = page.post(reverse("enforcement:plan-approve", args=[plan.pk]), data)
    assert answer.status_code == 422
    assert "county or above" in answer.content.decode()


def test_its_page_asks_the_same_however_many_objects_it_has(
    page, bureau, django_assert_max_num_queries
):
    plan = build.plan(bureau)
    firms(bureau, C=3, D=2)
    page.get(plan.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        page.get(plan.get_absolute_url())
    firms(bureau, A=5, B=9, C=5)
    with django_assert_max_num_queries(len(few)):
        page.get(plan.get_absolute_url())


def test_a_plan_is_simulated_by_class_and_office(bureau):
    town = build.region(parent=bureau.region)
    office = build.department(bureau, region=town)
    build.officer(department=office)
    firms(bureau, A=4, D=2)
    build.subject(region=town, kind="enterprise", risk_class="D")
    alone = build.subject(region=town, kind="enterprise", risk_class="D")
    build.no_disturb(alone)
    helper = build.department(region=bureau.region)
    found = workload.simulate(build.plan(bureau, members=[(helper, "")]))
    assert (found.objects, found.left_alone, found.drawn, found.visits) == (8, 1, 3, 6)
    by_office = {each.department: each for each in found.offices}
    assert by_office[bureau].visits + by_office[office].visits == 6
    assert by_office[office].officers == 1
    assert by_office[helper].is_member
    assert by_office[helper].visits == 6


def test_how_far_it_is_comes_from_its_tasks_by_department(bureau):
    plan = build.plan(bureau)
    build.task(department=bureau, plan=plan, state="closed")
    build.task(department=bureau, plan=plan, state="dispatched")
    build.task(department=bureau, plan=plan, state="drafted")
    build.task(department=bureau, plan=plan, state="cancelled")
    build.task(department=bureau, state="closed")
    (row,) = workload.completion(plan)
    assert (row.total, row.done, row.under_way, row.waiting, row.percent) == (3, 1, 1, 1, 33)


def two_plans(bureau):
    """Build a plan that comes rarely and one that comes often, about the same matter."""
    often = build.plan(bureau, ratios=[Stratum("D", "key", 1, 2)])
    pair = [(each.matter, each.checklist) for each in often.matters.all()]
    rarely = build.plan(bureau, matters=pair, ratios=[Stratum("D", "key", 1, 1)])
    return rarely, often


def test_who_comes_less_often_joins_who_comes_more_often(page, bureau):
    rarely, often = two_plans(bureau)
    firms(bureau, D=3)
    (found,) = merging.suggestions(often)
    assert (found.plan, found.host, found.shared, found.saved) == (rarely, often, 3, 3)
    answer = page.post(reverse("enforcement:plan-join", args=[rarely.pk, often.pk]))
    assert answer.status_code == 302
    assert merging.host_of(rarely) == often
    assert workload.simulate(rarely).own_visits == 0
    assert merging.suggestions(often) == []
    page.post(reverse("enforcement:plan-part", args=[rarely.pk]))
    assert merging.host_of(rarely) is None


def test_plans_of_another_time_content_or_place_do_not_meet(bureau):
    rarely, often = two_plans(bureau)
    firms(bureau, D=3)
    build.plan(bureau, ratios=[Stratum("D", "key", 1, 1)], rule={"kinds": ["site"]})
    assert len(merging.suggestions(often)) == 1
    Plan.objects.filter(pk=rarely.pk).update(year=often.year - 1)
    assert merging.suggestions(often) == []


def test_what_is_published_joins_nothing(bureau):
    rarely, often = two_plans(bureau)
    firms(bureau, D=3)
    Plan.objects.filter(pk=rarely.pk).update(
        state="published", reviewed_by=build.ids(), approved_on=workdays.today(),
        published_on=workdays.today(),
    )  # fmt: skip
    assert merging.suggestions(often) == []


def test_everybody_reads_a_published_plan_and_no_draft(client, bureau):
    firm = firms(bureau, D=1)[0]
    draft, shown = build.plan(bureau), build.published_plan(bureau)
    text = client.get(reverse("public:plan-list")).content.decode()
    assert shown.name in text
    assert draft.name not in text
    assert client.get(reverse("public:plan-detail", args=[draft.pk])).status_code == 404
    read = client.get(reverse("public:plan-detail", args=[shown.pk])).content.decode()
    assert "100%" in read
    assert firm.name not in read


def test_nothing_ranks_by_fines_or_by_the_number_of_inspections():
    """54号 forbids targets and rankings by fines or by how often somebody inspects."""
    names = {each.key for each in _desks() for each in each.columns if each.sort}
    assert not {name for name in names if re.search(r"fine|penalt|inspections|visits", name)}


def _desks():
    from common.lists import ListDesk
    from enforcement.views import legal_review, tasks
    from enforcement.views import plans as pages

    modules = (tasks, legal_review, pages)
    return [
        each for module in modules for each in vars(module).values() if isinstance(each, ListDesk)
    ]


def test_departments_of_another_county_do_not_find_it(db):
    cast = gather()
    plan = build.plan(cast.a.bureau)
    client = Client()
    client.force_login(cast.b["department_head"])
    assert client.get(plan.get_absolute_url()).status_code == 404
    helped = build.plan(cast.a.bureau, members=[(cast.b.bureau, "traffic")])
    assert client.get(helped.get_absolute_url()).status_code == 200
