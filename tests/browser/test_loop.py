"""The whole loop as people see it: the desk updates by itself, officers answer by phone, all read.

Nothing is done for it here: web, worker and clock are processes of their own, the browser is real.
"""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from datacenter.models import Indicator
from enforcement.choices import TaskKind, TaskState
from enforcement.models import Evidence, Task
from risk.choices import Stage
from risk.models import RiskWarning
from supervision_portal.disclosure.models import PublicRecord
from tests import build
from tests.enforcement.conftest import look_over
from tests.ingest_client import Sender
from tests.loop_world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def language() -> str:
    return "zh-hans"  # that of the officers; other tests open these pages in both


@pytest.fixture
def site(stack) -> str:
    stack.start("web", "worker", "beat")
    return stack.url


@pytest.fixture
def world(transactional_db):
    return build_world()


@pytest.fixture
def gauge(world, site):
    """The source that owns the gauge."""
    sender = Sender.new(url=site, department=world.department)
    Indicator.objects.update(source=sender.source)
    return sender


def rain(gauge, millimetres):
    """Send one signed reading."""
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    sent = gauge.post([("G1", at.isoformat(), millimetres)])
    assert sent.status == 202, sent.body


def agree(page):
    page.locator("dialog [value=yes]").click()


def answer(page, task, picture):
    """Accept, arrive, answer line by line with a photo, and submit, as an officer on a phone."""
    page.locator("form[action$='/accept/'] button").click()
    if task.kind == TaskKind.ON_SITE:
        page.locator("form[action$='/arrive/'] button").click()
    look_over(page)
    for line in (1, 2, 3):
        result = "failed" if line == 3 else "passed"
        page.locator(f"#id_line_{line} .choice", has=page.locator(f"[value={result}]")).click()
        if result == "failed":
            page.locator(f"#id_line_{line} textarea").fill("The drain is blocked.")
            page.locator(f"#id_line_{line} input[type=file]").set_input_files(picture)
            expect(page.locator(f"#id_line_{line} .photos img")).to_have_count(1)
        page.locator("[data-next]").click()
    if task.kind == TaskKind.ON_SITE:
        pick(page, "outcome", "rectify_now")
    pick(page, "finding", "confirmed")
    look_over(page)
    with page.expect_navigation():
        page.locator("[data-submit]").click()
        agree(page)


def pick(page, field, value):
    page.locator(f"#id_{field} .choice", has=page.locator(f"[value={value}]")).click()


def test_from_a_reading_to_the_public_record(world, gauge, stack, opened, tmp_path):
    watcher = build.user()
    build.grant(watcher, "risk.view_riskwarning", "enforcement.view_task", region=world.region)
    desk = opened("/risk/warnings/", watcher)
    rain(gauge, 110)
    warning = stack.wait_for(RiskWarning.objects.first, what="the warning")
    row = desk.locator(f"tr[data-key='{warning.pk}']")
    expect(row.or_(desk.locator(".live-news"))).to_be_visible(timeout=15_000)
    if not row.is_visible():
        desk.locator(".live-news").click()
    expect(row).to_be_visible()
    look_over(desk)

    picture = tmp_path / "drain.jpg"
    picture.write_bytes(build.photo((800, 600)))
    tasks = Task.objects.filter(state=TaskState.DISPATCHED)
    stack.wait_for(lambda: tasks.count() == 2, what="the fact check and the inspection")
    for task in tasks.order_by("kind"):
        lead, *second = [each.officer.user for each in task.assignments.order_by("position")]
        page = opened("/pocket/online/", lead, PHONE)
        look_over(page)
        page.locator(f"a[href='/pocket/tasks/{task.pk}/']").first.click()
        answer(page, task, picture)
        for other in second:
            page = opened(f"/pocket/tasks/{task.pk}/", other, PHONE)
            look_over(page)
            page.locator("form[action*='/confirm/'] button").click()
            with page.expect_navigation():
                agree(page)
    assert Evidence.objects.count() == 2

    settled = RiskWarning.objects.filter(stage=Stage.CLOSED)
    warning = stack.wait_for(settled.first, what="the settled warning")
    page = opened(warning.get_absolute_url(), watcher)
    expect(page.locator("body")).to_contain_text(str(warning.get_verdict_display()))
    look_over(page)

    record = stack.wait_for(PublicRecord.objects.first, what="the public record")
    page = opened("/public/results/")
    page.locator(f"a[href*='{record.code}']").first.click()
    expect(page.locator("main")).to_contain_text(record.subject)
    expect(page.locator("main")).not_to_contain_text("The drain is blocked.")
    look_over(page)
