"""Check forms on paper and in office files: import with a preview, sheets, the form to print."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import audit
from common.acting import acting
from common.imports import Report, Unreadable
from common.methods import form_page
from matters.filters import ChecklistFilter
from matters.forms import OfficeForm
from matters.imports import checklist_sheets as sheets
from matters.imports.office import Found, Reading, land_office, read_office
from matters.models import ChecklistVersion
from matters.reasons import verdict_in_words
from matters.views.building import BUILDING

SALT = "matters.office"
KEPT_SECONDS = 24 * 3600
MOST_BYTES = 20 * 1024 * 1024
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@form_page
@permission_required(BUILDING, raise_exception=True)
def checklist_import(request: HttpRequest) -> HttpResponse:
    """Read an office's file and show what would become of it; land it when that is confirmed."""
    if "kept" in request.POST:
        return _land(request)
    form = OfficeForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        file, list_code = form.cleaned_data["file"], form.cleaned_data["list_code"]
        if file.size > MOST_BYTES:
            form.add_error("file", _("The file is larger than 20 MB."))
        else:
            try:
                reading = read_office(file.name, file.read(), form.cleaned_data["code"])
            except Unreadable as trouble:
                form.add_error("file", str(trouble))
            else:
                context |= _preview(request, reading, list_code, file.name)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "matters/checklist_import.html", context, status=status)


def _preview(request: HttpRequest, reading: Reading, list_code: str, name: str) -> dict[str, Any]:
    if not reading.lines:
        return {"reading": reading}
    report, _importer = land_office(
        reading.lines, list_code, by=acting(request), name=name, dry=True
    )
    kept = signing.dumps(
        {
            "list": list_code,
            "name": name,
            "by": str(acting(request).pk),
            "lines": [[line.place, line.cells] for line in reading.lines],
        },
        salt=SALT,
        compress=True,
    )
    return {"reading": reading, "report": report, "kept": kept, "faults": _faults(reading, report)}


def _faults(reading: Reading, report: Report) -> list[tuple[str, str]]:
    """Return what would not land, by its place in the office's file."""
    found = []
    for remark in report.rejected:
        at = remark.line - 2
        place = reading.lines[at].place if 0 <= at < len(reading.lines) else str(remark.line)
        found.append((place, remark.reason))
    return found


def _land(request: HttpRequest) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["kept"], salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Send the file again."))
        return redirect("matters:checklist-import")
    by = acting(request)
    if kept["by"] != str(by.pk):
        raise Http404
    lines = [Found(place, cells) for place, cells in kept["lines"]]
    report, _importer = land_office(lines, kept["list"], by=by, name=kept["name"], dry=False)
    audit.record(
        "import", by=by, row="matters.checkitem",
        facts={"file": kept["name"], "result": str(report)}, request=request,
    )  # fmt: skip
    messages.success(
        request,
        _("%(count)d lines stand in drafts now.") % {"count": report.landed},
    )
    return redirect("matters:checklist-list")


@require_safe
@permission_required("matters.view_checklist", raise_exception=True)
def checklist_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out one form as a workbook."""
    version = _visible(request, pk)
    rows = sheets.whole_rows([version])
    return _file(request, sheets.as_workbook(rows, version.checklist.name), "xlsx", version.named)


@require_safe
@permission_required("matters.view_checklist", raise_exception=True)
def checklist_sheets(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the lines of all forms that the filters let through, in the officials' columns."""
    if form not in TYPES:
        raise Http404
    rows = ChecklistVersion.objects.visible_to(request.user)
    asked = ChecklistFilter(request.GET, rows, request=request)
    versions = asked.qs if asked.is_valid() else rows.none()
    versions = versions.select_related("checklist").prefetch_related("items")
    lines = sheets.official_rows(versions.order_by("created_at", "pk"))
    data = sheets.as_csv(lines) if form == "csv" else sheets.as_workbook(lines, _("Checklists"))
    return _file(request, data, form, "checklists")


@require_safe
@permission_required("matters.view_checklist", raise_exception=True)
def checklist_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a form as it is printed: A4, boxes to tick, lines to sign on."""
    version = _visible(request, pk)
    context = {
        "version": version,
        "items": version.items.all(),
        "verdict": verdict_in_words(version.ruling),
        "rounds": range(1, 4),
    }
    return render(request, "matters/print.html", context)


def _visible(request: HttpRequest, pk: uuid.UUID) -> ChecklistVersion:
    rows = ChecklistVersion.objects.visible_to(request.user).select_related("checklist")
    return get_object_or_404(rows.prefetch_related("checklist__matters"), pk=pk)


def _file(request: HttpRequest, data: bytes, form: str, name: str) -> HttpResponse:
    audit.record("export", by=acting(request), row="list:matters.checklists",
                 facts={"format": form, "query": request.GET.urlencode()[:2000]},
                 request=request)  # fmt: skip
    response = HttpResponse(data, content_type=TYPES[form])
    header = content_disposition_header(as_attachment=True, filename=f"{name}.{form}")
    response["Content-Disposition"] = header or "attachment"
    return response
