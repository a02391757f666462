"""Pages of incidents: what joins one response, what leaves it again."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.requests import StaffRequest
from enforcement.filters.incidents import IncidentFilter
from enforcement.forms import ReasonForm
from enforcement.models import Incident, Task
from enforcement.services import incidents

DISPATCH = "enforcement.dispatch_task"

INCIDENTS = ListDesk(
    key="enforcement.incidents",
    title=_("Incidents"),
    lead=_("Warnings, complaints and other calls about one thing, answered by one task."),
    filterset=IncidentFilter,
    columns=[
        Column("title", _("What it is about"), "name"),
        Column("subject", pgettext_lazy("task", "Object"), "named", value="lead.subject"),
        Column("state", _("State"), "badge", value="lead.state"),
        Column("due_at", _("Due"), "when", value="lead.due_at"),
        Column("joined", _("Joined calls"), "number"),
        Column("department", _("Department"), "named", value="lead.department"),
        Column("answered_at", pgettext_lazy("incident", "Answered"), "when"),
    ],
    empty=Empty(
        _("No incident"),
        _("On the page of a task the desk joins what else was called for about the same thing."),
        icon="link",
    ),
    export_name="incidents",
)


@permission_required("enforcement.view_incident", raise_exception=True)
def incident_list(request: StaffRequest) -> HttpResponseBase:
    """List the incidents."""
    rows = Incident.objects.visible_to(request.user).with_parts()
    return list_page(request, INCIDENTS, rows.select_related("lead__subject", "lead__department"))


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def join(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Join the ticked tasks to this one, which answers for all of them."""
    mine = Task.objects.allowed(request.user, DISPATCH).select_related("subject")
    lead = get_object_or_404(mine, pk=pk)
    ticked = request.POST.getlist("task")
    near = [row for row in incidents.suggestions(lead, mine) if str(row.pk) in ticked]
    try:
        incidents.join(lead, near, title=request.POST.get("title", "")[:200], by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _now("Joined. All of them get the answer of this task."))
    return redirect(lead)


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def leave(request: StaffRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Take a call out of the incident that this task leads."""
    lead = get_object_or_404(Task.objects.allowed(request.user, DISPATCH), pk=pk)
    incident = get_object_or_404(Incident, lead=lead)
    row = get_object_or_404(incident.parts.select_related("task__subject__region"), pk=part)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _now("Say why it is about something else."))
        return redirect(lead)
    incidents.leave(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _now("It is a task of its own again."))
    return redirect(lead)
