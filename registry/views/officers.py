"""Pages of officers: the list, one officer, the roster of a month, what one declares oneself."""

import calendar
import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from registry import services
from registry.filters import OfficerFilter
from registry.forms import BasisForm, ConflictForm, LeaveForm, LoanForm, TurnForm
from registry.models import (
    ConflictDeclaration,
    Department,
    Leave,
    Officer,
    OfficerLoan,
    Roster,
    Subject,
)

OFFICERS = ListDesk(
    key="registry.officers",
    title=_("Officers"),
    lead=_("Who may act: certificates, lines of business, who is away or lent to another body."),
    filterset=OfficerFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("department", _("Department"), "named"),
        Column("certificate_no", _("Certificate"), "code", sort="certificate_no"),
        Column("last_valid_day", _("Valid until"), "when"),
        Column("expertise", _("Expertise"), value=lambda row: "、".join(row.expertise)),
        Column("phone", _("Telephone"), "code", shown=False),
    ],
    default_ordering="certificate_no",
    empty=Empty(
        _("No officers yet"),
        _("Officers come with the list of certificates: an administrator imports them."),
        icon="id-badge-2",
    ),
    export_name="officers",
    template="registry/officer_list.html",
)
FIELD = ("enforcement.perform_task", "enforcement.perform_fact_check")
SPELLS: dict[str, tuple[Any, str]] = {
    "leave": (Leave, "registry.add_leave"),
    "loan": (OfficerLoan, "registry.add_officerloan"),
}
SHOWN = 30


@permission_required("registry.view_officer", raise_exception=True)
def officer_list(request: HttpRequest) -> HttpResponseBase:
    """List the officers of the departments in the person's scope."""
    rows = Officer.objects.visible_to(request.user).select_related("user", "department")
    return list_page(request, OFFICERS, rows)


