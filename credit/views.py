"""Pages of the credit file: the records, and one of them."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.errors import RuleError
from common.flow import steps
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from credit import services
from credit.choices import RecordState
from credit.filters import RecordFilter
from credit.forms import EffectForm
from credit.models import Record

RECORDS = ListDesk(
    key="credit.records",
    title=_("Credit records"),
    lead=_("Decisions of the catalogue. A pending one is neither used nor published."),
    filterset=RecordFilter,
    columns=[
        Column("subject", _("Subject"), "name"),
        Column("kind", _("Kind"), "badge"),
        Column("document_no", _("Document number")),
        Column("department", _("Deciding department"), "named"),
        Column("decided_on", _("Decided on"), "when", sort="decided_on"),
        Column("effective_on", _("Effective on"), "when", sort="effective_on"),
        Column("state", _("State"), "badge"),
        Column("in_objection", _("In objection"), shown=False),
    ],
    empty=Empty(
        _("No credit records"),
        _(
            "Penalties by the ordinary procedure and the other decisions of the catalogue stand "
            "here from the day they are made, pending until they are effective. Warnings and "
            "findings of inspections never do."
        ),
        icon="rosette",
    ),
    export_name="credit-records",
)


@permission_required("credit.view_record", raise_exception=True)
def record_list(request: HttpRequest) -> HttpResponseBase:
    """List the records in the person's scope."""
    rows = Record.objects.visible_to(request.user).select_related("subject", "department")
    return list_page(request, RECORDS, rows)


@require_safe
@permission_required("credit.view_record", raise_exception=True)
def record_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one record with its history, and to a clerk the step that is next."""
    return _show(request, get_object_or_404(Record.objects.visible_to(request.user), pk=pk))


@require_POST
@permission_required("credit.change_record", raise_exception=True)
def record_take_effect(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a pending record in force, by a named clerk with a basis."""
    rows = Record.objects.allowed(request.user, "credit.change_record")
    record = get_object_or_404(rows, pk=pk)
    form = EffectForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.take_effect(
                record, on=asked["effective_on"], by=acting(request), basis=asked["basis"]
            )
        except RuleError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            return redirect(record)
    return _show(request, record, form, status=422)


def _show(
    request: HttpRequest, record: Record, form: EffectForm | None = None, *, status: int = 200
) -> HttpResponse:
    may = request.user.has_perm("credit.change_record") and RecordState.IN_FORCE in steps(record)
    events = Event.objects.about(record).reverse()[: timeline.SHOWN]
    context = {
        "record": record,
        "form": (form or EffectForm()) if may else None,
        "history": timeline.entries(events, here=reference(record)),
        "panels": panels_of(record, acting(request)),
    }
    return render(request, "credit/record.html", context, status=status)
