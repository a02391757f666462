"""Pages opened in a real browser by somebody of the staff; no page may complain."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import expect


@pytest.fixture(params=["zh-hans", "en"])
def language(request) -> str:
    """The language of the browser; a module that needs one alone sets it anew."""
    return request.param


@pytest.fixture
def site(live_server) -> str:
    """The address of the portal; a module may set up another."""
    return live_server.url


@pytest.fixture
def opened(request, site, browser, language):
    """Return a function that opens a path for somebody, and fails on any complaint of a page."""
    complaints = []

    def open_(path, user=None, viewport=None):
        context = browser.new_context(
            viewport=viewport or {"width": 1280, "height": 800},
            bypass_csp=True,  # axe itself is injected
        )
        request.addfinalizer(context.close)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = Client()
            client.force_login(user, backend="registry.grants.GrantBackend")
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": k, "value": v, "url": site} for k, v in cookies.items()])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(language[:2]))
        return page

    with translation.override(language):
        yield open_
    assert [text for text in complaints if "422" not in text] == []  # a form that came back
