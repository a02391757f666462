"""Off-site inspections at the desk: the list, one with its material, asking, going on site."""

import uuid
from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from common import blobs, timeline
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.choices import CustodyAct, EvidenceKind, TaskState
from enforcement.choices.off_site import CallState, OffSiteState
from enforcement.filters.off_site import OffSiteFilter
from enforcement.forms import ReasonForm
from enforcement.forms.off_site import (
    AgainForm,
    AskForm,
    CallForm,
    CallRecordForm,
    CompareForm,
)
from enforcement.forms.rectifications import ExtensionForm
from enforcement.models import OffSiteFile, OffSiteRequest, Task
from enforcement.services import off_site as services
from enforcement.services import off_site_calls, off_site_data
from enforcement.services.pocket_files import log

ASK = "enforcement.ask_offsiterequest"
RELATIONS = (
    "task__subject__region",
    "task__department",
    "task__region",
    "task__matter_version",
    "task__claim__matter",
    "task__checklist_version__checklist",
)

REQUESTS = ListDesk(
    key="enforcement.off_site",
    title=_("Off-site inspections"),
    lead=_("What firms were asked to send in or to show, and whether it has arrived."),
    filterset=OffSiteFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name"),
        Column("state", _("State"), "badge"),
        Column("channel", _("Way"), "badge"),
        Column("due_on", _("To be sent in by"), "when", sort="due_on"),
        Column("late", _("Late?"), value=lambda row: _now("late") if row.is_late else ""),
        Column("department", _("Department"), "named", value="task.department"),
        Column("region", _("Region"), "named", value="task.region"),
        Column("submitted_at", _("Sent in"), "when", shown=False),
        Column("round", _("Round"), shown=False),
    ],
    default_ordering="due_on",
    empty=Empty(
        _("No off-site inspections"),
        _(
            "Where a matter may be inspected without a visit, officers ask the firm here to send "
            "something in, call it by video, or compare data. It counts as no visit."
        ),
        icon="device-desktop",
    ),
    export_name="off-site",
)


@permission_required("enforcement.view_offsiterequest", raise_exception=True)
def off_site_list(request: StaffRequest) -> HttpResponseBase:
    """List the off-site inspections in the person's scope."""
    rows = OffSiteRequest.objects.visible_to(request.user)
    related = ("task__subject", "task__department", "task__region")
    return list_page(request, REQUESTS, rows.select_related(*related))


