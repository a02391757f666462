"""Comparisons of data: what the portal holds on a subject now, sealed as evidence of a line."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, RuleError
from common.models import User
from datacenter.models import Indicator, Reading
from enforcement.choices import EvidenceKind, TaskState
from enforcement.choices.off_site import DataSource
from enforcement.models import Blob, DataComparison, Evidence, Inspection, OffSiteRequest
from enforcement.services.firm_pages import seal_data
from enforcement.services.off_site import hold, tell
from enforcement.services.steps import assigned_officer
from matters.models import CheckItem
from registry.models import Subject

MOST_RESULTS = 10
"""Earlier results that a snapshot holds, the latest first."""

Rows = list[list[str]]


@transaction.atomic
def compare(
    row: OffSiteRequest, *, item: CheckItem, source: str, finding: str, note: str, by: User
) -> DataComparison:
    """Take a snapshot of data on the subject, attach it to a line, and say what it shows.

    Raises RuleError (field ``source``) where the portal holds nothing of that kind. Emits
    ``enforcement.off_site_compared``.
    """
    hold(row)
    task = row.task
    officer = assigned_officer(task, by)
    if not task.is_being_answered:
        raise IllegalMove(_("Data is compared while the inspection is being answered."))
    content = snapshot(task.subject, source)
    if not content:
        raise RuleError(
            "nothing", _("The portal holds nothing of this kind on the object."), field="source"
        )
    now = timezone.now()
    paper = {
        "subject": str(task.subject_id),
        "source": source,
        "at": now.isoformat(),
        "rows": content,
    }
    sealed = json.dumps(paper, ensure_ascii=False, sort_keys=True).encode()
    blob = seal_data(sealed, "application/json")
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    evidence = Evidence.objects.create(
        task=task, item=item, blob=blob, by=officer, kind=EvidenceKind.DATA, device_time=now
    )
    made = DataComparison.objects.create(
        request=row,
        item=item,
        source=source,
        content=content,
        finding=finding,
        note=note,
        evidence=evidence,
        by=officer,
    )
    tell(row, "compared", by=by, source=source, finding=finding)
    return made


def snapshot(subject: Subject, source: str) -> Rows:
    """Return what the portal holds on a subject now, as rows of name and value."""
    return _SOURCES[source](subject)


def _readings(subject: Subject) -> Rows:
    series = Indicator.objects.filter(subject=subject, last_at__isnull=False)
    found: Rows = []
    for each in series.select_related("dataset").order_by("dataset__code"):
        last = Reading.objects.filter(series=each, at=each.last_at).first()
        if last is not None:
            found.append([str(each), f"{last.value.normalize():f} ({last.at.isoformat()})"])
    return found


def _results(subject: Subject) -> Rows:
    rows = Inspection.objects.standing().filter(
        task__subject__in=subject.same_ids(), task__state=TaskState.CLOSED
    )
    latest = rows.exclude(outcome="").select_related("task__matter_version")
    return [
        [
            f"{each.submitted_at.date().isoformat()} {each.task.matter_version or ''}".strip(),
            str(each.get_outcome_display()),
        ]
        for each in latest.order_by("-submitted_at")[:MOST_RESULTS]
    ]


def _registry(subject: Subject) -> Rows:
    fields: dict[str, Any] = {
        _("Name"): subject.named,
        _("Credit code"): subject.uscc,
        _("Address"): subject.located,
        _("State"): subject.get_state_display(),
        _("Lines of business"): ", ".join(subject.lines),
    }
    return [[str(name), str(value)] for name, value in fields.items() if value]


def _classes(subject: Subject) -> Rows:
    fields = {_("Credit class"): subject.credit_class, _("Risk class"): subject.risk_class}
    return [[name, value] for name, value in fields.items() if value]


_SOURCES: dict[str, Callable[[Subject], Rows]] = {
    DataSource.READINGS: _readings,
    DataSource.RESULTS: _results,
    DataSource.REGISTRY: _registry,
    DataSource.CLASSES: _classes,
}
