"""The list in a real browser: draft, review, publish, claim; only then a task can be made."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from enforcement.models import Task
from matters import services
from matters.models import Claim, MatterVersion
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEE = "matters.view_matterversion matters.view_claim matters.view_checklist common.view_event"
PEOPLE = {
    "drafter": "matters.add_matterversion matters.change_matterversion matters.add_claim "
    "registry.view_department registry.view_region",
    "head": "matters.review_matterversion",
    "legal": "matters.legal_review_matterversion",
    "dispatcher": "enforcement.dispatch_task enforcement.view_task registry.view_subject",
}
WRITTEN = {
    "list_code": "test",
    "code": "PS0101",
    "item": "排水监管",
    "item_en": "Supervision of drainage",
    "object": "排水户",
    "basis": "《城镇排水与污水处理条例》第四十四条",
}
CHOSEN = {"administrative_type": "inspection", "line": "drainage"}


def write(page, top):
    """Write a new matter on its page and keep the draft."""
    for name, text in WRITTEN.items():
        page.locator(f"#id_{name}").fill(text)
    for name, value in CHOSEN.items():
        page.locator(f"#id_{name}").select_option(value)
    page.locator("#id_department").select_option(str(top.pk))
    page.locator("[name=levels][value='4']").check()
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    return MatterVersion.objects.get(matter__code="PS0101")


def take(page, step):
    """Press the button of a step's form."""
    with page.expect_navigation():
        page.locator(f'form[action$="/{step}/"] button').click()


def ask_for_a_task(page, subject, claim=None):
    """Fill in the form of a new inspection, under a claim where one can be chosen."""
    page.locator("#id_kind").select_option("on_site")
    page.locator("#id_subject").fill(subject.code)
    due = timezone.localtime() + dt.timedelta(days=3)
    page.locator("#id_due_at").fill(due.strftime("%Y-%m-%dT%H:%M"))
    page.locator("#id_wanted").fill("群众反映污水外溢")
    if claim:
        page.locator("#id_claim").select_option(str(claim.pk))
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()


def test_draft_review_publish_claim_and_then_a_task(opened, transactional_db):
    build.line("drainage")
    province = build.region("330000")
    top = build.department(region=province)
    county = build.region("330106", build.region("330100", province))
    bureau = build.department(top, region=county)
    subject = build.subject(region=county)
    people = {name: build.user() for name in PEOPLE}
    for name, perms in PEOPLE.items():
        build.grant(people[name], *f"{SEE} {perms}".split(), department=top)

    def refused():
        page = opened(reverse("enforcement:task-new"), people["dispatcher"])
        expect(page.locator("#id_claim")).not_to_contain_text("PS0101")
        ask_for_a_task(page, subject)
        expect(page.locator("#id_claim")).to_have_attribute("aria-invalid", "true")
        assert not Task.objects.exists()

    version = write(opened(reverse("matters:matter-new"), people["drafter"]), top)
    form = build.checklist()
    form.checklist.matters.add(version.matter)
    refused()
    for name, step in (("drafter", "submit"), ("head", "pass"), ("legal", "publish")):
        take(opened(version.get_absolute_url(), people[name]), step)
    version.refresh_from_db()
    assert version.state == "published"
    refused()

    services.count()
    page = opened(f"/claims/departments/{bureau.pk}/", people["drafter"])
    expect(page.locator("table")).to_contain_text("PS0101")
    take(page, "all")
    claim = Claim.objects.get()
    assert claim.department == bureau
    page = opened(reverse("enforcement:task-new"), people["dispatcher"])
    ask_for_a_task(page, subject, claim)
    task = Task.objects.get()
    assert (task.claim, task.matter_version, task.is_act) == (claim, version, True)
    expect(page.locator("h1")).to_be_visible()
    assert str(task.pk) in page.url


def test_lines_of_a_form_are_put_in_order_by_dragging(opened, transactional_db):
    drafter = build.user()
    perms = "matters.view_checklist matters.change_checklist matters.view_matterversion"
    build.grant(drafter, *perms.split(), department=build.department())
    version = services.new_checklist("test", "F1", "排水检查表", by=drafter)
    for content in ("Licence", "Pump", "Well"):
        services.add_line(version, {"content": content}, revision=version.revision, by=drafter)
    page = opened(reverse("matters:checklist-build", args=[version.pk]), drafter)
    lines = page.locator(".check-lines > li")

    def drag(line, onto):
        lines.nth(line).locator("[data-grip]").hover()
        page.mouse.down()
        box = lines.nth(onto).bounding_box()
        page.mouse.move(box["x"] + 8, box["y"] + box["height"] * 0.2, steps=8)

    drag(2, 0)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(lines.first).to_contain_text("Licence")
    drag(2, 0)
    with page.expect_navigation():
        page.mouse.up()
    assert [each.content for each in version.items.order_by("order")] == ["Well", "Licence", "Pump"]
    expect(lines.first).to_contain_text("Well")
