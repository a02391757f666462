#!/usr/bin/env python3
"""Take the pictures of the README from a portal that runs with the demo.

``.venv/bin/python docs/screenshots.py http://localhost:8000`` beside ``make run``; pictures go to
``docs/images/``. The browser is this machine's Chromium, the people are those of the demo.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.chromium import find_chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
BOOK = ROOT / "var" / "demo-accounts.txt"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
SHOTS = (
    ("warnings", "Risk officer", "/risk/warnings/", DESK),
    ("pocket", "Enforcement officer", "/pocket/online/", PHONE),
    ("public", "", "/public/", DESK),
)


def account(role: str) -> tuple[str, str]:
    """Return name and password of the demo's account for a role."""
    for line in BOOK.read_text(encoding="utf-8").splitlines():
        if line.startswith(role + " "):
            _role, _chinese, name, password, *_try = re.split(r"\s{2,}", line)
            return name, password
    raise SystemExit(f"{BOOK} has no account for {role}: is the demo loaded?")


def take(browser: Browser, url: str, name: str, role: str, path: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size)  # type: ignore[arg-type]
    context.add_cookies([{"name": "django_language", "value": "en", "url": url}])
    page = context.new_page()
    if role:
        page.goto(f"{url}/login/")
        user, password = account(role)
        page.fill("[name=username]", user)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login/" not in address)
    page.goto(url + path, wait_until="load")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def main(url: str = "http://localhost:8000") -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for shot in SHOTS:
            take(browser, url.rstrip("/"), *shot)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
