"""Urging the officers of a task, and taking it to the superior body."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import RuleError
from common.requests import StaffRequest
from enforcement.forms import ReasonForm
from enforcement.models import Task
from enforcement.services import urging

DISPATCH = "enforcement.dispatch_task"


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def urge(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Urge the officers who have the task."""
    row = _fetch(request, pk)
    try:
        urging.urge(row, by=request.user, reason=request.POST.get("reason", "")[:500])
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The officers are urged."))
    return redirect(row)


@require_POST
@permission_required(DISPATCH, raise_exception=True)
def escalate(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the task to the superior of the acting department."""
    row = _fetch(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the superior is to look at it."))
        return redirect(row)
    try:
        urging.escalate(row, by=request.user, reason=form.cleaned_data["reason"])
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The superior is told."))
    return redirect(row)


def _fetch(request: StaffRequest, pk: uuid.UUID) -> Task:
    rows = Task.objects.allowed(request.user, DISPATCH).select_related("department__parent")
    return get_object_or_404(rows, pk=pk)