@require_safe
@permission_required("registry.view_officer", raise_exception=True)
def officer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one officer: certificate, absences, loans, declared interests, turns of duty."""
    return show(request, _visible(request, pk))


@require_POST
@permission_required("registry.add_leave", raise_exception=True)
def leave_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter a leave of an officer."""
    row = _allowed(request, pk, "registry.add_leave")
    form = LeaveForm(request.POST, prefix="leave")
    if not form.is_valid():
        return show(request, row, bound={"leave": form}, status=422)
    services.take_leave(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


@require_POST
@permission_required("registry.add_officerloan", raise_exception=True)
def loan_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lend an officer to another body."""
    row = _allowed(request, pk, "registry.add_officerloan")
    form = LoanForm(request.POST, prefix="loan", departments=_bodies(request))
    if not form.is_valid():
        return show(request, row, bound={"loan": form}, status=422)
    services.lend(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


@require_POST
def spell_end(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Take a leave or a loan back, with a reason."""
    model, perm = SPELLS[kind]
    if not request.user.has_perm(perm):
        raise PermissionDenied
    rows = model.objects.allowed(request.user, perm).select_related("officer__user")
    spell = get_object_or_404(rows, pk=pk)
    form = BasisForm(request.POST)
    if form.is_valid():
        services.withdraw(spell, by=acting(request), basis=form.cleaned_data["basis"])
    else:
        messages.error(request, _now("Say why it is taken back."))
    return redirect(spell.officer)


def show(
    request: HttpRequest,
    row: Officer,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render an officer's page, with a form that came back where there is one."""
    user, bound = acting(request), bound or {}
    today = workdays.today()
    may = {
        key: user.has_perm(perm) and Officer.objects.allowed(user, perm).filter(pk=row.pk).exists()
        for key, (_model, perm) in SPELLS.items()
    }
    history = None
    if user.has_perm("common.view_event"):
        events = Event.objects.about(row).reverse()[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    context = {
        "officer": row,
        "lines": row.named_lines(),
        "is_certified": row.valid is not None and today in row.valid,
        "leaves": Leave.objects.visible_to(user).filter(officer=row).order_by("-valid")[:SHOWN],
        "loans": OfficerLoan.objects.visible_to(user)
        .filter(officer=row)
        .select_related("to_department")
        .order_by("-valid")[:SHOWN],
        "conflicts": ConflictDeclaration.objects.visible_to(user)
        .filter(officer=row)
        .select_related("subject")
        .order_by("-pk")[:SHOWN],
        "turns": Roster.objects.visible_to(user)
        .filter(officer=row, duty__endswith__gt=_midnight(today))
        .order_by("duty")[:10],
        "may": may,
        "leave_form": (bound.get("leave") or LeaveForm(prefix="leave")) if may["leave"] else None,
        "loan_form": (bound.get("loan") or LoanForm(prefix="loan", departments=_bodies(request)))
        if may["loan"]
        else None,
        "panels": panels_of(row, user),
        "history": history,
    }
    return render(request, "registry/officer.html", context, status=status)


# ---- oneself


def officers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to those whose role lets them do tasks."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(request.user.has_perm(perm) for perm in FIELD):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@form_page
@officers_only
def mine(request: HttpRequest) -> HttpResponse:
    """Show an officer's own absences and interests, and let them be declared or taken back."""
    user = acting(request)
    row = Officer.objects.filter(user=user).select_related("department").first()
    if row is None:
        status = 422 if request.method == "POST" else 200  # nobody's absence can be entered
        return render(request, "registry/mine.html", {"officer": None, "tab": "me"}, status=status)
    act = request.POST.get("act", "")
    subjects = Subject.objects.visible_to(user)
    leave = LeaveForm(request.POST if act == "leave" else None, prefix="leave")
    conflict = ConflictForm(
        request.POST if act == "conflict" else None, prefix="conflict", subjects=subjects
    )
    if act == "leave" and leave.is_valid():
        services.take_leave(row, by=user, **leave.cleaned_data)
        messages.success(request, _now("Your leave is entered."))
        return redirect("registry:mine")
    if act == "conflict" and conflict.is_valid():
        services.declare_conflict(row, by=user, **conflict.cleaned_data)
        messages.success(request, _now("Declared. No task at this subject will be given to you."))
        return redirect("registry:mine")
    if act in ("end-leave", "end-conflict"):
        model = {"end-leave": Leave, "end-conflict": ConflictDeclaration}[act]
        _end_own(request, model, row)
        return redirect("registry:mine")
    context = {
        "officer": row,
        "leave_form": leave,
        "conflict_form": conflict,
        "leaves": row.leaves.standing().order_by("-valid")[:SHOWN],
        "conflicts": row.conflicts.standing().select_related("subject").order_by("-pk")[:SHOWN],
        "loans": row.loans.standing().select_related("to_department").order_by("-valid")[:SHOWN],
        "tab": "me",
    }
    status = 422 if leave.is_bound or conflict.is_bound else 200
    return render(request, "registry/mine.html", context, status=status)


def _end_own(request: HttpRequest, model: Any, row: Officer) -> None:
    try:
        pk = uuid.UUID(request.POST.get("row", ""))
    except ValueError:
        raise Http404 from None
    spell = get_object_or_404(model, pk=pk, officer=row)
    services.withdraw(spell, by=acting(request))
    messages.success(request, _now("Taken back."))


# ---- the roster


@dataclass(frozen=True)
class Cell:
    """One officer's day in the roster of a month."""

    day: dt.date
    hours: str
    absence: str
    is_off: bool


@form_page
@permission_required("registry.view_roster", raise_exception=True)
def roster(request: HttpRequest) -> HttpResponse:
    """Show who is on duty when in a month, and plan turns."""
    user = acting(request)
    month = _month(request)
    may_plan = user.has_perm("registry.add_roster")
    if request.method == "POST" and not may_plan:
        raise PermissionDenied
    planners = Officer.objects.allowed(user, "registry.add_roster").select_related("user")
    form = TurnForm(
        request.POST or None, officers=planners, initial={"first": month, "last": month}
    )
    if form.is_valid():
        values = dict(form.cleaned_data)
        made = services.plan_turns(values.pop("officer"), by=user, **values)
        messages.success(request, _now("%(n)s turns are new.") % {"n": made})
        return redirect(f"{request.path}?month={form.cleaned_data['first']:%Y-%m}")
    days = _days_of(month)
    officers = list(
        Officer.objects.allowed(user, "registry.view_roster")
        .filter(user__is_active=True)
        .select_related("user", "department")
        .order_by("department__path", "certificate_no")[:200]
    )
    off = workdays.days_off(days)
    context = {
        "month": month,
        "before": month - dt.timedelta(days=1),
        "after": days[-1] + dt.timedelta(days=1),
        "days": [(day, day in off) for day in days],
        "rows": _rows(officers, days, off),
        "form": form if may_plan else None,
    }
    return render(request, "registry/roster.html", context, status=422 if form.is_bound else 200)


def _rows(
    officers: list[Officer], days: list[dt.date], off: set[dt.date]
) -> list[tuple[Officer, list[Cell]]]:
    """Return the cells of a month for each officer: three queries for all of them."""
    span = DateTimeTZRange(_midnight(days[0]), _midnight(days[-1] + dt.timedelta(days=1)))
    turns: dict[Any, dict[dt.date, str]] = {}
    for turn in services.turns_within(officers, span):
        lower = turn.duty.lower.astimezone(settings.LEGAL_ZONE)
        upper = turn.duty.upper.astimezone(settings.LEGAL_ZONE)
        turns.setdefault(turn.officer_id, {})[lower.date()] = f"{lower:%H:%M}–{upper:%H:%M}"
    away: dict[Any, list[tuple[Any, str]]] = {}
    words = {Leave: _now("leave"), OfficerLoan: _now("lent")}
    for spell in services.spells_of(officers):
        away.setdefault(spell.officer_id, []).append((spell.valid, words[type(spell)]))
    return [
        (
            each,
            [
                Cell(
                    day,
                    turns.get(each.pk, {}).get(day, ""),
                    next((word for valid, word in away.get(each.pk, ()) if day in valid), ""),
                    day in off,
                )
                for day in days
            ],
        )
        for each in officers
    ]


def _month(request: HttpRequest) -> dt.date:
    try:
        return dt.datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return workdays.today().replace(day=1)


def _days_of(month: dt.date) -> list[dt.date]:
    count = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=n) for n in range(1, count + 1)]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), settings.LEGAL_ZONE)


def _bodies(request: HttpRequest) -> Any:
    rows = Department.objects.visible_to(request.user).in_force(workdays.today())
    return rows.order_by("path")


def _visible(request: HttpRequest, pk: uuid.UUID) -> Officer:
    rows = Officer.objects.visible_to(request.user).select_related("user", "department")
    return get_object_or_404(rows, pk=pk)


def _allowed(request: HttpRequest, pk: uuid.UUID, perm: str) -> Officer:
    rows = Officer.objects.allowed(request.user, perm).select_related("user", "department")
    return get_object_or_404(rows, pk=pk)
