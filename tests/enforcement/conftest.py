"""A county with its bureau, two officers on duty, and a matter that it has claimed."""

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Page

from common.models import Event
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import StandingApproval, Task
from matters.models import CheckItem, ChecklistVersion, Claim, MatterVersion
from registry.models import Department, Officer, Region, Subject
from tests import build

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
SHOTS = os.environ.get("SHOTS", "")


@dataclass
class World:
    """The county ``own`` lies in the city ``above``; ``top`` is the responsible department."""

    place: Region
    top: Department
    city: Department
    own: Department
    version: MatterVersion
    claim: Claim
    form: ChecklistVersion
    approval: StandingApproval
    subject: Subject
    officers: list[Officer] = field(default_factory=list)

    def verify(self, **changes) -> Task:
        """Ask for an on-site inspection of the object, as the loop does."""
        asked: dict[str, Any] = {
            "kind": TaskKind.ON_SITE,
            "origin": f"risk.warning:{build.number()}",
            "template": "visit",
            "subject": self.subject,
            "line": "drainage",
            "due_at": timezone.now() + dt.timedelta(hours=4),
            "checklist": self.form.checklist.code,
            "approval": self.approval.code,
            "department": self.top,
            "cause": build.event("risk.warned"),
        }
        return services.verify(**asked | changes)

    def task(self, state: str = TaskState.DISPATCHED, kind: str = TaskKind.FACT_CHECK) -> Task:
        """Build a task of any kind in any state for the two officers."""
        return build.task(
            *self.officers[:2],
            kind=kind,
            state=state,
            department=self.own,
            subject=self.subject,
            origin=f"risk.warning:{build.number()}",
            matter_version=self.version,
            claim=self.claim,
            checklist_version=self.form,
        )

    @property
    def items(self) -> list[CheckItem]:
        return list(self.form.items.all())

    def answers(self, *results: str) -> dict:
        """Return answers by line; the last result stands for all that follow."""
        padded = [*results, *[results[-1]] * len(self.items)]
        return {item.pk: result for item, result in zip(self.items, padded, strict=False)}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keep photos in a folder of the test's own."""
    entry = settings.STORAGES["evidence"]
    settings.STORAGES = settings.STORAGES | {
        "evidence": entry | {"OPTIONS": entry["OPTIONS"] | {"location": tmp_path / "evidence"}}
    }
    return tmp_path / "evidence"


@pytest.fixture
def in_english():
    """Read in English, and leave no language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def world(db) -> World:
    province = build.region()
    city_place = build.region(parent=province)
    place = build.region(parent=city_place)
    top = build.department(region=province)
    city = build.department(top, region=city_place)
    own = build.department(city, region=place)
    version = build.matter_version(department=top)
    form = build.checklist()
    return World(
        place=place,
        top=top,
        city=city,
        own=own,
        version=version,
        claim=build.claim(version.matter, own),
        form=form,
        approval=build.standing_approval(own, matter=version.matter, checklist=form.checklist),
        subject=build.subject(region=build.region(parent=place)),
        officers=[build.officer(department=own), build.officer(department=own)],
    )


def told(task: Task) -> list[str]:
    """Return what was told of a task, in order."""
    return [event.name.removeprefix("enforcement.task_") for event in Event.objects.about(task)]


def last_facts(task: Task) -> dict:
    """Return the facts of what was told last of a task."""
    return [event.facts for event in Event.objects.about(task)][-1]


@pytest.fixture
def opened(live_server, browser):
    """Return a function that opens a path as somebody, and fails on any complaint of the page."""
    contexts, complaints = [], []

    def open_(user, path, *, width=1280, script=True, check=False, **options):
        client = Client()
        client.force_login(user)
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            java_script_enabled=script,
            bypass_csp=check,  # axe itself is injected
            **options,
        )
        contexts.append(context)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
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
    assert [text for text in complaints if "422" not in text] == []


def shot(page: Page, name: str) -> None:
    """Keep a picture of a page in the folder SHOTS, for whoever wants to look at it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def look_over(page: Page) -> None:
    """Fail when a page is not accessible, or is wider than its window."""
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
