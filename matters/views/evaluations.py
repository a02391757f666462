"""Pages of evaluations: the list, one with its facts."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from common import timeline
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.refusing import refusals_on
from matters import services
from matters.facts import in_words
from matters.filters.upkeep import EvaluationFilter
from matters.forms.upkeep import EvaluateForm, handle
from matters.models import Evaluation

CHANGE = "matters.change_evaluation"

EVALUATIONS = ListDesk(
    key="matters.evaluations",
    title=_("Evaluations"),
    lead=_("Every published matter is looked at again: is it used, does it find anything?"),
    filterset=EvaluationFilter,
    columns=[
        Column("matter", _("Matter"), "name", value="version"),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("department", _("Responsible"), "named"),
        Column("due", _("Due"), "when", value="due_on", sort="due_on"),
        Column("late", _("Days late"), "number", value="days_late"),
        Column("state", _("State"), "badge"),
        Column("result", _("Result"), "badge"),
    ],
    default_ordering="due",
    empty=Empty(
        _("No evaluations"),
        _("A year after a matter came into force its department is asked to look at it again."),
        icon="report-search",
    ),
    export_name="evaluations",
)


@permission_required("matters.view_evaluation", raise_exception=True)
def evaluation_list(request: HttpRequest) -> HttpResponseBase:
    """List the evaluations of the person's departments."""
    rows = Evaluation.objects.visible_to(request.user)
    return list_page(request, EVALUATIONS, rows.select_related("matter", "version", "department"))


@form_page
@permission_required("matters.view_evaluation", raise_exception=True)
def evaluation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the facts; whoever answers for the matter says what becomes of it."""
    rows = Evaluation.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("matter", "version", "department"), pk=pk)
    user = acting(request)
    may_change = Evaluation.objects.allowed(user, CHANGE).filter(pk=pk).exists()
    form = EvaluateForm(request.POST or None) if may_change and row.state == "open" else None
    if form is not None and form.is_valid():
        with refusals_on(form):
            services.evaluate(row, by=user, **form.cleaned_data)
            return redirect(row)
    context = {
        "row": row,
        "facts": in_words(row.facts),
        "form": form,
        "handle": handle(row.matter),
        "history": timeline.entries(Event.objects.about(row).reverse(), here=reference(row)),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "matters/evaluation.html", context, status=status)
