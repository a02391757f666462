"""Records from phones that came too late, and entries without a code: what a person decides."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.requests import StaffRequest
from enforcement.filters import EntryScanFilter, FieldRecordFilter
from enforcement.forms import ReasonForm
from enforcement.models import EntryScan, FieldRecord
from enforcement.services import entries, pocket_records
from enforcement.services.pocket_reading import readable

VIEW, DECIDE = "enforcement.view_fieldrecord", "enforcement.decide_fieldrecord"

RECORDS = ListDesk(
    key="enforcement.field_records",
    title=_("Records from phones"),
    lead=_(
        "What officers sent after a day without network. A record that came too late for its task "
        "is held: nothing of it is lost, and nothing changes until somebody decides."
    ),
    filterset=FieldRecordFilter,
    columns=[
        Column(
            "subject",
            pgettext_lazy("task", "Object"),
            "name",
            value=lambda row: row.task.subject if row.task else "",
        ),
        Column("kind", _("Kind"), "badge"),
        Column("state", _("State"), "badge", sort="state"),
        Column("hold_reason", _("Held because"), "badge"),
        Column("officer", _("Sent by"), "named"),
        Column("department", _("Department"), "named"),
        Column("made", _("Finished on the phone"), "when", value="finished_at"),
        Column("created_at", _("Reached the portal"), "when"),
        Column("reason", _("Decided because"), shown=False),
    ],
    empty=Empty(
        _("No records"),
        _(
            "What officers send from the field app appears here. Nothing has come, or your filters "
            "leave nothing."
        ),
        icon="device-mobile",
    ),
    export_name="field-records",
)

ENTRIES = ListDesk(
    key="enforcement.entries",
    title=_("Entries without a code"),
    lead=_("Visits that began without a scanned code. Each reason is reviewed within a workday."),
    filterset=EntryScanFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name", value="task.subject"),
        Column("officer", _("Officer"), "named"),
        Column("at", _("Entered"), "when"),
        Column("reason", _("Reason")),
        Column("review", _("Review"), "badge"),
        Column("review_due", _("To be reviewed by"), "when", sort="review_due"),
        Column("department", _("Department"), "named", value="task.department"),
        Column("review_note", _("Note on the review"), shown=False),
    ],
    default_ordering="review_due",
    empty=Empty(
        _("Every visit began with a code"),
        _("When officers enter an object without a code they say why, and it waits here."),
        icon="qrcode",
    ),
    actions=[
        BulkAction(
            "accept",
            _("Accept the reason"),
            DECIDE,
            entries.accept_entry,
            _("The ticked reasons are accepted; your note stays with the visit."),
        ),
        BulkAction(
            "object",
            _("Object"),
            DECIDE,
            entries.object_to_entry,
            _("The visits stand; your objection stays with them."),
            icon="x",
        ),
    ],
    url=lambda row: row.task.get_absolute_url(),
    export_name="entries-without-code",
)

_ACTS = {
    "apply": pocket_records.apply_held,
    "keep": pocket_records.keep_held,
    "refuse": pocket_records.refuse_held,
}


@permission_required(VIEW, raise_exception=True)
def held_list(request: StaffRequest) -> HttpResponseBase:
    """List what came from phones, for the supervisors of the task and of the officer."""
    rows = FieldRecord.objects.visible_to(request.user)
    relations = ("task__subject", "officer__user", "department")
    return list_page(request, RECORDS, rows.select_related(*relations))


@require_safe
@permission_required(VIEW, raise_exception=True)
def held_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one record as it came, why it is held, and who may decide what."""
    rows = FieldRecord.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related(*_RELATIONS), pk=pk)
    return _page(request, row)


@require_POST
@permission_required(DECIDE, raise_exception=True)
def held_decide(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Apply a held record, keep it as a record, or refuse it; always with a reason."""
    rows = FieldRecord.objects.allowed(request.user, DECIDE)
    row = get_object_or_404(rows.select_related(*_RELATIONS), pk=pk)
    form = ReasonForm(request.POST)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        return _page(request, row, form=form, status=422)
    act(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _now("Decided and on record."))
    return redirect("enforcement:held-detail", pk)


@permission_required("enforcement.view_entryscan", raise_exception=True)
def entry_list(request: StaffRequest) -> HttpResponseBase:
    """List the visits that began without a code, the most urgent review first."""
    rows = EntryScan.objects.visible_to(request.user).without_code()
    relations = ("task__subject", "task__department", "officer__user")
    return list_page(request, ENTRIES, rows.select_related(*relations))


_RELATIONS = ("task__subject", "task__department", "officer__user", "department", "device")


def _page(
    request: StaffRequest, row: FieldRecord, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    may = FieldRecord.objects.allowed(request.user, DECIDE).filter(pk=row.pk).exists()
    context: dict[str, Any] = {
        "record": row,
        "reading": readable(row),
        "form": (form or ReasonForm()) if may and row.is_held else None,
    }
    return render(request, "enforcement/held.html", context, status=status)
