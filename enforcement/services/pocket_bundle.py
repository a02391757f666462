"""What an officer's phone takes along for a day without network."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import segno
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from common import workdays
from common.models import User
from enforcement.choices import EvidenceKind, TaskState
from enforcement.models import (
    Answer,
    Assignment,
    EntryCode,
    Inspection,
    Rectification,
    Task,
    VisitPart,
)
from enforcement.querysets.visits import VisitPartQuerySet
from enforcement.rules.tasks import RECTIFY_DAYS, RECTIFY_DAYS_MAX
from enforcement.services.pocket_devices import PIN_ROUNDS, officer_of
from enforcement.services.pocket_files import most_bytes
from enforcement.services.rectifications import page_of
from matters.choices import ClaimState
from matters.models import CheckItem, ChecklistVersion, Claim, MatterVersion
from matters.rules.lines import MOST_ROUNDS
from registry.models import Officer, Subject

EARLIER = 3
"""How many earlier answers at an object go along, newest first."""
MOST_MATTERS = 200
MOST_ORDERS = 50
ORDERS_SHOWN = dt.timedelta(days=7)
OLDEST_CLIENT = 1
"""Versions of the app before this one are told to renew themselves."""


def bundle(user: User, *, address: Callable[[str], str]) -> dict[str, Any]:
    """Return the officer's open tasks with all that a visit needs, in both languages.

    ``address`` makes the whole address of a path of the portal, for the code at the door.
    """
    officer = officer_of(user)
    tasks = list(_tasks(user))
    earlier = _earlier([task.subject_id for task in tasks])
    return {
        "oldest_client": OLDEST_CLIENT,
        "officer": _officer(officer) | {"username": user.username, "language": user.language},
        "limits": _limits(),
        "tasks": [_task(task, earlier.get(task.subject_id, []), address) for task in tasks],
        "orders": list(_orders(user, address)),
        "matters": list(_matters(officer)),
    }


def etag_of(content: Mapping[str, Any]) -> str:
    """Return what stands for the content until it changes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _limits() -> dict[str, Any]:
    return {
        "photo_bytes": most_bytes(EvidenceKind.PHOTO),
        "video_bytes": most_bytes(EvidenceKind.VIDEO),
        "audio_bytes": most_bytes(EvidenceKind.AUDIO),
        "rectify_days": RECTIFY_DAYS,
        "rectify_days_max": RECTIFY_DAYS_MAX,
        "rounds": MOST_ROUNDS,
        "pin_rounds": PIN_ROUNDS,
    }


def _tasks(user: User) -> Iterable[Task]:
    crew = Assignment.objects.filter(ended_at=None).order_by("position")
    crew = crew.select_related("officer__user", "officer__department", "officer__pin")
    lines = CheckItem.objects.order_by("order")
    standing = Inspection.objects.standing().select_related("submitted_by__user")
    return (
        Task.objects.to_perform(user)
        .filter(pk__in=Task.objects.assigned_to(user).open().values("pk"))
        .select_related(
            "subject__region",
            "department",
            "matter_version__matter",
            "claim__department",
            "checklist_version__checklist",
            "entry_code",
            "approval",
        )
        .prefetch_related(
            Prefetch("assignments", crew, to_attr="crew"),
            Prefetch("checklist_version__items", lines),
            Prefetch("inspections", standing, to_attr="standing_answers"),
            Prefetch("joint_parts", _joint_parts(), to_attr="joint"),
        )
        .order_by("due_at", "pk")
    )


def _task(
    task: Task, earlier: list[dict[str, Any]], address: Callable[[str], str]
) -> dict[str, Any]:
    matter = task.matter_version
    code: EntryCode | None = getattr(task, "entry_code", None)
    answer = next(iter(task.standing_answers), None)  # type: ignore[attr-defined]
    return {
        "id": str(task.pk),
        "kind": task.kind,
        "state": task.state,
        "is_act": task.is_act,
        "is_visit": task.is_visit,
        "has_clue": task.has_clue,
        "due_at": task.due_at.isoformat(),
        "changed_at": task.changed_at.isoformat(),
        "department": _named(task.department),
        "matter": _matter(matter) if matter else None,
        "approved_by": str(task.approval) if task.approval else "",
        "officers": [
            _officer(each.officer)
            | {
                "position": each.position,
                "pin_salt": each.officer.pin.salt if hasattr(each.officer, "pin") else "",
            }
            for each in task.crew  # type: ignore[attr-defined]
        ],
        "entry": _entry(code, address) if code else None,
        "visit": _visit(task),
        "subject": _subject(task.subject) | {"earlier": earlier},
        "form": _form(task.checklist_version) if task.checklist_version else None,
        "answer": _answer(answer) if answer and task.state == TaskState.SUBMITTED else None,
    }


def _joint_parts() -> VisitPartQuerySet:
    """Return the parts of joint visits with those who come along and their officers."""
    crew = Assignment.objects.filter(ended_at=None).order_by("position")
    others = VisitPart.objects.agreed().select_related(
        "task__department", "task__matter_version__matter"
    )
    others = others.prefetch_related(
        Prefetch("task__assignments", crew.select_related("officer__user"), to_attr="crew")
    )
    found: VisitPartQuerySet = VisitPart.objects.together().select_related("visit__department")
    return found.prefetch_related(Prefetch("visit__parts", others, to_attr="agreed"))


