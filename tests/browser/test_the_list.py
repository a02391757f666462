"""The list in a real browser: draft, review, publish, claim; only then a task is possible."""

import pytest
from playwright.sync_api import expect

from common.errors import RuleError
from enforcement.services.listing import look_up
from matters import services
from matters.models import Claim, Matter, MatterVersion
from tests import build
from tests.browser.test_loop import opened  # noqa: F401 (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEE = "matters.view_matterversion matters.view_claim matters.view_checklist common.view_event"
PEOPLE = {
    "drafter": "matters.add_matterversion matters.change_matterversion matters.add_claim "
    "registry.view_department registry.view_region",
    "head": "matters.review_matterversion",
    "legal": "matters.legal_review_matterversion",
}


def take(page, step):
    """Press the button of a step's form."""
    page.locator(f'form[action$="/{step}/"] button').click()
    page.wait_for_load_state()


def test_draft_review_publish_claim_and_then_a_task(opened, transactional_db):  # noqa: F811
    province = build.region("330000")
    top = build.department(region=province)
    county = build.region("330106", build.region("330100", province))
    bureau = build.department(top, region=county)
    people = {name: build.user() for name in PEOPLE}
    for name, perms in PEOPLE.items():
        build.grant(people[name], *f"{SEE} {perms}".split(), department=top)
    matter = Matter.objects.create(list_code="test", code="PS0101")
    content = {
        "item": "排水监管",
        "item_en": "Supervision of drainage",
        "administrative_type": "inspection",
        "line": "drainage",
        "levels": [4],
        "object": "排水户",
        "basis": "《城镇排水与污水处理条例》第四十四条",
        "department_id": top.pk,
    }
    version = services.draft(matter, content, by=people["drafter"])
    form = build.checklist().checklist

    def fault():
        return look_up(matter, form, department=bureau, region=county).fault

    address = f"/matters/{version.pk}/"
    assert fault() == "not_published"
    for name, step in (("drafter", "submit"), ("head", "pass"), ("legal", "publish")):
        take(opened(address, people[name]), step)
    assert MatterVersion.objects.get(pk=version.pk).state == "published"
    assert fault() == "not_claimed"
    with pytest.raises(RuleError, match=bureau.name):
        look_up(matter, form, department=bureau, region=county).require()
    services.count()
    page = opened(f"/claims/departments/{bureau.pk}/", people["drafter"])
    expect(page.locator("table")).to_contain_text("PS0101")
    page.locator('form[action$="/all/"] button').click()
    page.wait_for_load_state()
    assert Claim.objects.get().department == bureau
    assert fault() == ""
    assert build.task(
        kind="on_site", department=bureau, matter_version=version, claim=Claim.objects.get()
    ).is_act
