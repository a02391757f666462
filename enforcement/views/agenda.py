"""The open tasks by day, by state and by place: a calendar, a board with its steps, a map."""

import calendar as months
import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import workdays
from common.errors import RuleError
from common.flow import steps
from common.methods import form_page
from common.requests import StaffRequest
from enforcement.choices import COMING_STATES, OPEN_STATES, TaskState
from enforcement.filters import TaskFilter
from enforcement.models import Task
from enforcement.services import desk, urging

VIEW, DISPATCH = "enforcement.view_task", "enforcement.dispatch_task"
MOST = 500
"""Tasks that one page of the calendar shows, the most urgent first."""
A_LANE = 12
"""Tasks that one lane of the board shows, the most urgent first."""
MOVES = {"send": desk.send_by_rules, "urge": urging.urge}


@require_safe
@permission_required(VIEW, raise_exception=True)
def calendar(request: StaffRequest) -> HttpResponse:
    """Show the open tasks by the day on which they are due: a month, or the week of a day."""
    by_week = request.GET.get("by") == "week"
    day = _day(request.GET.get("day", ""))
    weeks = [_week(day)] if by_week else months.Calendar().monthdatescalendar(day.year, day.month)
    first, last = weeks[0][0], weeks[-1][-1]
    start = workdays.end_of(first - dt.timedelta(days=1))
    rows = Task.objects.visible_to(request.user).open().select_related("subject")
    rows = rows.filter(due_at__gt=start, due_at__lte=workdays.end_of(last))
    found: dict[dt.date, list[Task]] = {}
    for task in rows.order_by("due_at", "pk")[:MOST]:
        found.setdefault(workdays.day_of(task.due_at), []).append(task)
    context = {
        "by_week": by_week,
        "day": day,
        "today": workdays.today(),
        "weeks": [[(each, found.get(each, [])) for each in week] for week in weeks],
        "before": first - dt.timedelta(days=1),
        "after": last + dt.timedelta(days=1),
        "is_cut": sum(len(each) for each in found.values()) == MOST,
    }
    return render(request, "enforcement/calendar.html", context)


@form_page
@permission_required(VIEW, raise_exception=True)
def board(request: StaffRequest) -> HttpResponse:
    """Show the open tasks by state; a card offers the steps that its guards allow."""
    if request.method == "POST":
        return _move(request)
    mine = Task.objects.visible_to(request.user).open()
    place = Window(
        RowNumber(), partition_by=[F("state")], order_by=[F("due_at").asc(), F("pk").asc()]
    )
    cards = mine.annotate(place=place).filter(place__lte=A_LANE).select_related("subject")
    sizes = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    may = set(
        Task.objects.allowed(request.user, DISPATCH).open().filter(pk__in=[c.pk for c in cards])
        .values_list("pk", flat=True)
    )  # fmt: skip
    lanes: dict[str, list[Any]] = {state: [] for state in OPEN_STATES}
    for card in sorted(cards, key=lambda each: (each.due_at, each.pk)):
        lanes[card.state].append((card, _moves(card) if card.pk in may else []))
    context = {
        "lanes": [(TaskState(state), sizes.get(state, 0), lanes[state]) for state in OPEN_STATES]
    }
    return render(request, "enforcement/board.html", context)


@require_safe
@permission_required(VIEW, raise_exception=True)
def task_map(request: StaffRequest) -> HttpResponse:
    """Show the open tasks where they are to be done, under the filters of the list of tasks."""
    asked = TaskFilter(request.GET, Task.objects.visible_to(request.user).open(), request=request)
    rows = asked.qs.select_related("subject", "region").order_by("due_at", "pk")[:MOST]
    places: dict[Any, list[Task]] = {}
    for task in rows:
        places.setdefault(task.subject_id, []).append(task)
    context = {
        "form": asked.form,
        "places": [(tasks[0].subject, tasks) for tasks in places.values()],
        "is_cut": len(rows) == MOST,
        "query": request.GET.urlencode(),
    }
    return render(request, "enforcement/map.html", context)


def _move(request: StaffRequest) -> HttpResponse:
    """Take one step with one card."""
    if not request.POST.get("task"):
        messages.error(request, _("The board does not know this step. Reload the page."))
        return redirect("enforcement:task-board")
    row = get_object_or_404(
        Task.objects.allowed(request.user, DISPATCH).select_related("subject"),
        pk=_key(request.POST.get("task", "")),
    )
    act = MOVES.get(request.POST.get("step", ""))
    try:
        if act is None:
            raise RuleError("no_step", _("The board does not know this step. Reload the page."))
        act(row, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(task)s") % {"task": row})
    return redirect("enforcement:task-board")


def _moves(task: Task) -> list[tuple[str, str]]:
    """Return the steps that can be taken with a task on the board, with their words."""
    found = []
    if TaskState.DISPATCHED in steps(task):
        found.append(("send", _("Send out by the rules")))
    if task.state in COMING_STATES:
        found.append(("urge", _("Urge")))
    return found


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def _day(text: str) -> dt.date:
    try:
        return parse_date(text) or workdays.today()
    except ValueError:
        return workdays.today()


def _week(day: dt.date) -> list[dt.date]:
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + dt.timedelta(days=count) for count in range(7)]
