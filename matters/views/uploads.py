"""Lists in and out: upload with a dry run, confirm, the officials' columns to download."""

import uuid
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.lists.export import export
from common.lists.keyset import Order
from common.methods import form_page
from matters.choices import RowOutcome, UploadState
from matters.filters import MatterFilter, UploadRowFilter
from matters.forms import UploadForm
from matters.imports import portal, sheets
from matters.models import MatterVersion, Upload, UploadRow
from matters.views.matters import MATTERS
from matters.words import Change, label_of

DRAFTING = "matters.add_matterversion"
MINE = 10
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def spoken(row: UploadRow) -> list[Change]:
    """Return what a row changes, its fields in words."""
    return [Change(label_of(field), before, after) for field, before, after in row.changes]


def said(row: UploadRow) -> str:
    """Return what a row changes, or what is wrong with it, in one cell."""
    changes = [f"{each.label}: {each.before} → {each.after}" for each in spoken(row)]
    return "\n".join([*changes, *(each["reason"] for each in row.remarks)])


ROWS = ListDesk(
    key="matters.upload",
    title=_("What becomes of each row"),
    filterset=UploadRowFilter,
    columns=[
        Column("line", pgettext_lazy("file", "Line"), "number", sort="line"),
        Column("outcome", _("Outcome"), "badge", sort="outcome"),
        Column("title", _("Matter"), "name", value="title"),
        Column("code", _("Code"), "code"),
        Column(
            "changes",
            _("Changes"),
            "template",
            value=spoken,
            template="matters/_upload_changes.html",
            export=said,
        ),
    ],
    default_ordering="line",
    empty=Empty(_("No rows"), _("No row of the file has this outcome."), icon="table"),
    export_name="import-report",
    template="matters/upload.html",
    url=lambda row: "",
)


@form_page
@permission_required(DRAFTING, raise_exception=True)
def upload_new(request: HttpRequest) -> HttpResponse:
    """Take a list in; nothing lands before its owner has seen what it would change."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = portal.keep(
                file.name,
                file.read(),
                list_code=form.cleaned_data["list_code"],
                by=acting(request),
            )
        except RuleError as refused:
            form.add_error(refused.field, str(refused.message))
        else:
            return redirect(portal.begin(upload))
    uploads = Upload.objects.visible_to(request.user).defer("body").order_by("-id")[:MINE]
    context = {"form": form, "uploads": uploads}
    status = 422 if form.is_bound else 200
    return render(request, "matters/upload_new.html", context, status=status)


@permission_required(DRAFTING, raise_exception=True)
def upload_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Show what a list would change or has changed, row by row."""
    upload = _own(request, pk)
    rows = UploadRow.objects.visible_to(request.user).filter(upload=upload)
    counts = [
        (RowOutcome(each).label, upload.counts.get(each, 0), each) for each in RowOutcome.values
    ]
    context: dict[str, Any] = {
        "upload": upload,
        "counts": counts,
        "may_confirm": upload.state == UploadState.CHECKED and upload.changes > 0,
        "is_landed": upload.state == UploadState.LANDED,
        "is_checked": upload.state == UploadState.CHECKED,
    }
    return list_page(request, ROWS, rows, context=context)


@require_POST
@permission_required(DRAFTING, raise_exception=True)
def upload_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a checked list land."""
    upload = portal.confirm(_own(request, pk), by=acting(request))
    return redirect(portal.begin(upload))


@require_POST
@permission_required(DRAFTING, raise_exception=True)
def upload_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a checked list up."""
    portal.drop(_own(request, pk), by=acting(request))
    return redirect("matters:upload-new")


@require_safe
@permission_required(DRAFTING, raise_exception=True)
def upload_template(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out an empty table with the officials' columns."""
    response = HttpResponse(sheets.template(form), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="matters-template.{form}"'
    return response


@require_safe
@permission_required("matters.view_matterversion", raise_exception=True)
def matter_sheet(request: HttpRequest, form: str) -> HttpResponseBase:
    """Hand out the filtered list in the officials' columns, in the order it was entered."""
    rows = MatterVersion.objects.visible_to(request.user).select_related("matter", "department")
    filters = MatterFilter(request.GET, rows, request=request)
    rows = filters.qs if filters.is_valid() else rows.none()
    return export(request, MATTERS, sheets.columns(), rows, Order("id", "pk"), form)


def _own(request: HttpRequest, pk: uuid.UUID) -> Upload:
    rows = Upload.objects.allowed(request.user, DRAFTING)
    return get_object_or_404(rows, pk=pk)
