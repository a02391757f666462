"""Reviews, evaluations and requests reach the inbox of those who answer for them."""

import datetime as dt

import pytest
from django.utils import translation

from common import workdays
from common.models import Message
from matters import services
from matters.models import ImpactReview
from matters.services.basis import cite_grounds
from supervision_portal.messages import told
from tests import build
from tests.test_loop import drain

pytestmark = pytest.mark.django_db
CHANGED = build.LAW_TEXT.replace("改建房屋", "扩建、改建房屋")


@pytest.fixture
def keeper():
    """Build a department with somebody who looks after its part of the list."""
    user, own = build.user(), build.department()
    perms = "change_impactreview change_evaluation decide_adjustment"
    build.grant(user, *(f"matters.{each}" for each in perms.split()), department=own)
    user.own = own
    return user


def told_to(user):
    """Return what a person was told, in English, with its links."""
    drain()
    with translation.override("en"):
        return [(each.text, each.link) for each in told(Message.objects.filter(recipient=user))]


def change(law):
    return build.law_version(law, CHANGED, from_day=dt.date(2026, 1, 1))


def test_a_change_of_law_is_told_once_to_each_owner_with_its_link(keeper):
    law = build.law(name_en="Test Regulation")
    build.law_version(law)
    other = build.user()
    build.grant(other, "matters.change_impactreview", department=build.department())
    mine = [build.matter_version(department=keeper.own) for _n in range(2)]
    for version in mine:
        build.citation(version, f"《{law.name}》第二条")
    version = change(law)
    ((text, link),) = told_to(keeper)
    assert "Test Regulation changes: 2 records" in text
    assert f"version={version.pk}" in link
    assert told_to(other) == []


def test_one_record_is_linked_itself(keeper):
    review = build.impact_review(build.matter_version(department=keeper.own))
    ((text, link),) = told_to(keeper)
    assert "1 record " in text
    assert link == review.get_absolute_url()


def test_what_belongs_to_no_department_reaches_those_who_publish_laws(keeper):
    lawyer = build.user()
    build.grant(lawyer, "matters.publish_law", "matters.change_impactreview")
    law = build.law()
    build.law_version(law)
    form = build.checklist()
    build.citation(form.items.first(), f"《{law.name}》第二条")
    change(law)
    assert [link for _text, link in told_to(lawyer)]
    assert told_to(keeper) == []


def test_matters_to_be_evaluated_are_told_once_for_a_department(keeper):
    for _n in range(3):
        build.matter_version(department=keeper.own)
    assert services.open_evaluations(workdays.today()) == 3
    ((text, link),) = told_to(keeper)
    assert "3 matters of your department" in text
    assert f"department={keeper.own.pk}" in link
    assert services.open_evaluations(workdays.today()) == 0
    assert len(told_to(keeper)) == 1


def test_a_request_reaches_who_decides_and_its_answer_who_asked(keeper):
    asker, below = build.user(), build.department(name_en="Lower Bureau")
    asked = services.ask_adjustment(
        "change",
        department=below,
        matter=build.matter_version(department=keeper.own, item="检查").matter,
        proposal="x",
        reason="y",
        by=asker,
    )
    ((text, link),) = told_to(keeper)
    assert text.startswith("Lower Bureau asks")
    assert link == asked.get_absolute_url()
    services.study(asked, by=keeper)
    services.decline(asked, by=keeper, basis="no")
    ((text, link),) = told_to(asker)
    assert "declined" in text
    assert link == asked.get_absolute_url()


def test_penalty_grounds_are_reviewed_and_told_too_also_in_the_next_version(keeper):
    law = build.law(name_en="Test Regulation")
    build.law_version(law)
    benchmark = build.policy(kind="discretion", department=keeper.own)
    ground = build.discretion_ground(benchmark, law=f"《{law.name}》", article="二条", act="乱扔")
    cite_grounds([ground])
    following = services.next_policy(benchmark.policy, by=build.user())
    version = change(law)
    reviews = ImpactReview.objects.filter(version=version)
    assert {each.origin for each in reviews} == {
        f"matters.discretionground:{each.pk}" for each in (ground, following.grounds.get())
    }
    assert all("乱扔" in each.name and each.department == keeper.own for each in reviews)
    assert len(told_to(keeper)) == 1
    article = version.articles.get(locator="2")
    with translation.override("en"):
        kinds = {str(origin.kind) for _citation, origin in services.impact_of(article)}
    assert kinds == {"penalty ground"}
