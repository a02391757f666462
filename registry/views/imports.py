"""Pages of imports of subjects: sending a file, watching it, taking its report away."""

import csv
import io
import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.lists.export import guard
from common.methods import form_page
from registry.filters import ImportFilter
from registry.forms.imports import FileForm
from registry.imports.subjects import SubjectImporter
from registry.models import ImportFault, ImportJob
from registry.services import jobs
from registry.views.subjects import refuse

PERM = "registry.import_subject"
SHOWN = 50

IMPORTS = ListDesk(
    key="registry.imports",
    title=_("Imports of subjects"),
    lead=_("Each file runs by itself; a worker that dies is replaced, at the line it had reached."),
    filterset=ImportFilter,
    columns=[
        Column("file", _("File"), "name", value=lambda row: row),
        Column("state", _("State"), "badge"),
        Column("done", _("Rows done"), "number"),
        Column("created", _("Newly made"), "number"),
        Column("updated", _("Updated"), "number"),
        Column("unchanged", _("Unchanged"), "number"),
        Column("rejected", _("Rejected"), "number"),
        Column("sent_by", _("Sent by"), "named"),
        Column("created_at", _("Sent"), "when"),
    ],
    empty=Empty(
        _("No imports yet"),
        _("Send a table of subjects: a hundred rows or a million. The template shows its columns."),
        icon="file-import",
    ),
    template="registry/import_list.html",
)


@permission_required(PERM, raise_exception=True)
def import_list(request: HttpRequest) -> HttpResponseBase:
    """List the imports of the person's area."""
    return list_page(
        request, IMPORTS, ImportJob.objects.visible_to(request.user).select_related("sent_by")
    )


@form_page
@permission_required(PERM, raise_exception=True)
def import_new(request: HttpRequest) -> HttpResponse:
    """Send a file in; a worker takes it up."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = jobs.receive_import(file.name, file.chunks(), by=acting(request))
        except RuleError as error:
            refuse(form, error)
        else:
            return redirect(job)
    columns = [
        {"field": each.field, "names": each.names, "required": each.required}
        for each in SubjectImporter.columns
    ]
    status = 422 if form.is_bound else 200
    context = {"form": form, "columns": columns}
    return render(request, "registry/import_new.html", context, status=status)


@require_safe
@permission_required(PERM, raise_exception=True)
def import_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far an import is; asked again by itself while it runs."""
    job = _job(request, pk)
    faults = job.faults.order_by("-is_rejected", "line")[:SHOWN]
    context = {"job": job, "faults": faults}
    live = request.headers.get("X-Live")
    return render(request, f"registry/{'_import' if live else 'import'}.html", context)


@require_safe
@permission_required(PERM, raise_exception=True)
def import_report(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the rows that did not land, and those that did with a warning, as CSV."""
    job = _job(request, pk)
    response = StreamingHttpResponse(_lines(job), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}.csv"'
    return response


@require_safe
@permission_required(PERM, raise_exception=True)
def import_template(request: HttpRequest) -> HttpResponse:
    """Give an empty table with the columns as officials name them."""
    names = [each.names[0] if each.names else each.field for each in SubjectImporter.columns]
    response = HttpResponse("\ufeff" + ",".join(names) + "\r\n", content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="subjects-template.csv"'
    return response


@require_POST
@permission_required(PERM, raise_exception=True)
def import_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call an import off."""
    job = _job(request, pk)
    jobs.cancel_import(job, by=acting(request))
    messages.success(request, _now("The import is called off. What has landed stays."))
    return redirect(job)


@require_POST
@permission_required(PERM, raise_exception=True)
def import_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an import up again."""
    job = _job(request, pk)
    jobs.resume_import(job, by=acting(request))
    return redirect(job)


def _job(request: HttpRequest, pk: uuid.UUID) -> ImportJob:
    rows = ImportJob.objects.visible_to(request.user).select_related("sent_by")
    return get_object_or_404(rows, pk=pk)


def _lines(job: ImportJob) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["kind", "line", "field", "code", "reason"])
    rows = ImportFault.objects.filter(job=job).order_by("-is_rejected", "line")
    yield b"\xef\xbb\xbf"
    for each in rows.iterator(chunk_size=2000):
        kind = "rejected" if each.is_rejected else "warning"
        writer.writerow([kind, each.line, guard(each.field), each.code, guard(each.reason)])
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
