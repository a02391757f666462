"""The patterns in a real browser: keyboard, fragments, theme, narrow screens, no script, axe."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.utils import timezone

from common.events import emit
from common.models import SavedView
from common.partitions import ensure_month
from registry.views import subjects as views
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
LONG = "Hangzhou Binjiang Deep Foundation Pit Construction and Municipal Engineering " * 3


@pytest.fixture
def people(transactional_db):
    county = build.region("330106")
    user = build.user(username="reader")
    permissions = ["registry.view_subject", "registry.view_region", "common.view_event"]
    build.grant(user, *permissions, region=county)
    rows = [build.subject(region=county, code=f"B{n:02}", name=f"Site {n:02}") for n in range(60)]
    rows.append(build.subject(region=county, code="B99", name=LONG[:200]))
    ensure_month("common_event", timezone.now())
    return user, rows


@pytest.fixture
def opened(people, live_server, browser):
    """Return a function that opens a path as the reader and fails on any complaint of the page."""
    client = Client()
    client.force_login(people[0])
    session = client.cookies["sessionid"].value
    contexts, complaints = [], []

    def open_(path, *, width=1280, scheme="light", script=True, check=False, language="en"):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            bypass_csp=check,  # axe itself is injected
        )
        contexts.append(context)
        cookies = {"sessionid": session, "django_language": language}
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_and_record_are_accessible_and_fit(people, opened, width, scheme):
    for path in ("/subjects/", people[1][-1].get_absolute_url(), "/subjects/?state=suspended"):
        page = opened(path, width=width, scheme=scheme, check=True)
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path


def test_the_login_page_is_accessible(live_server, browser):
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{live_server.url}/login/")
    assert violations(page) == []
    page.get_by_role("main").locator("form .btn-primary").click()
    assert violations(page) == []
    page.context.close()


def test_the_keyboard_walks_the_list(people, opened):
    page = opened("/subjects/?ordering=code")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.is-here").get_attribute("data-key") == str(people[1][1].pk)
    page.keyboard.press("v")
    drawer = page.get_by_role("dialog", name="Quick look")
    drawer.get_by_role("heading", name="Site 01").wait_for()
    page.keyboard.press("j")
    drawer.get_by_role("heading", name="Site 02").wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("Site 07")
    page.wait_for_url(re.compile(r"q=Site"))
    page.locator("tbody tr").nth(1).wait_for(state="detached")
    assert page.locator("tbody th").all_inner_texts() == ["Site 07"]
    assert page.evaluate("document.activeElement.id") == "list-search"
    assert "state=" not in page.url


def test_going_back_shows_the_list_as_it_was(opened):
    page = opened("/subjects/?ordering=code")
    page.get_by_role("link", name="Code").click()
    page.wait_for_url(re.compile("ordering=-code"))
    page.get_by_role("link", name="Next").click()
    page.locator("tbody th", has_text="Site 00").wait_for()
    page.go_back()
    page.locator("tbody th", has_text="Site 59").wait_for()
    page.go_back()
    page.locator("tbody th", has_text="Site 00").wait_for()


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr(views, "SUBJECTS", replace(views.SUBJECTS, live_seconds=1))


def test_a_live_list_renews_itself(people, opened, live):
    page = opened("/subjects/")
    build.subject(region=people[1][0].region, code="NEW1", name="Came in later")
    page.locator("tbody tr.is-new th", has_text="Came in later").wait_for()
    assert page.locator("tbody tr.is-new").count() == 1


def test_news_wait_while_somebody_works_in_the_list(people, opened, live):
    page = opened("/subjects/")
    page.keyboard.press("j")
    here = page.locator("tr.is-here")
    build.subject(region=people[1][0].region, code="NEW2", name="Came in later")
    page.get_by_role("button", name="Show what is new").wait_for()
    assert page.locator("tbody th", has_text="Came in later").count() == 0
    assert here.count() == 1
    page.get_by_role("button", name="Show what is new").click()
    page.locator("tbody th", has_text="Came in later").wait_for()


def test_what_is_read_stays_in_its_place(people, opened, live):
    page = opened("/subjects/")
    row = page.locator("tbody tr", has_text="Site 30")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()["y"]
    build.subject(region=people[1][0].region, code="NEW3", name="Came in later")
    page.locator("tbody tr", has_text="Came in later").wait_for(state="attached")
    assert abs(row.bounding_box()["y"] - before) < 2


def test_a_chosen_theme_stays(opened):
    page = opened("/subjects/")
    page.locator("summary", has_text="How the pages look").click()
    with page.expect_response("**/face/"):
        page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_list_works_without_script(opened):
    page = opened("/subjects/?ordering=code", script=False)
    page.get_by_role("link", name="Next").click()
    page.locator("tbody th", has_text="Site 50").wait_for()
    page.locator("#list-search").fill("Site 03")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=Site"))
    assert page.locator("tbody th").all_inner_texts() == ["Site 03"]
    page.get_by_role("link", name="Site 03").click()
    page.get_by_role("heading", level=1, name="Site 03").wait_for()


def test_a_long_history_unfolds(people, opened):
    with transaction.atomic():
        for _ in range(15):
            emit("registry.classified", people[1][0], subject=people[1][0].pk, by=people[0])
    page = opened(people[1][0].get_absolute_url())
    entries = page.locator(".rail > li:visible")
    assert entries.count() == 10
    page.get_by_role("button", name="Show everything").click()
    assert entries.count() == 15


def test_what_cannot_be_undone_is_asked_once_in_words(people, opened):
    view = SavedView.objects.create(user=people[0], desk="registry.subjects", name="Mine")
    page = opened("/subjects/?view=all")
    page.locator("summary", has_text="Views").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    dialog = page.get_by_role("dialog", name="Remove the view “Mine”?")
    dialog.get_by_text("the entries it shows stay as they are").wait_for()
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="hidden")
    assert SavedView.objects.filter(pk=view.pk).exists()
    page.get_by_role("button", name="Remove", exact=True).click()
    dialog.get_by_role("button", name="Remove").click()
    page.get_by_text("The view is removed.").wait_for()
    assert not SavedView.objects.exists()


def test_a_code_is_copied_and_said(people, opened):
    page = opened(people[1][0].get_absolute_url())
    page.get_by_role("button", name="Copy B00").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()


def test_the_navigation_opens_on_a_phone_and_closes_again(opened):
    page = opened("/subjects/", width=360)
    nav = page.get_by_role("navigation", name="Modules")
    nav.wait_for(state="hidden")
    page.get_by_role("button", name="Open the navigation").click()
    nav.wait_for()
    page.keyboard.press("Escape")
    nav.wait_for(state="hidden")
