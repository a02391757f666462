"""Inspection documents: issued from their template with the next number, sealed, voided."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common import blobs, workdays
from common.errors import IllegalMove, RuleError
from common.models import Event, User
from enforcement import papers
from enforcement.choices import AnswerResult, Position
from enforcement.choices.documents import DocumentKind, Missing
from enforcement.models import Blob, Inspection, Rectification, Task
from enforcement.models.documents import Document, DocumentSeries, DocumentTemplate
from enforcement.rules import documents as rules
from enforcement.services.explaining import explain
from enforcement.services.rectifications import page_of
from enforcement.services.steps import tell
from enforcement.shipped_forms import shipped
from matters.services.citations import cite
from matters.services.origins import Origin, register_origin
from registry.models import Department

LANGUAGE = "zh-hans"
"""Documents are written in the language of the law whatever the reader's is."""
MAX_TEMPLATE_BYTES = 5 << 20
NEEDED = frozenset({"body", "code", "object"})
"""Places that every template has: who issues, the number, whom it is about."""
NONE = "无"


@transaction.atomic
def issue(task: Task, kind: str, *, by: User, site: str = "") -> Document:
    """Issue a document of a task with the next number of the department's year.

    Word file, PDF and content are sealed with it. What stands already is returned as it is, so a
    second click gives no second number. ``site`` is the address of the portal, which links in
    documents begin with. Raises RuleError where it is too early for it, or where the template asks
    for what this task does not have. Emits ``enforcement.task_document_issued``.
    """
    Task.objects.select_for_update().get(pk=task.pk)
    standing: Document | None = task.documents.standing().filter(kind=kind).first()
    if standing is not None:
        return standing
    if fault := rules.missing(kind, facts_of(task)):
        raise RuleError(fault, str(Missing(fault).label))
    day = workdays.today()
    template = DocumentTemplate.objects.on(day).filter(kind=kind).first()
    number = _next_number(task.department, kind, day.year)
    with override(LANGUAGE):
        body = task.department.named_on(day)
        code = rules.code_of(body, kind, day.year, number)
        content = content_of(task, kind, site) | {
            "body": body,
            "code": code,
            "issued_on": _day(day),
        }
    source = blobs.read(template.file.path) if template else shipped(kind)
    try:
        docx = papers.fill(source, content)
        pdf = papers.to_pdf(docx, title=code, day=day)
    except papers.Unreadable as error:
        raise RuleError(
            "template",
            _("The template cannot be filled in for this task: %(why)s.") % {"why": error},
        ) from error
    made: Document = task.documents.create(
        kind=kind,
        department=task.department,
        year=day.year,
        number=number,
        code=code,
        template=template,
        content=content,
        docx=_seal(docx, papers.DOCX),
        pdf=_seal(pdf, papers.PDF),
        issued_on=day,
        by=by,
    )
    tell(task, "document_issued", by=by, document=str(made.pk), document_kind=kind)
    return made


@transaction.atomic
def void(document: Document, *, by: User, reason: str) -> Document:
    """Void a document for a reason; its number is not given again.

    Raises IllegalMove where it was voided before. Emits ``enforcement.task_document_voided``.
    """
    held: Document = Document.objects.select_for_update().get(pk=document.pk)
    if held.is_void:
        raise IllegalMove(_("This document was voided already."))
    held.void(reason)
    tell(
        held.task, "document_voided", by=by, reason=reason,
        document=str(held.pk), document_kind=held.kind,
    )  # fmt: skip
    return held


@transaction.atomic
def add_template(
    kind: str,
    data: bytes,
    *,
    department: Department,
    valid_from: dt.date,
    basis: str = "",
    note: str = "",
    by: User,
) -> DocumentTemplate:
    """Take a Word file as the next version of a kind's template, after filling it in for a trial.

    Raises RuleError (field ``file`` or ``valid_from``) that names the place which nothing fills.
    """
    if len(data) > MAX_TEMPLATE_BYTES:
        raise RuleError("size", _("The file is larger than 5 MB."), field="file")
    if valid_from < workdays.today():
        raise RuleError("past", _("A template holds from today on or later."), field="valid_from")
    _try(data)
    _one_at_a_time(kind)
    last = DocumentTemplate.objects.filter(kind=kind).order_by("-number").first()
    if last is not None and valid_from < last.valid_from:
        raise RuleError(
            "order",
            _("Version %(number)s holds from %(day)s: this one cannot begin before it.")
            % {"number": last.number, "day": last.valid_from},
            field="valid_from",
        )
    made = DocumentTemplate.objects.create(
        kind=kind,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        basis=basis,
        note=note,
        file=_seal(data, papers.DOCX),
        department=department,
        by=by,
    )
    cite(made, basis, day=valid_from)
    return made


