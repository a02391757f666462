"""A firm sends in from its phone what an inspection without a visit asks for."""

import pytest
from playwright.sync_api import expect

from enforcement.models import Evidence, OffSiteRequest
from enforcement.services.off_site import page_of
from tests import build
from tests.enforcement.conftest import look_over, shot

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def language() -> str:
    return "en"


def test_a_firm_sends_in_a_photo_from_its_phone(opened, settings, tmp_path):
    entry = settings.STORAGES["evidence"]
    settings.STORAGES = settings.STORAGES | {
        "evidence": entry | {"OPTIONS": entry["OPTIONS"] | {"location": tmp_path / "evidence"}}
    }
    row = build.off_site_request()
    picture = tmp_path / "gate.jpg"
    picture.write_bytes(build.photo())

    page = opened(page_of(row), None, PHONE)
    shot(page, "off-site-code")
    page.locator("[name=code]").fill(row.code.lower())
    page.get_by_role("button", name="Open the page").click()
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("gate.jpg")
    look_over(page)
    shot(page, "off-site-firm")
    page.get_by_role("button", name="Send it in").click()
    expect(page.locator("main")).to_contain_text("has arrived")
    assert OffSiteRequest.objects.get().submitted_at is not None
    assert Evidence.objects.get().file_name == "gate.jpg"
