"""Publishing results: a masked copy in its own table, checked for leaks before anybody reads it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import audit, workdays
from common.choices import AuditAction
from common.errors import RuleError, StaleState
from common.events import emit
from common.models import Event, User, reference
from enforcement.models import Inspection, Task, Visit, VisitPart
from matters.models import MatterVersion
from registry.choices import SubjectKind
from registry.models import Region, Subject
from supervision_portal.disclosure import rules, terms
from supervision_portal.disclosure.models import (
    Hold,
    PublicationTerm,
    PublicRecord,
    public_code,
)

COPIED = ("subject", "subject_code", "matter", "department", "region", "outcome", "result_on")
"""Columns that make a result another result when they differ."""

CORRECTED = "corrected"
"""``withdrawn_why`` of a version that a corrected one follows."""


@transaction.atomic
def disclose(
    inspection: Inspection, *, cause: Event | None = None, by: User | None = None
) -> PublicRecord | None:
    """Publish the masked copy of a result, or keep it back when it gives a person away.

    Only closed acts on a counterpart that came to an outcome are published; anything else returns
    None, and so does a result that the leak check holds (see ``Hold``). The same result again is
    the same record; a corrected one withdraws it and becomes the next version. Term: 20 working
    days from the result (Regulation on Open Government Information art. 26).

    Emits ``disclosure.published`` or ``disclosure.held``.
    """
    inspection = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related(
            "task__subject",
            "task__region",
            "task__department",
            "task__matter_version__matter",
        )
        .get(pk=inspection.pk)
    )
    task, version = inspection.task, inspection.task.matter_version
    if version is None or terms.start(inspection) is None:
        return None
    origin = reference(inspection)
    copy = _copy(inspection, version)
    latest: PublicRecord | None = (
        PublicRecord.objects.filter(origin=origin).order_by("-version").first()
    )
    if latest and all(getattr(latest, field) == copy[field] for field in COPIED):
        return latest
    if latest:
        PublicRecord.objects.filter(pk=latest.pk, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_why=CORRECTED
        )
    if found := _leaks(copy):
        held = _hold(origin, task.subject_id, copy, found)
        emit("disclosure.held", held, subject=task.subject_id, by=by, cause=cause)
        return None
    record: PublicRecord = PublicRecord.objects.create(
        origin=origin, version=latest.version + 1 if latest else 1, **copy
    )
    Hold.objects.filter(origin=origin, released_at=None).update(released_at=timezone.now())
    PublicationTerm.objects.open().filter(origin=origin).update(published_on=workdays.today())
    emit(
        "disclosure.published",
        record,
        subject=task.subject_id,
        facts={"origin": origin, "record_version": record.version},
        by=by,
        cause=cause,
    )
    return record


def check_again(hold: Hold, *, by: User) -> PublicRecord | None:
    """Check a result whose source has been mended once more, and publish it when it is clean."""
    return disclose(Inspection.objects.get(pk=hold.origin.partition(":")[2]), by=by)


@transaction.atomic
def withdraw(record: PublicRecord, *, why: str, by: User, basis: str = "") -> PublicRecord:
    """Take a record off the public site and out of the open interface at once.

    Its number stays as a tombstone without content. Raises RuleError without a reason, StaleState
    when it is withdrawn already. Audited. Emits ``disclosure.withdrawn``.
    """
    why = why.strip()
    if not why:
        raise RuleError("reason_required", _("Say why the record is withdrawn."), field="why")
    changed = PublicRecord.objects.filter(pk=record.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_why=why[:300]
    )
    if not changed:
        raise StaleState(_("This record has been withdrawn already."))
    record.refresh_from_db(fields=["withdrawn_at", "withdrawn_why"])
    audit.record(AuditAction.WITHDRAW, by=by, row=reference(record), facts={"why": why})
    emit(
        "disclosure.withdrawn",
        record,
        facts={"origin": record.origin, "record_version": record.version},
        by=by,
        basis=basis,
    )
    return record


def _copy(inspection: Inspection, version: MatterVersion) -> dict[str, Any]:
    """Return the columns of the public record: names copied in both languages and masked."""
    task = inspection.task
    subject = task.subject
    name, name_en = rules.public_names(
        subject.kind, subject.name, subject.name_en, _persons(subject), _places(task.region.path)
    )
    matter, matter_en = title_in(version, "zh-hans"), title_in(version, "en")
    result_on = workdays.day_of(inspection.confirmed_at or inspection.submitted_at)
    code = rules.public_code(subject.kind, subject.uscc)
    department = task.department
    return {
        "task_kind": task.kind,
        "matter_key": version.matter_id,
        "matter_code": version.matter.code,
        "matter": matter,
        "matter_en": matter_en if matter_en != matter else "",
        "department_code": department.code,
        "department_path": department.path,
        "department": department.name,
        "department_en": department.name_en,
        "region_code": task.region.code,
        "region_path": task.region.path,
        "region": task.region.name,
        "region_en": task.region.name_en,
        "subject": name,
        "subject_en": name_en,
        "subject_code": code,
        "outcome": rules.RESULTS[inspection.outcome],
        "result_on": result_on,
        "due_on": workdays.add(result_on, rules.PUBLISH_WITHIN_WORKDAYS),
        "visit": _visit(task),
        "grams": rules.grams(
            name, name_en, code, matter, matter_en, department.name, department.name_en
        ),
    }


def _visit(task: Task) -> str:
    """Return the public number of the joint visit that a task was part of, the same for all."""
    part = VisitPart.objects.together().filter(task=task).first()
    if part is None:
        return ""
    visit = Visit.objects.select_for_update().get(pk=part.visit_id)
    answers = Inspection.objects.filter(task__in=visit.parts.agreed().values("task"))
    known = PublicRecord.objects.filter(origin__in=[reference(each) for each in answers])
    return known.exclude(visit="").values_list("visit", flat=True).first() or public_code()


def title_in(version: MatterVersion, language: str) -> str:
    """Return the title of a matter in a language."""
    with translation.override(language):
        return version.title


def _persons(subject: Subject) -> Iterable[str]:
    """Return the names of the natural persons linked to a subject."""
    if subject.kind != SubjectKind.SELF_EMPLOYED:
        return []
    linked = Q(links_in__source=subject) | Q(links_out__target=subject)
    return Subject.objects.filter(linked, kind=SubjectKind.PERSON).values_list("name", flat=True)


def _places(path: str) -> Iterable[str]:
    return Region.objects.filter(code__in=path.strip("/").split("/")).values_list("name", flat=True)


def _leaks(copy: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the copy gives away, as (field, value of ``Leak``)."""
    fields = ("subject", "subject_en", "matter", "matter_en", "department", "department_en")
    return [(field, leak) for field in fields for leak in rules.leaks(copy[field])]


def _hold(
    origin: str, subject_key: uuid.UUID, copy: dict[str, Any], found: list[tuple[str, str]]
) -> Hold:
    held, _created = Hold.objects.update_or_create(
        origin=origin,
        defaults={
            "subject_key": subject_key,
            "department_path": copy["department_path"],
            "region_path": copy["region_path"],
            "found": found,
            "due_on": copy["due_on"],
            "released_at": None,
        },
    )
    return held
