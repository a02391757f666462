"""Implementation lists: the list of them, one version, its writing, its way to publication."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, User, reference
from common.panels import panels_of
from common.refusing import refusals_on
from matters import services
from matters.choices import ImplementationState
from matters.filters import ImplementationFilter
from matters.forms import BasisForm, ImplementationForm, RemarkForm
from matters.models import Claim, ImplementationList
from matters.views.board import title_of, with_titles

LISTS = ListDesk(
    key="matters.implementation",
    title=_("Implementation lists"),
    lead=_("How each body carries out what it has claimed: its objects, its form, its limits."),
    filterset=ImplementationFilter,
    columns=[
        Column("matter", _("Matter"), "name", value=lambda row: title_of(row.claim.matter)),
        Column("code", _("Code of the list"), "code", sort="code"),
        Column("department", _("Department"), "named", value="claim.department"),
        Column(
            "completion", _("Filled in"), "template", template="matters/_completion.html",
            value="completion",
        ),
        Column("annual_cap", _("Most in a year"), "number"),
        Column("entrusted", _("Entrusted"), "named", shown=False),
        Column("state", _("State"), "badge"),
        Column("number", _("Version"), "number", shown=False),
        Column("since", _("In force from"), "when", value="first_day", shown=False),
    ],
    empty=Empty(
        _("No implementation lists"),
        _("A list is begun from the page of a claim; your filters may also leave none."),
        icon="list-details",
    ),
    export_name="implementation-lists",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of a list's life, as the page offers it."""

    key: str
    state: str
    perm: str
    form: type[forms.Form]
    act: Callable[..., Any]
    label: str | Promise
    lead: str | Promise
    icon: str
    is_main: bool = True


STEPS = {
    step.key: step
    for step in (
        Step(
            "submit", ImplementationState.DRAFT, "matters.change_implementationlist", RemarkForm,
            services.submit_list, _("Send to the head"),
            _("The head of the department publishes it; nothing changes until then."), "send",
        ),
        Step(
            "publish", ImplementationState.REVIEW, "matters.publish_implementationlist",
            RemarkForm, services.publish_list, _("Publish the list"),
            _("It is in force from today on and replaces the version before."), "check",
        ),
        Step(
            "return", ImplementationState.REVIEW, "matters.publish_implementationlist", BasisForm,
            services.return_list, _("Return to the drafter"),
            _("It becomes a draft again. Say what is to be changed."), "arrow-back-up",
            is_main=False,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now; without a form they drafted it and may not."""

    step: Step
    form: forms.Form | None
    url: str


@permission_required("matters.view_implementationlist", raise_exception=True)
def implementation_list(request: HttpRequest) -> HttpResponseBase:
    """List the implementation lists."""
    rows = ImplementationList.objects.visible_to(request.user)
    rows = rows.select_related("claim__matter", "claim__department", "entrusted")
    return list_page(request, LISTS, with_titles(rows, "claim__matter"))


@require_safe
@permission_required("matters.view_implementationlist", raise_exception=True)
def implementation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version of an implementation list."""
    return _show(request, _fetch(request, pk, "visible"))


@require_POST
@permission_required("matters.add_implementationlist", raise_exception=True)
def implementation_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the list of a claim, or its next version, and open it for writing."""
    rows = Claim.objects.allowed(request.user, "matters.add_implementationlist")
    claimed = get_object_or_404(rows.select_related("department"), pk=pk)
    row = services.draft_list(claimed, by=acting(request))
    return redirect("matters:implementation-edit", row.pk)


@form_page
@permission_required("matters.change_implementationlist", raise_exception=True)
def implementation_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a draft."""
    row = _fetch(request, pk, "matters.change_implementationlist")
    if row.state != ImplementationState.DRAFT:
        return redirect(row)
    form = ImplementationForm(request.POST or None, instance=row)
    if form.is_valid():
        with refusals_on(form):
            services.amend_list(row, form.content(), by=acting(request))
            return redirect(row)
    context = {"list": row, "form": form, "version": _version(row)}
    status = 422 if form.is_bound else 200
    return render(request, "matters/implementation_edit.html", context, status=status)


@require_POST
def implementation_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a list's life: submit, publish or return."""
    taken = STEPS[step]
    if not request.user.has_perm(taken.perm):
        raise PermissionDenied
    row = _fetch(request, pk, taken.perm)
    form = taken.form(request.POST, prefix=step)
    if not form.is_valid():
        return _show(request, row, bound={step: form}, status=422)
    taken.act(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


def _fetch(request: HttpRequest, pk: uuid.UUID, perm: str) -> ImplementationList:
    if perm == "visible":
        rows = ImplementationList.objects.visible_to(request.user)
    else:
        rows = ImplementationList.objects.allowed(request.user, perm)
    related = (
        "claim__matter", "claim__department__region", "claim__region", "checklist", "method",
        "exercising", "entrusted",
    )  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _may_act(row: ImplementationList, user: User, perm: str) -> bool:
    return ImplementationList.objects.allowed(user, perm).filter(pk=row.pk).exists()


def _offers(row: ImplementationList, user: User, bound: dict[str, forms.Form]) -> list[Offer]:
    found = []
    for step in STEPS.values():
        if row.state != step.state or not _may_act(row, user, step.perm):
            continue
        is_apart = step.key != "publish" or row.drafted_by != user.pk
        form = (bound.get(step.key) or step.form(prefix=step.key)) if is_apart else None
        url = reverse(f"matters:implementation-{step.key}", args=[row.pk])
        found.append(Offer(step, form, url))
    return found


def _version(row: ImplementationList) -> Any:
    versions = row.claim.matter.versions
    return versions.in_force(workdays.today()).first() or versions.order_by("-number").first()


def _show(
    request: HttpRequest,
    row: ImplementationList,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    context = {
        "list": row,
        "version": _version(row),
        "offers": _offers(row, user, bound or {}),
        "may_edit": row.state == ImplementationState.DRAFT
        and _may_act(row, user, "matters.change_implementationlist"),
        "versions": ImplementationList.objects.visible_to(user)
        .filter(claim=row.claim)
        .order_by("-number"),
        "panels": panels_of(row, user),
        "history": timeline.entries(
            Event.objects.about(row).reverse()[: timeline.SHOWN], here=reference(row)
        ),
    }
    return render(request, "matters/implementation.html", context, status=status)
