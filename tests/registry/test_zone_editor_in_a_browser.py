"""The zone editor in a real browser: by mouse, and by keyboard alone."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from registry import services
from registry.models import Zone
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, browser):
    county = build.region("330106", name="西湖区", name_en="Xihu District", level=4)
    person = build.user()
    build.grant(person, "registry.view_zone", "registry.add_zone", "registry.change_zone",
                "registry.view_region")  # fmt: skip
    ring = [[120.0, 30.0], [120.4, 30.0], [120.4, 30.4], [120.0, 30.4], [120.0, 30.0]]
    services.set_boundary(county, {"type": "Polygon", "coordinates": [ring]}, by=None)
    client = Client()
    client.force_login(person, backend="registry.grants.GrantBackend")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    made = context.new_page()
    complaints = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    made.goto(live_server.url + reverse("registry:zone-new"))
    expect(made.locator("[data-module=draw][data-ready=true]")).to_be_visible()
    made.locator("#id_name").fill("低洼路段")
    made.locator("#id_region").select_option(str(county.pk))
    yield made
    context.close()
    assert complaints == []


def send(page):
    page.locator("form.card button.btn-primary").click()
    expect(page.locator("h1")).to_have_text("低洼路段")
    return Zone.objects.get()


def test_a_zone_is_drawn_by_mouse(page):
    area = page.locator("[data-map]")
    area.scroll_into_view_if_needed()
    for x, y in ((300, 120), (420, 120), (420, 240), (300, 240), (360, 330)):
        area.click(position={"x": x, "y": y})
    page.locator("[data-draw=undo]").click()
    expect(page.locator(".map-vertex")).to_have_count(4)
    assert len(page.locator("#id_shape").input_value().split("\n")) == 4
    zone = send(page)
    assert len(zone.rings.get().line) == 4


def test_a_zone_is_written_by_keyboard_alone(page):
    field = page.locator("#id_shape")
    field.focus()
    page.keyboard.type("120.1, 30.1\n120.2, 30.1\n120.2, 30.2\n")
    expect(page.locator(".map-vertex")).to_have_count(3)
    send(page)
    assert services.zones_at(120.19, 30.11)


def test_a_map_fitted_to_a_single_point_still_shows_it(page):
    page.locator("#id_shape").fill("120.1, 30.1")
    page.locator("[data-draw=fit]").click()
    expect(page.locator(".map-vertex")).to_be_in_viewport()
