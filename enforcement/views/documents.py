"""Inspection documents: the register, issuing and voiding, the files, the templates."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from common import blobs, workdays
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.requests import StaffRequest
from enforcement.choices import DocumentKind
from enforcement.filters.documents import DocumentFilter
from enforcement.forms import ReasonForm
from enforcement.forms.documents import TemplateForm
from enforcement.models import Blob, Document, DocumentTemplate, Rectification, Task
from enforcement.papers import DOCX
from enforcement.services import documents as services
from registry.models import Department

ISSUE, TEMPLATES = "enforcement.issue_document", "enforcement.add_documenttemplate"

DOCUMENTS = ListDesk(
    key="enforcement.documents",
    title=_("Inspection documents"),
    lead=_("Every document that was issued, in the order of its numbers; none is ever missing."),
    filterset=DocumentFilter,
    columns=[
        Column("code", _("Number of the document"), "name"),
        Column("kind", _("Kind"), "badge"),
        Column("subject", pgettext_lazy("task", "Object"), "named", value="task.subject"),
        Column("department", _("Department"), "named"),
        Column("issued_on", _("Issued on"), "when"),
        Column("year", _("Year"), shown=False),
        Column("number", pgettext_lazy("document", "Number"), "number", shown=False),
        Column("void", _("Voided"), value="void_reason"),
    ],
    default_ordering="-id",
    empty=Empty(
        _("No documents"),
        _("Open a task and issue its approval, notice, record or order there."),
        icon="file-text",
    ),
    export_name="documents",
    template="documents/list.html",
)


@permission_required("enforcement.view_document", raise_exception=True)
def document_list(request: StaffRequest) -> HttpResponseBase:
    """List the documents in the person's scope."""
    rows = Document.objects.visible_to(request.user).select_related("task__subject", "department")
    return list_page(request, DOCUMENTS, rows.defer("content"))


@require_POST
@permission_required(ISSUE, raise_exception=True)
def document_issue(request: StaffRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Issue a document of a task; the page of the task shows it."""
    task = get_object_or_404(Task.objects.allowed(request.user, ISSUE), pk=pk)
    if kind not in DocumentKind.values:
        raise Http404
    try:
        made = services.issue(
            task, kind, by=request.user, site=request.build_absolute_uri("/").rstrip("/")
        )
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _now("Issued: %(code)s.") % {"code": made.code})
    return redirect(task)


@require_POST
@permission_required(ISSUE, raise_exception=True)
def document_void(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Void a document for a reason."""
    rows = Document.objects.allowed(request.user, ISSUE).select_related("task")
    row = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        services.void(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _now("Voided. Its number is not given again."))
    else:
        messages.error(request, _now("A document is voided for a reason. Say why."))
    return redirect(row.task)


@require_GET
@cache_control(private=True, max_age=3600, immutable=True)
def document_file(request: StaffRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Hand out a document as Word file or PDF, as it was sealed."""
    rows = Document.objects.visible_to(request.user).select_related("docx", "pdf")
    row = get_object_or_404(rows, pk=pk)
    return _file(row.docx if form == "docx" else row.pdf, f"{row.code}.{form}")


@login_not_required
@require_GET
@never_cache
def order_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the order to correct to whoever has its link."""
    order = get_object_or_404(Rectification.objects.select_related("inspection"), token=token)
    rows = Document.objects.standing().filter(kind=DocumentKind.ORDER)
    row = get_object_or_404(rows.select_related("pdf"), task=order.inspection.task_id)
    response = _file(row.pdf, f"{row.code}.pdf")
    response["X-Robots-Tag"] = "noindex"
    return response


@form_page
@permission_required(TEMPLATES, raise_exception=True)
def document_templates(request: StaffRequest) -> HttpResponse:
    """Show the templates in force, and take the next version of one."""
    departments = Department.objects.allowed(request.user, TEMPLATES).order_by("path")
    first = {"valid_from": workdays.today()}
    form = TemplateForm(
        request.POST or None, request.FILES or None, departments=departments, initial=first
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = services.add_template(
                given.pop("kind"), given.pop("file").read(), **given, by=request.user
            )
        except RuleError as error:
            form.add_error(error.field or None, str(error))
        else:
            done = _now("Version %(number)s is in force from %(day)s.")
            messages.success(request, done % {"number": made.number, "day": made.valid_from})
            return redirect("enforcement:document-templates")
    holding = {row.kind: row for row in DocumentTemplate.objects.on(workdays.today())}
    versions = DocumentTemplate.objects.select_related("department", "by").order_by("-pk")
    context = {
        "form": form,
        "kinds": [(kind, holding.get(kind)) for kind in DocumentKind],
        "versions": versions[:50],
        "places": services.PLACES.items(),
    }
    return render(
        request, "documents/templates.html", context, status=422 if form.is_bound else 200
    )


@require_GET
@permission_required(TEMPLATES, raise_exception=True)
def document_form(request: StaffRequest, kind: str) -> HttpResponse:
    """Hand out the Word file that documents of a kind are made from today."""
    if kind not in DocumentKind.values:
        raise Http404
    response = HttpResponse(services.template_file(kind), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{kind}.docx"'
    return response


def _file(blob: Blob, name: str) -> HttpResponse:
    response = HttpResponse(blobs.read(blob.path), content_type=blob.content_type)
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header or "attachment"
    return response
