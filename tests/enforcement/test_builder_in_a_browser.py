"""The builder beside its phone, and rounds on the phone itself, in a real browser of 360 pixels."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enforcement.choices import TaskKind, TaskState
from enforcement.models import Answer
from matters.models import CheckItem
from tests import build
from tests.enforcement.conftest import look_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_line_is_seen_on_the_phone_while_it_is_typed(opened):
    version = build.checklist(state="draft", valid=None)
    author = build.user(language="en")
    build.grant(author, "matters.view_checklist", "matters.change_checklist")
    line = version.items.get(order=2)
    page = opened(author, reverse("matters:line-edit", args=[version.pk, line.pk]), width=360)
    phone = page.frame_locator("[data-phone]")
    page.locator("[name=content]").fill("Is the lid shut")
    expect(phone.get_by_text("Is the lid shut")).to_be_visible()
    page.locator("[name=own_results]").fill("shut = pass\nopen = fail")
    expect(phone.get_by_text("shut", exact=True)).to_be_visible()
    assert CheckItem.objects.get(pk=line.pk).content == "Line 2"
    look_over(page)
    page.get_by_role("button", name="Keep the line").click()
    page.wait_for_url("**/build/**")
    assert CheckItem.objects.get(pk=line.pk).content == "Is the lid shut"


def test_lines_come_for_each_vehicle_and_wait_for_their_answer(world, opened):
    task = world.task(TaskState.ON_SITE, TaskKind.ON_SITE)
    form = build.checklist(lines=0)
    CheckItem.objects.bulk_create(
        [
            CheckItem(version=form, order=1, content="Cover", group="车辆", group_en="vehicle"),
            CheckItem(
                version=form, order=2, content="Spill", group="车辆", group_en="vehicle",
                when_line=1, when_answers=["failed"],
            ),
        ]
    )  # fmt: skip
    task.checklist_version = form
    task.save(update_fields=["checklist_version"])
    at = reverse("enforcement:pocket-task", args=[task.pk])
    page = opened(world.officers[0].user, at, width=360, has_touch=True)
    page.locator("[name=rounds_1]").fill("2")
    expect(page.locator('[name="line_1-2"]')).to_have_count(4)
    page.get_by_role("button", name="Next").click()
    page.locator("#id_line_1 .choice").first.click()
    page.locator("[name=about_1]").fill("A1")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#id_line_1-2")).to_be_visible()
    expect(page.locator("#id_line_2")).to_be_hidden()
    page.locator("#id_line_1-2 .choice", has=page.locator("[value=failed]")).click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#id_line_2-2")).to_be_visible()
    assert not Answer.objects.exists()