def template_file(kind: str) -> bytes:
    """Return the Word file that documents of a kind are made from today."""
    row = DocumentTemplate.objects.on(workdays.today()).filter(kind=kind).first()
    return blobs.read(row.file.path) if row else shipped(kind)


def facts_of(task: Task) -> rules.Facts:
    """Return what a task has come to, as far as documents ask."""
    inspection = task.inspection
    confirmed = inspection is not None and inspection.confirmed_at is not None
    return rules.Facts(
        is_act=task.is_act,
        is_approved=_approval(task) is not None,
        has_officers=task.assignments.filter(ended_at=None).exists(),
        is_confirmed=confirmed,
        has_order=confirmed and Rectification.objects.filter(inspection=inspection).exists(),
        is_recheck=task.rechecks.exists(),
    )


def content_of(task: Task, kind: str, site: str = "") -> dict[str, Any]:
    """Return what a document says, all texts, by the names that templates use."""
    inspection = task.inspection
    order = Rectification.objects.filter(inspection=inspection).first() if inspection else None
    approval = _approval(task)
    head = User.objects.filter(pk=approval.by).first() if approval and approval.by else None
    entry = getattr(task, "entry_code", None)
    version = task.matter_version
    signed = inspection.submitted_at if inspection else None
    return {
        "object": task.subject.name,
        "object_code": task.subject.uscc or task.subject.code,
        "address": task.subject.address or NONE,
        "matter": version.title if version else NONE,
        "matter_code": version.matter.code if version else NONE,
        "basis": (version.basis if version else "") or NONE,
        "reason": task.wanted or str(task.get_source_display()),
        "due_on": _day(workdays.day_of(task.due_at)),
        "officers": _officers(task) or NONE,
        "approver": head.name if head else _standing_approver(task),
        "approval_basis": (approval.basis if approval else "") or NONE,
        "approved_on": _day(workdays.day_of(approval.at)) if approval else NONE,
        "entry_code": entry.code if entry else NONE,
        "inspected_at": _day(workdays.day_of(signed)) if signed else NONE,
        "lines": _lines(inspection, kind),
        "outcome": str(inspection.get_outcome_display()) if inspection else NONE,
        "note": (inspection.note if inspection else "") or NONE,
        "party": "　　　　　　",
        "rectify_by": _day(order.due_on) if order else NONE,
        "link": site + page_of(order) if order else NONE,
        "phone": task.department.phone or NONE,
    }


SAMPLE: Mapping[str, Any] = {
    **{
        name: f"样例〔{name}〕"
        for name in (
            "body", "code", "issued_on", "object", "object_code", "address", "matter",
            "matter_code", "basis", "reason", "due_on", "officers", "approver", "approval_basis",
            "approved_on", "entry_code", "inspected_at", "outcome", "note", "party", "rectify_by",
            "link", "phone",
        )
    },
    "lines": [{"number": "1", "content": "样例", "result": "合格", "note": ""}],
}  # fmt: skip
"""What a template is filled in with for a trial: every name that ``content_of`` gives, each with a
text of its own, so that one that gets lost is found out."""
PLACES: Mapping[str, Any] = {
    "body": gettext_lazy("department that issues it"),
    "code": gettext_lazy("number of the document"),
    "issued_on": gettext_lazy("day of issue"),
    "object": gettext_lazy("name of the object"),
    "object_code": gettext_lazy("credit code or code of the object"),
    "address": gettext_lazy("address of the object"),
    "matter": gettext_lazy("supervision matter"),
    "matter_code": gettext_lazy("code of the matter"),
    "basis": gettext_lazy("legal basis of the matter"),
    "reason": gettext_lazy("why there is an inspection"),
    "due_on": gettext_lazy("until when it is to be done"),
    "officers": gettext_lazy("officers with their certificates"),
    "approver": gettext_lazy("head who approved it"),
    "approval_basis": gettext_lazy("words of the approval"),
    "approved_on": gettext_lazy("day of the approval"),
    "entry_code": gettext_lazy("entry code"),
    "inspected_at": gettext_lazy("day of the inspection"),
    "lines": gettext_lazy("lines of the checklist: number, content, result and note of each"),
    "outcome": gettext_lazy("outcome"),
    "note": gettext_lazy("note"),
    "party": gettext_lazy("room for the signature of the object"),
    "rectify_by": gettext_lazy("last day of the correction"),
    "link": gettext_lazy("page on which the object reports the correction"),
    "phone": gettext_lazy("telephone of the department"),
}
"""The names of the places that a template may have, in words."""


