"""Results to publish: a firm, and the closed on-site inspection of something."""

import datetime as dt
from typing import Any

from enforcement.choices import Outcome, TaskKind, TaskState
from enforcement.models import Inspection
from registry.choices import SubjectKind
from registry.models import Subject
from supervision_portal.disclosure import services
from supervision_portal.disclosure.models import PublicRecord
from tests import build

RESULT_AT = dt.datetime(2025, 9, 26, 17, 30, tzinfo=dt.UTC)  # 27 September in Shanghai
NOTE = "a note of the officers"


def firm(**fields: Any) -> Subject:
    defaults = {
        "kind": SubjectKind.ENTERPRISE,
        "name": "杭州龙翔建设有限公司",
        "name_en": "Longxiang",
        "uscc": "91330100M000100Y43",
    }
    return build.subject(**defaults | fields)


def inspection(subject: Subject | None = None, **fields: Any) -> Inspection:
    """Build a closed and confirmed on-site inspection without a problem, of a firm by default."""
    subject = subject or firm()
    department = fields.pop("department", None) or build.department(region=subject.region)
    lead, second = build.officer(department=department), build.officer(department=department)
    task_fields = {name: fields.pop(name) for name in ("matter_version", "claim") if name in fields}
    task = build.task(
        lead,
        second,
        kind=fields.pop("kind", TaskKind.ON_SITE),
        state=fields.pop("state", TaskState.CLOSED),
        subject=subject,
        **task_fields,
    )
    defaults = {
        "outcome": Outcome.PASSED,
        "submitted_by": lead,
        "confirmed_by": second,
        "confirmed_at": RESULT_AT,
        "note": NOTE,
    }
    return Inspection.objects.create(task=task, **defaults | fields)


def disclose(of: Inspection) -> PublicRecord | None:
    return services.disclose(of, cause=build.event())


def published(subject: Subject | None = None, **fields: Any) -> PublicRecord:
    """Build a record that the public sees."""
    record = disclose(inspection(subject, **fields))
    assert record is not None
    return record