@form_page
@permission_required(ASK, raise_exception=True)
def off_site_new(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the firm of an off-site inspection, line by line of its checklist."""
    rows = Task.objects.allowed(request.user, ASK).select_related(
        "subject", "checklist_version__checklist"
    )
    task = get_object_or_404(rows, pk=pk)
    form = AskForm(task, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.ask(
                task,
                channel=data["channel"],
                due_on=data["due_on"],
                word=data["word"],
                lines=form.asked(),
                by=request.user,
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _now("Asked. Give the firm its link and its code."))
            return redirect(made)
    status = 422 if form.is_bound else 200
    context = {"task": task, "form": form}
    return render(request, "enforcement/off_site_new.html", context, status=status)


@require_safe
def off_site_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was asked, what came, calls and compared data, and the next steps."""
    rows = OffSiteRequest.objects.visible_to(request.user).select_related(*RELATIONS)
    return _show(request, get_object_or_404(rows, pk=pk))


@require_safe
def off_site_notice(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the request as a sheet to print or to send: what is asked, link, code and picture."""
    rows = OffSiteRequest.objects.visible_to(request.user).select_related(*RELATIONS)
    row = get_object_or_404(rows, pk=pk)
    link = request.build_absolute_uri(services.page_of(row))
    context = {"row": row, "task": row.task, "lines": row.lines.all(), "link": link, "qr": qr(link)}
    return render(request, "enforcement/off_site_notice.html", context)


@require_POST
@permission_required(ASK, raise_exception=True)
def extend(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the firm more time, once."""
    return _act(request, pk, "more", ExtensionForm, services.extend, _now("More time is given."))


@require_POST
@permission_required(ASK, raise_exception=True)
def ask_again(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the firm to complete what it sent in."""
    done = _now("Asked again. The firm sees it on its page.")
    return _act(request, pk, "again", AgainForm, services.ask_again, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def revoke(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw the firm's link."""
    done = _now("The link opens nothing any more.")
    return _act(request, pk, "revoke", ReasonForm, services.revoke, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def renew(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a new link and code."""
    return _act(request, pk, "renew", forms.Form, services.renew, _now("Here is the new link."))


@require_POST
@permission_required(ASK, raise_exception=True)
def go_on_site(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Make an on-site inspection of it."""
    done = _now("The on-site inspection is made and waits for its approval.")
    return _act(request, pk, "site", ReasonForm, services.go_on_site, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def call(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Appoint a video call."""
    done = _now("Appointed. The firm sees it on its page.")
    return _act(request, pk, "call", CallForm, off_site_calls.appoint, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def call_off(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Call an appointment off."""
    done = _now("The call is off.")
    return _act(request, pk, "off", ReasonForm, off_site_calls.call_off, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def call_record(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write how a video call went."""
    done = _now("The record of the call is kept.")
    return _act(request, pk, "record", CallRecordForm, off_site_calls.record, done)


@require_POST
@permission_required(ASK, raise_exception=True)
def compare(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Compare data of the portal with a line."""

    def form(*args: Any, **kwargs: Any) -> CompareForm:
        return CompareForm(_fetch(request, pk).task, *args, **kwargs)

    done = _now("The data is kept as evidence as it is now.")
    return _act(request, pk, "data", form, off_site_data.compare, done)


@require_GET
def off_site_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a file that the firm sent in; who reads an original stands in its custody log."""
    rows = OffSiteRequest.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(
        OffSiteFile.objects.select_related("blob"), pk=pk, line__request__in=rows, removed_at=None
    )
    if found.kind == EvidenceKind.PHOTO:
        size = "thumb" if request.GET.get("size") == "thumb" else "shown"
        return HttpResponse(blobs.read(found.blob.derivative(size)), content_type="image/jpeg")
    log([found.blob_id], CustodyAct.READ, request.user, file=str(found.pk))
    response = HttpResponse(blobs.read(found.blob.path), content_type=found.blob.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.blob_id[:12]}.pdf"'
    return response


def qr(link: str) -> str:
    """Return the picture of a link to scan."""
    return segno.make(link, error="m").svg_data_uri(border=2)


def _act(
    request: StaffRequest,
    pk: uuid.UUID,
    name: str,
    form_of: Callable[..., forms.Form],
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Do one act with what was typed, or show the page with what is wrong at its field."""
    row = _fetch(request, pk)
    form = form_of(request.POST, prefix=name)
    if form.is_valid():
        try:
            made = act(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, done)
            return redirect(made if isinstance(made, Task) else row)
    return _show(request, row, status=422, **{f"{name}_form": form})


def _fetch(request: StaffRequest, pk: uuid.UUID) -> OffSiteRequest:
    rows = OffSiteRequest.objects.allowed(request.user, ASK).select_related(*RELATIONS)
    found: OffSiteRequest = get_object_or_404(rows, pk=pk)
    return found


def _show(
    request: StaffRequest, row: OffSiteRequest, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    link = request.build_absolute_uri(services.page_of(row))
    may = OffSiteRequest.objects.allowed(request.user, ASK).filter(pk=row.pk).exists()
    calls = list(row.calls.prefetch_related("held_by__user"))
    context: dict[str, Any] = {
        "row": row,
        "task": row.task,
        "lines": material(row),
        "calls": calls,
        "comparisons": row.comparisons.select_related("item", "by__user"),
        "may": may,
        "link": link,
        "qr": qr(link),
        "is_mine": row.task.assignments.filter(ended_at=None, officer__user=request.user).exists(),
        "history": timeline.entries(reversed(list(Event.objects.about(row))), here=reference(row)),
        **(_next_steps(row, calls) if may else {}),
        **given,
    }
    return render(request, "enforcement/off_site.html", context, status=status)


def material(row: OffSiteRequest) -> list[tuple[Any, list[OffSiteFile]]]:
    """Return what was asked, each with what the firm has sent in for it."""
    lines = row.lines.select_related("item").prefetch_related("files__blob")
    return [(line, [each for each in line.files.all() if each.evidence_id]) for line in lines]


def _next_steps(row: OffSiteRequest, calls: list[Any]) -> dict[str, forms.Form]:
    """Return the forms of the acts that the states allow now."""
    task = row.task
    found: dict[str, forms.Form] = {}
    if row.takes and row.has_page and row.extended_from is None:
        found["more_form"] = ExtensionForm(prefix="more")
    if not task.is_being_answered:
        return found
    if row.state == OffSiteState.SUBMITTED:
        found["again_form"] = AgainForm(prefix="again")
    if row.has_page and row.revoked_at is None:
        found["revoke_form"] = ReasonForm(prefix="revoke")
    if row.has_page:
        found["renew_form"] = forms.Form(prefix="renew")
    states = {each.state for each in calls}
    is_fixed = bool(states & {CallState.PROPOSED, CallState.AGREED})
    if row.has_page and not is_fixed:
        found["call_form"] = CallForm(prefix="call")
    if is_fixed:
        found |= {
            "record_form": CallRecordForm(prefix="record"),
            "off_form": ReasonForm(prefix="off"),
        }
    found["data_form"] = CompareForm(task, prefix="data")
    if TaskState.CANCELLED in task.flow("state")[task.state]:
        found["site_form"] = ReasonForm(prefix="site")
    return found
