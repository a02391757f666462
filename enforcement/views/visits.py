"""Pages of joint visits: the list, what is suggested, one visit with the part of each."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import live, timeline
from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from enforcement.choices.visits import VisitState
from enforcement.filters.visits import VisitFilter
from enforcement.forms.dispatching import ReasonForm
from enforcement.forms.visits import DayForm, TogetherForm
from enforcement.models import Task, Visit, VisitPart
from enforcement.rules.visits import WINDOW_DAYS
from enforcement.services import visits
from registry.models import Department

SHOWN = 30
"""Suggestions on the page, the most urgent first."""

VISITS = ListDesk(
    key="enforcement.visits",
    title=_("Joint visits"),
    lead=_("Several departments at one object at once: one day, one code, a part for each."),
    filterset=VisitFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name"),
        Column("state", _("State"), "badge", sort="state"),
        Column("day", _("Day of the visit"), "when", sort="day"),
        Column("department", _("Lead department"), "named"),
        Column("departments", _("Departments"), "number", value="departments"),
        Column("region", _("Region"), "named", shown=False),
        Column("reason", _("Reason"), shown=False),
    ],
    default_ordering="-id",
    empty=Empty(
        _("No joint visits"),
        _("Where several departments have work at one object in one month, one visit is enough."),
        icon="users-group",
    ),
    export_name="joint-visits",
    template="visits/list.html",
)


@permission_required("enforcement.view_visit", raise_exception=True)
def visit_list(request: HttpRequest) -> HttpResponseBase:
    """List the joint visits."""
    rows = Visit.objects.visible_to(request.user).with_departments()
    return list_page(request, VISITS, rows.select_related("subject", "department", "region"))


@require_safe
@permission_required("enforcement.view_visit", raise_exception=True)
def visit_suggestions(request: HttpRequest) -> HttpResponse:
    """Show what several departments may make as one visit."""
    return _suggested(request)


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_propose(request: HttpRequest, lead: uuid.UUID) -> HttpResponse:
    """Accept a suggestion: the task's department leads, the others are asked."""
    task = get_object_or_404(Task.objects.allowed(request.user, visits.APPROVE), pk=lead)
    visit = visits.propose(task, _tasks(request), by=acting(request))
    messages.success(request, _now("The others are asked. They answer on this page."))
    return redirect(visit)


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_decline(request: HttpRequest, lead: uuid.UUID) -> HttpResponse:
    """Refuse a suggestion for a reason."""
    task = get_object_or_404(Task.objects.allowed(request.user, visits.APPROVE), pk=lead)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _suggested(request, refused=(task.pk, form), status=422)
    visits.decline(task, _tasks(request), by=acting(request), reason=form.cleaned_data["reason"])
    messages.success(request, _now("It is not suggested again."))
    return redirect("enforcement:visit-suggestions")


@require_safe
def visit_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a joint visit: who comes, each part with its form, its officers, its clock."""
    return _show(request, _visible(request, pk))


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_agree(request: HttpRequest, pk: uuid.UUID, department: uuid.UUID) -> HttpResponse:
    """Agree to come along."""
    visit, asked = _visible(request, pk), _asked(request, department)
    visits.agree(visit, asked, by=acting(request))
    messages.success(request, _now("Your department comes along."))
    return redirect(visit)


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_refuse(request: HttpRequest, pk: uuid.UUID, department: uuid.UUID) -> HttpResponse:
    """Refuse to come along, for a reason."""
    visit, asked = _visible(request, pk), _asked(request, department)
    form = ReasonForm(request.POST, prefix="refuse")
    if not form.is_valid():
        return _show(request, visit, bound={"refuse": form}, status=422)
    visits.refuse(visit, asked, by=acting(request), reason=form.cleaned_data["reason"])
    return redirect(visit)


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_call_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call the joint visit off: each task stands on its own again."""
    visit = get_object_or_404(_rows(request).allowed(request.user, visits.APPROVE), pk=pk)
    form = ReasonForm(request.POST, prefix="off")
    if not form.is_valid():
        return _show(request, visit, bound={"off": form}, status=422)
    visits.call_off(visit, by=acting(request), reason=form.cleaned_data["reason"])
    return redirect(visit)


