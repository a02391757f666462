"""Powers handed down to townships."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.refusing import refusals_on
from matters import services
from matters.filters import TransferFilter
from matters.forms import BasisForm, TransferForm
from matters.models import Claim, PowerTransfer
from matters.views.board import title_of, with_titles
from registry.choices import Level
from registry.models import Department

TRANSFERS = ListDesk(
    key="matters.transfers",
    title=_("Powers handed down"),
    lead=_("Where a body of a township acts in the place of the county's, since when and by what."),
    filterset=TransferFilter,
    columns=[
        Column("matter", _("Matter"), "name", value=lambda row: title_of(row.matter)),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("from", _("Handed down by"), "named", value="from_department"),
        Column("to", _("Handed down to"), "named", value="to_department"),
        Column("region", _("Region"), "named"),
        Column("since", _("From"), "when", value="valid.lower"),
        Column("until", _("Before"), "when", value="valid.upper"),
        Column("basis", _("Document")),
    ],
    empty=Empty(
        _("No power is handed down"),
        _("A county's department hands a power down from the page of its claim."),
        icon="route",
    ),
    export_name="transfers",
    url=lambda row: row.claims.all()[0].get_absolute_url() if row.claims.all() else "",
)


@permission_required("matters.view_claim", raise_exception=True)
def transfer_list(request: HttpRequest) -> HttpResponseBase:
    """List the powers that are or were handed down."""
    rows = PowerTransfer.objects.visible_to(request.user).filter(valid__isempty=False)
    rows = rows.select_related("matter", "from_department", "to_department", "region")
    return list_page(request, TRANSFERS, with_titles(rows).prefetch_related("claims"))


@form_page
@permission_required("matters.transfer_claim", raise_exception=True)
def transfer_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask to which body, for which days and by which document, then hand the power down."""
    rows = Claim.objects.allowed(request.user, "matters.transfer_claim")
    claimed = get_object_or_404(rows.select_related("matter", "department", "region"), pk=pk)
    bodies = Department.objects.visible_to(request.user).filter(
        level=Level.TOWNSHIP, region__path__startswith=claimed.region.path
    )
    form = TransferForm(request.POST or None, bodies=bodies.order_by("path"))
    if form.is_valid():
        with refusals_on(form):
            services.hand_down(claimed, by=acting(request), **form.cleaned_data)
            return redirect(claimed)
    version = claimed.matter.versions.in_force(workdays.today()).first()
    context = {"claim": claimed, "form": form, "version": version, "has_bodies": bodies.exists()}
    return render(request, "matters/transfer.html", context, status=422 if form.is_bound else 200)


@form_page
@permission_required("matters.transfer_claim", raise_exception=True)
def transfer_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why a power is taken back, then take it back from today on."""
    rows = PowerTransfer.objects.allowed(request.user, "matters.transfer_claim")
    transfer = get_object_or_404(
        rows.select_related("matter", "from_department", "to_department", "region"), pk=pk
    )
    claimed = (
        Claim.objects.visible_to(request.user)
        .standing()
        .filter(matter=transfer.matter, department=transfer.from_department)
    )
    form = BasisForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.take_back_power(transfer, by=acting(request), basis=form.cleaned_data["basis"])
            return redirect(claimed.first() or "matters:transfer-list")
    context = {"transfer": transfer, "form": form, "claim": claimed.first()}
    return render(
        request, "matters/transfer_end.html", context, status=422 if form.is_bound else 200
    )
