"""A county with its bureau, two officers on duty, and a matter that it has claimed."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from common.models import Event
from enforcement import services
from enforcement.choices import TaskKind, TaskState
from enforcement.models import StandingApproval, Task
from matters.models import CheckItem, ChecklistVersion, Claim, MatterVersion
from registry.models import Department, Officer, Region, Subject
from tests import build


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
