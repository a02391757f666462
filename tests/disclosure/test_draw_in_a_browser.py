"""Anybody draws again in their own browser, and sees where one byte was changed."""

import json
from hashlib import sha256

import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from enforcement.rules.draw import Taker
from enforcement.rules.draw_papers import canonical
from enforcement.rules.drbg import Numbers
from supervision_portal.disclosure.models import PublicDraw
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def change_position(paper):
    """Exchange one drawn position for another one."""
    positions = paper["result"]["strata"][0]["positions"]
    positions[0] = next(each for each in range(1, 13) if each not in positions)


def change_size(paper):
    paper["commitment"]["strata"][0]["size"] += 1


def change_root(paper):
    pool = paper["commitment"]["pools"][0]
    pool["root"] = ("0" if pool["root"][0] != "0" else "1") + pool["root"][1:]


def change_numbers(paper):
    """Say that the lottery drew 04 where it drew 03."""
    paper["result"]["randomness"]["numbers"] = "04 07 12 18 25 31 + 09"


def change_proof(paper):
    """Name another firm with the proof of the one that was drawn."""
    reveal = paper["reveals"][0]
    reveal["line"] = reveal["line"].replace("OBJ-2", "OBJ-3")


def draw_again(page, live_server, draw):
    page.goto(live_server.url + draw.get_absolute_url())
    section = page.locator("[data-module=redraw]")
    section.locator("button").click()
    page.wait_for_selector("[data-module=redraw][data-outcome]", timeout=20_000)
    return section


def test_the_page_draws_the_same_lots_again(page, live_server):
    section = draw_again(page, live_server, build.public_draw())
    assert section.get_attribute("data-outcome") == "proved"
    assert section.locator("[data-check][data-holds=true]").count() >= 4
    assert section.locator("[data-check][data-holds=false]").count() == 0
    expect(section.locator("[data-said]")).to_have_text(section.get_attribute("data-proved"))


@pytest.mark.parametrize(
    "change", [change_position, change_size, change_root, change_numbers, change_proof]
)
def test_one_change_is_seen(page, live_server, change):
    draw = build.public_draw()
    paper = json.loads(draw.paper)
    change(paper)
    PublicDraw.objects.filter(pk=draw.pk).update(paper=canonical(paper))
    section = draw_again(page, live_server, draw)
    assert section.get_attribute("data-outcome") == "broken"
    assert section.locator("[data-check][data-holds=false]").count() > 0


MILLIONS = """async ({module, numbers, seed, size, count}) => {
  const [{Taker}, {Numbers}] = [await import(module), await import(numbers)];
  const bytes = Uint8Array.from(seed.match(/../g), (pair) => parseInt(pair, 16));
  return new Taker(size, new Numbers(bytes, "objects:1")).take(count);
}"""


def test_of_five_million_positions_the_browser_takes_the_same(page, live_server):
    size, count, seed = 5_000_000, 20_000, sha256(b"five million").digest()
    page.goto(live_server.url + build.public_draw().get_absolute_url())
    given = {
        "module": static("js/draw/draw.js"),
        "numbers": static("js/draw/drbg.js"),
        "seed": seed.hex(),
        "size": size,
        "count": count,
    }
    assert page.evaluate(MILLIONS, given) == Taker(size, Numbers(seed, "objects:1")).take(count)
