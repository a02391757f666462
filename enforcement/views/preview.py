"""How a check form looks on the officer's phone: the preview beside the builder."""

import uuid
from typing import Any

from csp.decorators import csp_replace
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from enforcement.choices import TaskKind, TaskState
from enforcement.forms import AnswerForm
from enforcement.models import Task
from matters.forms import LineForm
from matters.models import CheckItem, ChecklistVersion


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("matters.view_checklist", raise_exception=True)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def checklist_preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a form as it is answered; by POST one line as it is being written, not stored."""
    rows = ChecklistVersion.objects.visible_to(request.user).select_related("checklist")
    version = get_object_or_404(rows, pk=pk)
    items = list(version.items.all())
    shown = None
    if request.method == "POST":
        shown = _typed(request, version, items)
    task = Task(
        kind=TaskKind.ON_SITE,
        state=TaskState.ON_SITE,
        checklist_version=version,
        template="preview",
    )
    form = AnswerForm(task, items=items)
    lines = [line for line in form.lines() if shown in (None, line.item.order)]
    context: dict[str, Any] = {"version": version, "form": form, "lines": lines, "task": task}
    return render(request, "enforcement/pocket/preview.html", context)


def _typed(request: HttpRequest, version: ChecklistVersion, items: list[CheckItem]) -> int:
    """Put the line that somebody is writing among the lines; return its place."""
    order = request.POST.get("order", "")
    at = int(order) if order.isascii() and order.isdigit() else len(items) + 1
    line = next((item for item in items if item.order == at), None)
    if line is None:
        line = CheckItem(version=version, order=len(items) + 1)
        items.append(line)
    form = LineForm(request.POST, instance=line, items=items)
    form.is_valid()
    for name, value in form.cleaned_data.items():
        if name in form.Meta.fields:
            setattr(line, name, value)
    if "own_results" in form.cleaned_data:
        line.options = form.cleaned_data["own_results"]
    line.when_line, line.when_answers = None, []
    return line.order