def _visit(task: Task) -> dict[str, Any] | None:
    """Return the joint visit that a task belongs to: its day, who leads, who else comes."""
    part = next(iter(task.joint), None)  # type: ignore[attr-defined]
    if part is None:
        return None
    return {
        "day": part.visit.day.isoformat(),
        "lead": _named(part.visit.department),
        "others": [
            {
                "department": _named(each.task.department),
                "matter": _matter(each.task.matter_version) if each.task.matter_version else None,
                "officers": [_named(one.officer.user) for one in each.task.crew],
            }
            for each in part.visit.agreed
            if each.task_id != task.pk
        ],
    }


def _orders(user: User, address: Callable[[str], str]) -> Iterable[dict[str, str]]:
    """Return the officer's orders of the last days, with the picture that leads to each."""
    since = timezone.now() - ORDERS_SHOWN
    rows = Rectification.objects.filter(
        inspection__task__in=Task.objects.assigned_to(user), created_at__gte=since
    )
    for order in rows.select_related("inspection").order_by("-pk")[:MOST_ORDERS]:
        yield {
            "task": str(order.inspection.task_id),
            "due_on": order.due_on.isoformat(),
            "qr": _picture(address(page_of(order))),
        }


def _picture(url: str) -> str:
    return segno.make(url, error="m").svg_data_uri(border=2)


def _entry(code: EntryCode, address: Callable[[str], str]) -> dict[str, str]:
    url = address(reverse("enforcement:entry-verify", args=[code.code]))
    return {"code": code.code, "qr": _picture(url)}


def _named(row: Any) -> dict[str, str]:
    return {"name": row.name, "name_en": row.name_en}


def _matter(version: MatterVersion) -> dict[str, str]:
    return {
        "code": version.matter.code,
        "name": version.sub_item or version.item,
        "name_en": version.sub_item_en or version.item_en,
        "basis": version.basis,
        "basis_en": version.basis_en,
    }


def _officer(officer: Officer) -> dict[str, Any]:
    return {
        "id": str(officer.pk),
        **_named(officer.user),
        "certificate": officer.certificate_no or "",
        "is_certified": officer.valid is not None and workdays.today() in officer.valid,
        "department": _named(officer.department),
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "id": str(subject.pk),
        **_named(subject),
        "code": subject.code,
        "address": subject.address,
        "address_en": subject.address_en,
        "lon": subject.lon,
        "lat": subject.lat,
        "region": _named(subject.region),
        "credit_class": subject.credit_class,
        "risk_class": subject.risk_class,
    }


def _form(version: ChecklistVersion) -> dict[str, Any]:
    return {
        "id": str(version.pk),
        **_named(version.checklist),
        "number": version.number,
        "verdict": version.ruling.stored(),
        "lines": [_line(item) for item in version.items.all()],
    }


def _line(item: CheckItem) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "order": item.order,
        "content": item.content,
        "content_en": item.content_en,
        "how": item.how,
        "how_en": item.how_en,
        "papers": item.papers,
        "papers_en": item.papers_en,
        "basis": item.basis,
        "finding": item.finding,
        "finding_en": item.finding_en,
        "is_key": item.is_key,
        "photo_required": item.photo_required,
        "score": f"{item.score.normalize():f}",
        "options": [option.stored() for option in item.results],
        "group": item.group,
        "group_en": item.group_en,
        "when_line": item.when_line,
        "when_answers": item.when_answers,
    }


def _answer(answer: Inspection) -> dict[str, Any]:
    return {
        "id": str(answer.pk),
        "by": _named(answer.submitted_by.user),
        "by_id": str(answer.submitted_by_id),
        "outcome": answer.outcome,
        "at": answer.submitted_at.isoformat(),
    }


def _earlier(subjects: list[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """Return the latest confirmed answers at some objects, with the lines that failed."""
    failed = Answer.objects.filter(result="failed").select_related("item")
    rows = (
        Inspection.objects.standing()
        .filter(task__subject__in=subjects, task__state=TaskState.CLOSED)
        .select_related("task")
        .prefetch_related(Prefetch("answers", failed, to_attr="failed"))
        .order_by("-pk")
    )
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for row in rows[: EARLIER * max(len(subjects), 1) * 4]:
        kept = found.setdefault(row.task.subject_id, [])
        if len(kept) < EARLIER:
            kept.append(
                {
                    "at": row.submitted_at.isoformat(),
                    "kind": row.task.kind,
                    "outcome": row.outcome,
                    "note": row.note,
                    "rectify_by": row.rectify_by.isoformat() if row.rectify_by else "",
                    "failed": [
                        {
                            "line": str(each.item_id),
                            "order": each.item.order,
                            "content": each.item.content,
                            "content_en": each.item.content_en,
                            "note": each.note,
                        }
                        for each in row.failed
                    ],
                }
            )
    return found


def _matters(officer: Officer) -> Iterable[dict[str, Any]]:
    """Return what the officer's department has claimed, with forms: for what nobody had planned."""
    claims = (
        Claim.objects.filter(department=officer.department, state=ClaimState.CLAIMED)
        .select_related("matter")
        .prefetch_related("matter__checklists")
        .order_by("matter__code")
    )
    for claim in claims[:MOST_MATTERS]:
        for form in claim.matter.checklists.all():
            yield {
                "id": str(claim.matter_id),
                "name": str(claim.matter),
                "form": str(form.pk),
                "form_name": form.name,
                "form_name_en": form.name_en,
            }
