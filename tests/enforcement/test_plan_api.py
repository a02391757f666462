"""Plans for other systems of the house: read inside the caller's grants, filtered, in few reads."""

import pytest
from rest_framework.test import APIClient

from tests import build

pytestmark = pytest.mark.django_db
URL = "/api/v1/plans/"


@pytest.fixture
def bureau():
    return build.department()


@pytest.fixture
def caller(bureau):
    person = build.user()
    build.grant(person, "enforcement.view_plan", department=bureau)
    client = APIClient()
    client.force_login(person)
    return client


def codes(client, **asked):
    return [each["code"] for each in client.get(URL, asked).json()["results"]]


def test_one_plan_has_its_matters_departments_and_ratios(caller, bureau):
    helper = build.department(region=bureau.region)
    plan = build.plan(bureau, members=[(helper, "fire safety")])
    read = caller.get(f"{URL}{plan.pk}/").json()
    assert read["code"] == plan.code
    assert read["department"] == bureau.code
    assert read["members"] == [helper.code]
    assert read["matters"] == [each.matter.code for each in plan.matters.all()]
    assert len(read["ratios"]) == plan.ratios.count()
    assert read["first_day"] == plan.first_day.isoformat()


def test_it_is_filtered_by_state_kind_year_and_matter(caller, bureau):
    draft, shown = build.plan(bureau), build.published_plan(bureau)
    special = build.plan(bureau, kind="special")
    assert codes(caller, state="published") == [shown.code]
    assert codes(caller, kind="special") == [special.code]
    assert codes(caller, matter=draft.matters.get().matter.code) == [draft.code]
    assert codes(caller, year=draft.year - 1) == []


def test_others_do_not_see_it(caller):
    strange = build.plan(build.department())
    assert codes(caller) == []
    assert caller.get(f"{URL}{strange.pk}/").status_code == 404
    assert APIClient().get(URL).status_code == 401
    nobody = APIClient()
    nobody.force_login(build.user())
    assert nobody.get(URL).status_code == 403


def test_it_is_only_read(caller, bureau):
    plan = build.plan(bureau)
    assert caller.post(URL, {}).status_code == 405
    assert caller.delete(f"{URL}{plan.pk}/").status_code == 405


def test_many_plans_cost_no_more_reads_than_one(
    caller, bureau, django_assert_max_num_queries, django_assert_num_queries
):
    build.plan(bureau)
    with django_assert_max_num_queries(14) as one:
        assert len(codes(caller)) == 1
    for _each in range(4):
        build.plan(bureau)
    with django_assert_num_queries(len(one)):
        assert len(codes(caller)) == 5