@require_POST
@permission_required(visits.APPROVE, raise_exception=True)
def visit_day(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose another day for all."""
    visit = get_object_or_404(_rows(request).allowed(request.user, visits.APPROVE), pk=pk)
    form = DayForm(request.POST, prefix="day")
    if form.is_valid():
        try:
            visits.set_day(visit, day=form.cleaned_data["day"], by=acting(request))
        except RuleError as refused:
            form.add_error("day", str(refused.message))
        else:
            return redirect(visit)
    return _show(request, visit, bound={"day": form}, status=422)


def _suggested(
    request: HttpRequest, *, refused: tuple[uuid.UUID, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    user = acting(request)
    seen = Task.objects.allowed(user, "enforcement.view_task")
    firsts = visits.openings(seen).select_related("subject")
    total = firsts.count()
    found = visits.suggestions(firsts[:SHOWN], user)
    context = {
        "suggestions": [(each, _decline_form(each, refused)) for each in found],
        "total": total,
        "saved": sum(each.saved for each in found),
        "days": WINDOW_DAYS,
    }
    return render(request, "visits/suggestions.html", context, status=status)


def _decline_form(
    suggestion: visits.Suggestion, refused: tuple[uuid.UUID, ReasonForm] | None
) -> ReasonForm:
    if refused and refused[0] == suggestion.lead.pk:
        return refused[1]
    return ReasonForm(auto_id=f"id_%s_{suggestion.key}")


def _show(
    request: HttpRequest, visit: Visit, *, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user, forms = acting(request), bound or {}
    parts = list(visits.parts_of(visit))
    may_lead = Visit.objects.allowed(user, visits.APPROVE).filter(pk=visit.pk).exists()
    seen = set(
        Task.objects.visible_to(user)
        .filter(pk__in=[each.task_id for each in parts])
        .values_list("pk", flat=True)
    )
    context = {
        "visit": visit,
        "parts": [(each, each.task_id in seen) for each in parts],
        "answers": visits.to_answer(visit, user),
        "refuse_form": forms.get("refuse") or ReasonForm(prefix="refuse"),
        "day_form": (forms.get("day") or DayForm(prefix="day", initial={"day": visit.day}))
        if may_lead and visit.is_open
        else None,
        "off_form": (forms.get("off") or ReasonForm(prefix="off"))
        if may_lead and visit.is_open
        else None,
        "live": live.Renewal(visit.get_absolute_url(), _stamp(visit, parts)),
        "is_settled": visit.state == VisitState.SETTLED,
        "history": timeline.entries(
            Event.objects.about(visit).reverse()[: timeline.SHOWN], here=reference(visit)
        ),
    }
    return render(request, "visits/visit.html", context, status=status)


def visit_stamp(request: HttpRequest, pk: uuid.UUID) -> str:
    """Return the stamp of a joint visit's page: another one when it or one of its parts moved."""
    visit = _visible(request, pk)
    return _stamp(visit, list(visits.parts_of(visit)))


def _stamp(visit: Visit, parts: Iterable[VisitPart]) -> str:
    moved = [(each.pk, each.state, each.task.changed_at, each.task.state) for each in parts]
    return live.stamp_of(visit.changed_at, visit.state, moved)


live.page("enforcement:visit-detail", visit_stamp)


def _rows(request: HttpRequest) -> Any:
    return Visit.objects.visible_to(request.user).select_related("subject", "department", "region")


def _visible(request: HttpRequest, pk: uuid.UUID) -> Visit:
    found: Visit = get_object_or_404(_rows(request), pk=pk)
    return found


def _asked(request: HttpRequest, department: uuid.UUID) -> Department:
    rows = Department.objects.allowed(request.user, visits.APPROVE)
    found: Department = get_object_or_404(rows, pk=department)
    return found


def _tasks(request: HttpRequest) -> set[uuid.UUID]:
    """Return the tasks that were read as one suggestion."""
    form = TogetherForm(request.POST)
    if not form.is_valid():
        raise RuleError("no_fit", _now("Look at the suggestions again."))
    return set(form.cleaned_data["tasks"])
