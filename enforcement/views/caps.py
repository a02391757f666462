"""Pages of caps on visits and of the no-disturb list."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.acting import acting
from common.errors import RuleError
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.methods import form_page
from enforcement.filters.caps import CapFilter, NoDisturbFilter
from enforcement.forms.caps import CapChangeForm, CapForm, NoDisturbForm, OutsideForm
from enforcement.models import NoDisturb, Task, VisitCap
from enforcement.services import caps
from registry.models import Department, Subject

APPROVE = "enforcement.approve_task"

CAPS = ListDesk(
    key="enforcement.caps",
    title=_("Caps on visits"),
    lead=_(
        "How often one department may come to one object in a year. Where no row says otherwise: "
        "twice. The row that says most binds."
    ),
    filterset=CapFilter,
    columns=[
        Column("department", _("Department"), "name", value=lambda row: row.department or "–"),
        Column("line", _("Line of business")),
        Column("subject_kind", _("Kind of object"), "badge"),
        Column("grade", _("Risk class")),
        Column("limit", _("Visits a year"), "number", sort="limit"),
        Column("first_day", _("First day"), "when", value="valid.lower"),
        Column("last_day", _("Last day"), "when", value="last_day"),
        Column("basis", _("Basis")),
    ],
    empty=Empty(
        _("No row of its own"),
        _("The default holds for everybody: two visits a year by one department at one object."),
        icon="gauge",
    ),
    export_name="visit-caps",
    template="plans/caps.html",
)

SPARED = ListDesk(
    key="enforcement.no_disturb",
    title=_("No-disturb list"),
    lead=_("Who is left alone for a time. A complaint or a clue outweighs it, a plan does not."),
    filterset=NoDisturbFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name", value="subject"),
        Column("department", _("Department"), "named"),
        Column("reason", _("Reason")),
        Column("first_day", _("First day"), "when", value="valid.lower"),
        Column("last_day", _("Last day"), "when", value="last_day"),
        Column("ended_at", _("Ended"), "when"),
    ],
    empty=Empty(
        _("Nobody is on the list"),
        _("Low-risk objects with a good record stand here: plans and draws leave them out."),
        icon="moon",
    ),
    actions=[
        BulkAction(
            "end",
            _("Take off the list"),
            "enforcement.change_nodisturb",
            caps.end_leaving_alone,
            _("Plans and draws reach them again from now on."),
            icon="sun",
        )
    ],
    url=lambda row: row.subject.get_absolute_url(),
    export_name="no-disturb",
    template="plans/no_disturb.html",
)


@permission_required("enforcement.view_visitcap", raise_exception=True)
def cap_list(request: HttpRequest) -> HttpResponseBase:
    """List the caps on visits; who may change one gets to its form."""
    rows = VisitCap.objects.visible_to(request.user).select_related("department")
    may_change = request.user.has_perm("enforcement.change_visitcap")
    return list_page(request, replace(CAPS, url=_edit_url) if may_change else CAPS, rows)


def _edit_url(row: VisitCap) -> str:
    return reverse("enforcement:cap-edit", args=[row.pk])


@form_page
@permission_required("enforcement.add_visitcap", raise_exception=True)
def cap_new(request: HttpRequest) -> HttpResponse:
    """Set a cap for a department and those below it."""
    departments = Department.objects.allowed(request.user, "enforcement.add_visitcap")
    form = CapForm(request.POST or None, departments=departments.order_by("path"))
    if form.is_valid():
        caps.set_cap(**form.cleaned_data, by=acting(request))
        return redirect("enforcement:cap-list")
    return _form(request, form, _now("Set a cap"), "enforcement:cap-list", CAPS.title)


@form_page
@permission_required("enforcement.change_visitcap", raise_exception=True)
def cap_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a cap, or end it."""
    rows = VisitCap.objects.allowed(request.user, "enforcement.change_visitcap")
    row = get_object_or_404(rows, pk=pk)
    known = {"limit": row.limit, "basis": row.basis, "last_day": row.last_day}
    form = CapChangeForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            caps.amend_cap(row, **form.cleaned_data, by=acting(request))
        except RuleError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return redirect("enforcement:cap-list")
    return _form(request, form, _now("Change the cap"), "enforcement:cap-list", CAPS.title)


@permission_required("enforcement.view_nodisturb", raise_exception=True)
def no_disturb_list(request: HttpRequest) -> HttpResponseBase:
    """List who is left alone."""
    rows = NoDisturb.objects.visible_to(request.user)
    return list_page(request, SPARED, rows.select_related("subject", "department"))


@form_page
@permission_required("enforcement.add_nodisturb", raise_exception=True)
def no_disturb_new(request: HttpRequest) -> HttpResponse:
    """Put a subject on the list."""
    departments = Department.objects.allowed(request.user, "enforcement.add_nodisturb")
    form = NoDisturbForm(
        request.POST or None,
        departments=departments.order_by("path"),
        subjects=Subject.objects.visible_to(request.user),
    )
    if form.is_valid():
        given = form.cleaned_data
        caps.leave_alone(
            given["subject"],
            reason=given["reason"],
            valid=caps.days(given["first_day"], given["last_day"]),
            department=given["department"],
            by=acting(request),
        )
        return redirect("enforcement:no-disturb-list")
    title = _now("Leave an object alone")
    return _form(request, form, title, "enforcement:no-disturb-list", SPARED.title)


@form_page
@permission_required(APPROVE, raise_exception=True)
def stand_outside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say why a visit that waits stands outside the cap."""
    rows = Task.objects.allowed(request.user, APPROVE).before_going_out()
    task = get_object_or_404(rows.select_related("subject"), pk=pk)
    form = OutsideForm(request.POST or None)
    if form.is_valid():
        caps.stand_outside(task, **form.cleaned_data, by=acting(request))
        return redirect(task)
    context = {"form": form, "task": task}
    status = 422 if form.is_bound else 200
    return render(request, "plans/outside.html", context, status=status)


def _form(request: HttpRequest, form: Any, title: str, back: str, list_title: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "list_title": list_title}
    return render(request, "plans/form.html", context, status=422 if form.is_bound else 200)
