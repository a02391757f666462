"""Answering an off-site inspection at the desk: each line with what the firm sent in beside it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.methods import form_page
from common.requests import StaffRequest
from enforcement import services
from enforcement.choices import TaskState
from enforcement.forms import AnswerForm, ReasonForm
from enforcement.models import Inspection, OffSiteRequest
from enforcement.services import steps
from enforcement.services.explaining import explain
from enforcement.views.off_site import RELATIONS, material


@form_page
def off_site_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer the checklist with the material beside it, or confirm what the other one answered."""
    if not request.user.has_perm("enforcement.perform_task"):
        raise PermissionDenied
    rows = OffSiteRequest.objects.visible_to(request.user).select_related(*RELATIONS)
    row = get_object_or_404(rows, pk=pk)
    officer = steps.officer_on(row.task, request.user)
    inspection = row.task.inspection
    if row.task.is_being_answered:
        return _answer(request, row)
    if row.task.state != TaskState.SUBMITTED or inspection is None:
        return redirect(row.task)
    may_confirm = inspection.submitted_by_id != officer.pk
    return _confirm(request, row, inspection, may_confirm=may_confirm)


def _answer(request: StaffRequest, row: OffSiteRequest) -> HttpResponse:
    form = AnswerForm(row.task, request.POST or None)
    if "refresh" in request.POST:
        return _page(request, row, form=form.unsaid())
    if form.is_bound and form.is_valid():
        try:
            services.submit(
                row.task, inspection=form.inspection_id, content=form.content, by=request.user
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Submitted. The other officer confirms it."))
            return redirect("enforcement:off-site-answer", row.pk)
    return _page(request, row, form=form, status=422 if form.is_bound else 200)


def _confirm(
    request: StaffRequest, row: OffSiteRequest, inspection: Inspection, *, may_confirm: bool
) -> HttpResponse:
    form = ReasonForm(request.POST if request.POST.get("act") == "send_back" else None)
    if request.POST.get("act") == "confirm":
        services.confirm(row.task, inspection=inspection.pk, by=request.user)
        messages.success(request, _("Confirmed. The inspection is closed."))
        return redirect(row.task)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        services.send_back(row.task, inspection=inspection.pk, by=request.user, reason=reason)
        messages.success(request, _("Sent back. Talk it over and submit again."))
        return redirect("enforcement:off-site-answer", row.pk)
    context = {
        "inspection": inspection,
        "explanation": explain(inspection),
        "may_confirm": may_confirm,
        "reason_form": form,
    }
    return _page(request, row, status=422 if form.is_bound else 200, **context)


def _page(
    request: StaffRequest, row: OffSiteRequest, *, status: int = 200, **given: Any
) -> HttpResponse:
    sent: dict[Any, list[Any]] = {}
    for line, files in material(row):
        sent.setdefault(line.item_id, []).append((line, files))
    compared: dict[Any, list[Any]] = {}
    for each in row.comparisons.select_related("by__user"):
        compared.setdefault(each.item_id, []).append(each)
    form = given.get("form")
    lines = [
        (line, sent.get(line.item.pk, []), compared.get(line.item.pk, []))
        for line in (form.lines() if form else ())
    ]
    context = {"row": row, "task": row.task, "lines": lines, "loose": sent.get(None, []), **given}
    return render(request, "enforcement/off_site_answer.html", context, status=status)
