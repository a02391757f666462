"""Public plans are copies: what is published follows, what gives a person away does not."""

import pytest
from django.urls import reverse

from common import workdays
from common.models import reference
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Plan
from enforcement.services import plans
from supervision_portal.disclosure import plan_copies
from supervision_portal.disclosure.models import PublicPlan, PublicRecord
from supervision_portal.disclosure.services import disclose
from tests import build

pytestmark = pytest.mark.django_db


def test_the_public_reads_the_copy_and_not_the_plan(client):
    plan = build.published_plan(name="公布的计划")
    Plan.objects.filter(pk=plan.pk).update(name="后来改的")
    page = client.get(reverse("public:plan-detail", args=[plan.pk])).content.decode()
    assert "公布的计划" in page
    assert "后来改的" not in page


def test_a_draft_has_no_copy():
    assert plan_copies.publish(build.plan()) is None
    assert not PublicPlan.objects.exists()


def test_the_filing_follows():
    plan = build.published_plan()
    plans.file_plan(plan, by=build.user(), number="备案1号", filed_on=workdays.today())
    assert plan_copies.publish(plan).filing_no == "备案1号"
    assert PublicPlan.objects.count() == 1


def test_a_text_that_gives_a_person_away_is_left_out():
    plan = build.published_plan(purpose="联系人13800138000")
    assert PublicPlan.objects.get(plan_key=plan.pk).purpose == ""


def test_the_results_of_one_visit_name_each_other(client):
    region = build.region()
    place = build.subject(region=region)
    offices = [build.department(region=region) for _each in "12"]
    tasks = [
        build.task(department=each, kind=TaskKind.ON_SITE, subject=place, state=TaskState.CLOSED)
        for each in offices
    ]
    build.joint_visit(*tasks)
    results = [
        disclose(build.inspection(each, build.officer(), outcome="passed")) for each in tasks
    ]
    first, second = results
    assert first.visit == second.visit != ""
    page = client.get(first.get_absolute_url()).content.decode()
    assert second.get_absolute_url() in page
    assert str(PublicRecord.objects.of_one_visit(first).get().origin) == reference(
        tasks[1].inspection
    )