def _try(data: bytes) -> None:
    try:
        papers.fill(data, {**SAMPLE, "lines": []})
        filled = papers.fill(data, SAMPLE)
        papers.to_pdf(filled, title="样例", day=workdays.today())
        places = papers.places_in(data)
        texts = {name: value for name, value in SAMPLE.items() if isinstance(value, str)}
        lost = papers.left_out_of_pdf(filled, texts)
    except papers.Unreadable as error:
        raise RuleError(
            "unreadable",
            _("The file cannot be filled in: %(why)s.") % {"why": error},
            field="file",
        ) from error
    if left_out := sorted(NEEDED - places):
        raise RuleError(
            "places",
            _("The file has no place for: %(names)s.") % {"names": ", ".join(left_out)},
            field="file",
        )
    if lost:
        raise RuleError(
            "lost",
            _(
                "The PDF would not say: %(names)s. Put it into the text or a table, not into a "
                "header, a footer, a text box or a table inside a table."
            )
            % {"names": ", ".join(lost)},
            field="file",
        )


def _one_at_a_time(kind: str) -> None:
    """Let one transaction at a time give a kind's next version: the first has no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"document-template|{kind}"]
        )


def _next_number(department: Department, kind: str, year: int) -> int:
    """Return the next number; others wait for it until this transaction ends, either way."""
    key = {"department": department, "kind": kind, "year": year}
    DocumentSeries.objects.bulk_create([DocumentSeries(**key, last=0)], ignore_conflicts=True)
    series = DocumentSeries.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _seal(data: bytes, content_type: str) -> Blob:
    """Store bytes under their hash; the bytes are there before the row."""
    sha256 = hashlib.sha256(data).hexdigest()
    blob = Blob(sha256=sha256, size=len(data), content_type=content_type)
    blobs.write(blob.path, data)
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


def _approval(task: Task) -> Event | None:
    return Event.objects.about(task).filter(name="enforcement.task_approved").last()


def _standing_approver(task: Task) -> str:
    return task.approval.approver.name if task.approval else NONE


def _officers(task: Task) -> str:
    rows = task.assignments.filter(ended_at=None).select_related("officer__user")
    order = list(Position.values)
    named = sorted(rows, key=lambda each: order.index(each.position))
    return "；".join(
        f"{each.officer.user.name}（执法证号{each.officer.certificate_no or NONE}）"
        for each in named
    )


def _lines(inspection: Inspection | None, kind: str) -> list[dict[str, str]]:
    """Return the answered lines; an order names only those that were not in order."""
    if inspection is None:
        return []
    lines = explain(inspection).lines
    if kind == DocumentKind.ORDER:
        lines = [each for each in lines if each.answer.result == AnswerResult.FAILED]
    return [
        {
            "number": str(number),
            "content": each.answer.item.content,
            "result": str(each.chosen),
            "note": each.answer.note,
        }
        for number, each in enumerate(lines, 1)
    ]


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _templates(ids: list[uuid.UUID]) -> Iterable[Origin]:
    """Say how templates are named in the work list of a changed law; the latest one is live."""
    for row in DocumentTemplate.objects.filter(pk__in=ids):
        newer = DocumentTemplate.objects.filter(kind=row.kind, number__gt=row.number)
        with override(LANGUAGE):
            name = str(row.get_kind_display())
        with override("en"):
            name_en = str(row.get_kind_display())
        yield Origin(
            f"enforcement.documenttemplate:{row.pk}",
            gettext_lazy("document template"),
            name,
            reverse("enforcement:document-templates"),
            row.department_id,
            not newer.exists(),
            f"v{row.number}",
            name_en,
        )


register_origin("enforcement.documenttemplate", _templates)
