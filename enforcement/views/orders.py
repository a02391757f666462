"""The page of an order for whoever was told to correct something: no account, only the link."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from common.errors import RuleError
from common.methods import form_page
from enforcement.choices import DocumentKind
from enforcement.choices.rectifications import RectificationState
from enforcement.forms.rectifications import ReportForm
from enforcement.models import Rectification
from enforcement.services import rectifications as services
from enforcement.views.firm_pages import unlisted


@login_not_required
@form_page
@never_cache
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be put right until when, and take the report with its photos."""
    rows = Rectification.objects.select_related(
        "inspection__task__subject", "inspection__task__department", "inspection__task__region"
    )
    row = get_object_or_404(rows, token=token)
    form = ReportForm(row, request.POST or None, request.FILES or None)
    takes_report = row.state == RectificationState.OPEN
    if takes_report and form.is_valid():
        try:
            services.report(row, text=form.cleaned_data["text"], photos=form.photos())
        except RuleError as error:
            name = error.field if error.field in form.fields else None
            form.add_error(name, str(error))
        else:
            return redirect("enforcement:order", token)
    context = {
        "order": row,
        "task": row.task,
        "form": form if takes_report else None,
        "lines": form.lines,
        "has_document": row.task.documents.standing().filter(kind=DocumentKind.ORDER).exists(),
    }
    status = 422 if takes_report and form.is_bound else 200
    return unlisted(render(request, "enforcement/public/order.html", context, status=status))
