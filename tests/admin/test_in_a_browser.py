"""The administration in a real browser: its policy holds, nothing complains, both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from registry.models import Grant
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db):
    return cast.gather()


@pytest.fixture
def opened(people, live_server, browser):
    """Return a function that opens a page as an administrator and fails on any complaint."""
    contexts, complaints = [], []

    def open_(role, path, *, width=1280, language="en"):
        client = Client()
        client.force_login(people.a[role])
        context = browser.new_context(
            viewport={"width": width, "height": 800}, timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        cookies = {
            "sessionid": client.cookies["sessionid"].value,
            "django_language": language,
        }
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


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_its_pages_fit_and_complain_of_nothing(opened, width, language):
    for role, names in {
        "system_admin": ["index", "common_calendar_changelist", "registry_department_add"],
        "security_admin": ["common_user_changelist", "registry_roster_add", "common_user_add"],
        "audit_admin": ["common_auditentry_changelist"],
    }.items():
        for name in names:
            page = opened(role, reverse(f"admin:{name}"), width=width, language=language)
            page.wait_for_load_state("networkidle")
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def test_a_role_is_taken_back_in_a_dialog(people, opened):
    granted = people.a["officer"].grants.get()
    page = opened("security_admin", reverse("admin:registry_grant_change", args=[granted.pk]))
    page.get_by_text("Take the role back").click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("button", name="Take it back").click()
    dialog.get_by_text("This field is required.").wait_for()
    dialog.locator("textarea").fill("moved to another county")
    dialog.get_by_role("button", name="Take it back").click()
    page.get_by_text("The role is taken back.").wait_for()
    assert not Grant.objects.in_force().filter(pk=granted.pk).exists()
    assert AuditEntry.objects.filter(action="revoke").count() == 1


def test_the_palette_leads_to_a_page(opened):
    page = opened("security_admin", reverse("admin:index"))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+k")
    page.locator("#search-input-command").press_sequentially("roster")
    page.locator("#command-results-list a").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('admin:registry_roster_changelist')}")
