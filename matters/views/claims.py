"""Claiming matters, renewing claims, giving them up."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from common import workdays
from common.acting import acting
from common.methods import form_page
from matters import services
from matters.forms import BasisForm, ClaimForm
from matters.models import Claim, MatterVersion
from matters.views.fetching import visible
from matters.views.matters import claimants, show


@require_POST
@permission_required("matters.add_claim", raise_exception=True)
def claim_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Claim a matter for a department of the person's scope."""
    version = visible(request, pk)
    form = ClaimForm(request.POST, departments=claimants(request, version))
    if not form.is_valid():
        return show(request, version, claim_form=form, status=422)
    department = form.cleaned_data["department"]
    services.claim(version.matter, department=department, by=acting(request))
    return redirect(version)


@require_POST
@permission_required("matters.change_claim", raise_exception=True)
def claim_renew(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Claim again what has changed in substance."""
    claimed = _allowed(request, pk)
    services.renew_claim(claimed, by=acting(request))
    return _back(request, claimed)


@form_page
@permission_required("matters.change_claim", raise_exception=True)
def claim_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why a claim is given up, then end it."""
    claimed = _allowed(request, pk)
    form = BasisForm(request.POST or None)
    if form.is_valid():
        services.end_claim(claimed, by=acting(request), basis=form.cleaned_data["basis"])
        return _back(request, claimed)
    context = {"claim": claimed, "form": form, "version": _version(request, claimed)}
    status = 422 if form.is_bound else 200
    return render(request, "matters/claim_end.html", context, status=status)


def _allowed(request: HttpRequest, pk: uuid.UUID) -> Claim:
    rows = Claim.objects.allowed(request.user, "matters.change_claim")
    return get_object_or_404(rows.select_related("matter", "department", "region"), pk=pk)


def _version(request: HttpRequest, claimed: Claim) -> MatterVersion | None:
    """Return the version that the claim stands under today, else the latest to be seen."""
    rows = MatterVersion.objects.visible_to(request.user).filter(matter=claimed.matter)
    return rows.in_force(workdays.today()).first() or rows.order_by("-number").first()


def _back(request: HttpRequest, claimed: Claim) -> HttpResponseRedirect:
    return redirect(_version(request, claimed) or "matters:matter-list")
