"""Every record, form and public page of the table of addresses: accessible, no wider than a phone.

Lists share one pattern, which has tests of its own; three of them stand for all.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from registry.roles import ROLES
from tests import build
from tests.cast import gather
from tests.enforcement.conftest import AXE
from tests.permissions import ANYBODY, DOORS, STAFF
from tests.world import settle_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEEDS = {ANYBODY, STAFF}.union(*(role.permissions for role in ROLES))
LISTS = ("matters:matter-list", "matters:claim-board", "enforcement:coverage")
BORROWED = ("api-docs",)


@pytest.fixture
def visitor(transactional_db):
    """A visitor who may see whatever is in county A, and the addresses of its pages."""
    world = settle_in(gather())
    person = world.cast.a["officer"]
    permissions = {perm for role in ROLES for perm in role.permissions}
    build.grant(person, *permissions, department=world.cast.a.bureau, region=world.cast.a.region)
    client = Client()
    client.force_login(person, backend="registry.grants.GrantBackend")
    paths = [
        reverse(door.name, args=world.arguments(door.row))
        for door in DOORS
        if door.see and NEEDS.intersection([door.see, *door.see.split()]) and is_asked(door)
    ]
    return client, [path for path in dict.fromkeys(paths) if is_page(client, path)]


def is_asked(door):
    is_list = door.see == door.do and not door.row and door.name.endswith("-list")
    return door.name not in BORROWED and (door.name in LISTS or not is_list)


def is_page(client, path):
    answer = client.get(path)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_every_page_is_accessible_and_fits_a_phone(visitor, live_server, browser):
    client, paths = visitor
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies(
        [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
    )
    page = context.new_page()
    wrong = []
    for path in paths:
        page.goto(live_server.url + path)
        wrong += [f"{path} {each}" for each in complaints(page)]
    context.close()
    assert len(paths) > 60
    assert "\n".join(wrong) == ""


def complaints(page):
    """Return what axe finds, and whether the page is wider than its window."""
    found = Axe().run(page, options=AXE).response["violations"]
    said = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        said.append("wider than its window")
    return said
