"""Pages of reforms: the list, a proposal, its preview and its way to being carried out."""

import uuid

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.refusing import refusals_on
from matters import services
from matters.facts import impacts_of
from matters.filters.upkeep import ReformFilter
from matters.forms.upkeep import ReformForm
from matters.models import MatterVersion, Reform
from matters.steps import require, take
from matters.upkeep import REFORM, REFORM_STEPS, offers_of
from matters.views.fetching import accepted_request

REFORMS = ListDesk(
    key="matters.reforms",
    title=_("Merges, splits and cancellations"),
    lead=_("Matters give way to others by three people's decision; what hangs on them goes along."),
    filterset=ReformFilter,
    columns=[
        Column("name", _("Matters"), "name", value="codes"),
        Column("kind", _("Kind"), "badge"),
        Column("department", _("Responsible"), "named"),
        Column("day", _("In force from"), "when", sort="day"),
        Column("state", _("State"), "badge"),
    ],
    empty=Empty(
        _("No reforms"),
        _("Where two matters say the same, or one says too much, propose a merge or a split."),
        icon="git-merge",
    ),
    export_name="reforms",
    template="matters/reforms.html",
)


@permission_required("matters.view_reform", raise_exception=True)
def reform_list(request: HttpRequest) -> HttpResponseBase:
    """List the reforms."""
    rows = Reform.objects.visible_to(request.user).select_related("department")
    return list_page(request, REFORMS, rows.prefetch_related("olds", "news"))


@form_page
@permission_required(REFORM, raise_exception=True)
def reform_new(request: HttpRequest) -> HttpResponse:
    """Propose that matters give way; the address may fill the form in."""
    form = ReformForm(
        request.POST or None,
        initial={
            "kind": request.GET.get("kind", ""),
            "olds": "\n".join(request.GET.getlist("old")),
            "keep": "\n".join(request.GET.getlist("keep")),
            "reason": request.GET.get("reason", ""),
        },
        olds=MatterVersion.objects.allowed(request.user, REFORM).in_force(workdays.today()),
        standing=MatterVersion.objects.visible_to(request.user).in_force(workdays.today()),
    )
    asked = accepted_request(request)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        with refusals_on(form), transaction.atomic():
            reform = services.propose_reform(fields.pop("kind"), **fields, by=acting(request))
            if asked:
                services.carried_out(asked, reform=reform, by=acting(request))
            return redirect(reform)
    context = {"form": form, "asked": asked}
    status = 422 if form.is_bound else 200
    return render(request, "matters/reform_new.html", context, status=status)


@require_safe
@permission_required("matters.view_reform", raise_exception=True)
def reform_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a reform: who gives way to whom, and what hangs on it."""
    rows = Reform.objects.visible_to(request.user).select_related("department")
    return _show(request, get_object_or_404(rows, pk=pk))


@require_POST
def reform_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a reform."""
    perm = require(request, REFORM_STEPS[step], MatterVersion)
    rows = Reform.objects.allowed(request.user, perm).select_related("department")
    reform = get_object_or_404(rows, pk=pk)
    return take(request, REFORM_STEPS[step], reform, _show)


def _show(
    request: HttpRequest,
    reform: Reform,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    olds, news = list(reform.olds.order_by("code")), list(reform.news.order_by("code"))
    versions = MatterVersion.objects.visible_to(user).select_related("matter", "department")
    latest = {
        version.matter_id: version
        for version in versions.filter(matter__in=[*olds, *news]).order_by("number")
    }
    stays = [matter for matter in olds if matter in news]
    gone = [matter for matter in olds if matter not in news]
    is_done = reform.state in ("carried_out", "withdrawn")
    context = {
        "reform": reform,
        "olds": [(matter, latest.get(matter.pk), matter in stays) for matter in olds],
        "news": [(matter, latest.get(matter.pk)) for matter in news],
        "impacts": [] if is_done else impacts_of(gone, user),
        "is_done": is_done,
        "offers": list(offers_of(reform, REFORM_STEPS, user, bound or {}, "reform")),
        "history": timeline.entries(
            Event.objects.about(reform).reverse()[: timeline.SHOWN], here=reference(reform)
        ),
    }
    return render(request, "matters/reform.html", context, status=status)
