"""The public site as people meet it: phone and desk, both languages, without a script, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from enforcement.choices import Outcome
from tests import build
from tests.disclosure.acts import firm, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
MOST_BYTES = 200_000
LONG = "杭州滨江深基坑工程建设与市政工程有限公司" * 8


@pytest.fixture
def places(transactional_db):
    """Publish results, one of them with a very long name; return the addresses of the site."""
    build.line("drainage", name="城镇排水", name_en="Urban drainage")
    record = published(outcome=Outcome.RECTIFY_BY, rectify_by="2026-12-01")
    published(firm(name=LONG, name_en="Very Long Name " * 12), outcome=Outcome.REFER_TO_CASE)
    form = build.checklist(lines=4)
    form.checklist.matters.add(record.matter_key)
    pages = ["home", "matter-list", "result-list", "verify", "about", "accessibility"]
    return [
        *[reverse(f"public:{name}") for name in pages],
        reverse("public:search") + "?q=杭州",
        reverse("public:result-list") + "?q=nothing&since=x",
        reverse("public:matter-detail", args=[record.matter_key]),
        reverse("public:result-detail", args=[record.code]),
    ]


@pytest.fixture
def opened(live_server, browser):
    """Return a function that opens a page as a visitor and fails on any complaint of it."""
    contexts, complaints = [], []

    def open_(path="", *, width=1280, language="en", script=True, face="", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, **options
        )
        contexts.append(context)
        cookies = {"django_language": language} | ({"face": face} if face else {})
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if path:
            page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize(
    ("width", "face", "scheme"),
    [(360, "", "light"), (1280, "", "dark"), (360, "elder=1&contrast=more", "light")],
)
def test_it_is_accessible_and_fits(places, opened, live_server, width, face, scheme):
    page = opened(width=width, face=face, color_scheme=scheme, bypass_csp=True)
    for path in places:
        page.goto(live_server.url + path)
        assert violations(page) == [], path
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_a_page_is_small(places, opened, live_server):
    for path in places:
        sizes: list[int] = []
        page = opened()
        page.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
        page.goto(live_server.url + path, wait_until="networkidle")
        assert sum(sizes) < MOST_BYTES, path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_phone_reads_tables_as_cards(places, opened, language):
    page = opened(reverse("public:result-list"), width=360, language=language)
    first = page.locator(".table-public tbody tr").first
    assert first.evaluate("e => getComputedStyle(e).display") == "block"
    assert first.locator("td").first.evaluate(
        "e => getComputedStyle(e, '::before').content"
    ) not in ("none", '""')


def test_everything_works_without_a_script(places, opened):
    page = opened(reverse("public:home"), script=False)
    page.locator(".hero input").fill("杭州")
    page.locator(".hero button").click()
    page.locator(".table-public a").first.click()
    assert "/public/results/" in page.url
    assert page.locator("h1").is_visible()
    assert not page.get_by_text("Print this page").is_visible()
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.locator("button[name=elder]").click()
    assert page.locator("html").get_attribute("data-elder") == ""
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Results", exact=True).click()
    page.get_by_text("Narrow it down").click()
    page.locator("select[name=result]").select_option("further")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".table-public tbody tr").count() == 1


def test_the_keyboard_reaches_the_content_first(places, opened):
    page = opened(reverse("public:home"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_language_is_not_mixed_up_with_a_kept_page(places, opened):
    page = opened(reverse("public:home"))
    for language, button in [("zh-hans", "中文"), ("en", "English"), ("zh-hans", "中文")]:
        page.get_by_role("button", name=button).click()
        assert page.locator("html").get_attribute("lang") == language
