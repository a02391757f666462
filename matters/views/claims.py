"""Claiming matters, renewing claims, giving them up."""

import uuid
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.methods import form_page
from common.models import Event, User, reference
from common.panels import panels_of
from common.refusing import refusals_on
from matters import services
from matters.forms import BasisForm, ClaimForm
from matters.models import Claim, ImplementationList, MatterVersion, PowerTransfer
from matters.views.fetching import visible
from matters.views.matters import claimants, show
from registry.choices import Level


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


@require_safe
@permission_required("matters.view_claim", raise_exception=True)
def claim_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a claim: where it stands, its implementation lists, powers handed down, its life."""
    user = acting(request)
    rows = Claim.objects.visible_to(user).select_related(
        "matter", "department", "region", "transfer__from_department"
    )
    claimed = get_object_or_404(rows, pk=pk)
    may_act = partial(_may_act, claimed, user)
    lists = list(
        ImplementationList.objects.visible_to(user).filter(claim=claimed).order_by("-number")
    )
    is_open = claimed.is_standing
    context = {
        "claim": claimed,
        "version": _version(request, claimed),
        "changed": changed_words(claimed),
        "today": workdays.today(),
        "lists": lists,
        "transfers": PowerTransfer.objects.visible_to(user)
        .filter(matter=claimed.matter, from_department=claimed.department)
        .select_related("to_department", "region")
        .order_by("-id"),
        "may_change": is_open and may_act("matters.change_claim"),
        "may_hand_down": is_open
        and claimed.level < Level.TOWNSHIP
        and may_act("matters.transfer_claim"),
        "may_draft_list": is_open
        and not any(each.state in ("draft", "review") for each in lists)
        and may_act("matters.add_implementationlist"),
        "panels": panels_of(claimed, user),
        "history": timeline.entries(
            Event.objects.about(claimed).reverse()[: timeline.SHOWN], here=reference(claimed)
        ),
    }
    return render(request, "matters/claim.html", context)


def _may_act(claimed: Claim, user: User, perm: str) -> bool:
    return Claim.objects.allowed(user, perm).filter(pk=claimed.pk).exists()


def changed_words(claimed: Claim) -> list[str]:
    """Return in words what has changed in a claim's matter since it was claimed."""
    words = {field.attname: str(field.verbose_name) for field in MatterVersion._meta.fields}
    return [words.get(name, name) for name in claimed.changed]


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
        with refusals_on(form):
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
