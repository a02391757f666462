"""The loop in a real browser: the desk updates by itself, officers answer by phone, all can read.

What a worker does is done here in the test; the pages, their scripts and the signed door are real.
"""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import expect

from datacenter import services as datacenter
from datacenter.models import Indicator
from enforcement.choices import TaskKind
from enforcement.models import Evidence, Task
from risk.choices import Stage
from risk.models import RiskWarning
from supervision_portal.disclosure.models import PublicRecord
from tests import build
from tests.enforcement.conftest import look_over
from tests.ingest_client import Sender
from tests.loop_world import build_world
from tests.test_loop import drain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=["zh-hans", "en"])
def opened(request, live_server, browser):
    """Return a function that opens a path for somebody, and fails on any complaint of a page."""
    complaints = []

    def open_(path, user=None, viewport=None):
        context = browser.new_context(
            viewport=viewport or {"width": 1280, "height": 800},
            bypass_csp=True,  # axe itself is injected
        )
        request.addfinalizer(context.close)
        cookies = {settings.LANGUAGE_COOKIE_NAME: request.param}
        if user is not None:
            client = Client()
            client.force_login(user, backend="registry.grants.GrantBackend")
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(request.param[:2]))
        return page

    with translation.override(request.param):
        yield open_
    assert [text for text in complaints if "422" not in text] == []  # a form that came back


@pytest.fixture
def world(transactional_db):
    return build_world()


@pytest.fixture
def gauge(world, live_server):
    """The source that owns the gauge, speaking to the live server."""
    sender = Sender.new(url=live_server.url, department=world.department)
    Indicator.objects.update(source=sender.source)
    return sender


def rain(gauge, millimetres):
    """Send one signed reading and do what a worker does with it."""
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    sent = gauge.post([("G1", at.isoformat(), millimetres)])
    assert sent.status == 202, sent.body
    datacenter.load(sent.body["batch"])
    drain()


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


def test_from_a_reading_to_the_public_record(world, gauge, opened, tmp_path):
    watcher = build.user()
    build.grant(watcher, "risk.view_riskwarning", "enforcement.view_task", region=world.region)
    desk = opened("/risk/warnings/", watcher)
    rain(gauge, 110)
    warning = RiskWarning.objects.get()
    row = desk.locator(f"tr[data-key='{warning.pk}']")
    expect(row.or_(desk.locator(".live-news"))).to_be_visible(timeout=15_000)
    if not row.is_visible():
        desk.locator(".live-news").click()
    expect(row).to_be_visible()
    look_over(desk)

    picture = tmp_path / "drain.jpg"
    picture.write_bytes(build.photo((800, 600)))
    for task in Task.objects.order_by("kind"):
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
        drain()
    assert Evidence.objects.count() == 2

    warning.refresh_from_db()
    assert warning.stage == Stage.CLOSED
    page = opened(warning.get_absolute_url(), watcher)
    expect(page.locator("body")).to_contain_text(str(warning.get_verdict_display()))
    look_over(page)

    record = PublicRecord.objects.get()
    page = opened("/public/results/")
    page.locator(f"a[href*='{record.code}']").first.click()
    expect(page.locator("main")).to_contain_text(record.subject)
    expect(page.locator("main")).not_to_contain_text("The drain is blocked.")
    look_over(page)
