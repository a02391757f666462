"""What the inspected say of a visit: their pages without an account, and those of the offices."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.choices.feedback import ASKED_OF_VISITS, OUGHT_TO_BE_NO
from enforcement.filters.feedback import VisitComplaintFilter, VisitRatingFilter
from enforcement.forms.feedback import ComplaintAnswerForm, ComplaintForm, RatingForm
from enforcement.models import EntryCode, VisitComplaint, VisitRating
from enforcement.services import feedback
from enforcement.services.codes import canonical_code

VIEW_RATING = "enforcement.view_visitrating"
VIEW_COMPLAINT = "enforcement.view_visitcomplaint"
ANSWER = "enforcement.change_visitcomplaint"

RATINGS = ListDesk(
    key="enforcement.ratings",
    title=_("Ratings of visits"),
    lead=_("How the inspected found the visits of your departments. Officers are not compared."),
    filterset=VisitRatingFilter,
    columns=[
        Column("task", _("Visit"), "name", value="task"),
        Column("stars", _("Stars"), "number", sort="stars"),
        Column("breaches", _("Says"), value=lambda row: _breaches(row)),
        Column("text", _("In their own words")),
        Column("department", _("Department"), "named", value="task.department"),
        Column("created_at", _("Rated"), "when", sort="created_at"),
    ],
    default_ordering="-created_at",
    empty=Empty(
        _("No visit was rated yet"),
        _("The inspected rate a visit on the page of its entry code, once it has ended."),
        icon="star",
    ),
    export_name="ratings",
    template="enforcement/ratings.html",
)

COMPLAINTS = ListDesk(
    key="enforcement.visit_complaints",
    title=_("Complaints about visits"),
    lead=_(
        "What the inspected complain of, about departments below yours. Those departments read it "
        "with your answer, not before, and never who complained."
    ),
    filterset=VisitComplaintFilter,
    columns=[
        Column("number", _("Complaint"), "name", value=str),
        Column("state", _("State"), "badge"),
        Column("inspected_by", _("Inspecting department"), "named", value="task.department"),
        Column("due_on", _("Answer due"), "when", sort="due_on"),
        Column("verdict", _("Finding"), "badge"),
        Column("created_at", pgettext_lazy("complaint", "Received"), "when", sort="created_at"),
    ],
    default_ordering="due_on",
    empty=Empty(
        _("No complaint"),
        _("The inspected complain on the page of the entry code; it comes to the office above."),
        icon="message-report",
    ),
    export_name="visit-complaints",
)


@login_not_required
@form_page
@never_cache
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Take how the inspected found a visit, once for each code."""
    entry = _entry(code)
    form = RatingForm(request.POST or None)
    if form.is_valid():
        feedback.rate(
            entry,
            stars=form.cleaned_data["stars"],
            answers=form.answers(),
            text=form.cleaned_data["text"],
        )
        return redirect(request.path)
    context = {"entry": entry, "form": form, "may_rate": feedback.may_rate(entry)}
    context["is_rated"] = VisitRating.objects.filter(code=entry.code).exists()
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/public/rate.html", context, status=status)


@login_not_required
@form_page
@never_cache
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """Take a complaint about a visit to the office above, and give its number."""
    entry = _entry(code)
    form = ComplaintForm(request.POST or None)
    if form.is_valid():
        try:
            row = feedback.complain(entry, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect("enforcement:complaint-answer", row.number)
    context = {"entry": entry, "form": form, "office": feedback.supervising(entry.task)}
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/public/complain.html", context, status=status)


@login_not_required
@require_safe
@never_cache
def complaint_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Show how a complaint stands to whoever has its number, and the answer."""
    rows = VisitComplaint.objects.select_related("department")
    row = get_object_or_404(rows, number=canonical_code(number))
    response = render(request, "enforcement/public/complaint.html", {"row": row})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # the number is a key
    return response


@permission_required(VIEW_RATING, raise_exception=True)
def rating_list(request: StaffRequest) -> HttpResponseBase:
    """List the ratings in the person's scope, with what they come to."""
    rows = VisitRating.objects.visible_to(request.user)
    context = {"sums": _sums(rows.sums())}
    related = ("task__subject", "task__department")
    return list_page(request, RATINGS, rows.select_related(*related), context=context)


@permission_required(VIEW_COMPLAINT, raise_exception=True)
def visit_complaint_list(request: StaffRequest) -> HttpResponseBase:
    """List the complaints that the person's office looks into."""
    rows = VisitComplaint.objects.visible_to(request.user)
    return list_page(request, COMPLAINTS, rows.select_related("task__department", "department"))


@require_safe
@permission_required(VIEW_COMPLAINT, raise_exception=True)
def visit_complaint_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one complaint to the office that looks into it."""
    return _show(request, _fetch(request, pk, VIEW_COMPLAINT))


@require_POST
@permission_required(ANSWER, raise_exception=True)
def visit_complaint_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a complaint."""
    row = _fetch(request, pk, ANSWER)
    form = ComplaintAnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, status=422)
    feedback.answer_complaint(row, **form.cleaned_data, by=request.user)
    messages.success(request, _now("Answered. Whoever has the number can read it."))
    return redirect(row)


def _show(
    request: StaffRequest, row: VisitComplaint, *, status: int = 200, **given: Any
) -> HttpResponse:
    allowed = VisitComplaint.objects.allowed(request.user, ANSWER).open().filter(pk=row.pk)
    may = allowed.exists()
    context = {
        "row": row,
        "contact": feedback.contact_of(row) if may else "",
        "crew": row.task.assignments.select_related("officer__user").order_by("position"),
        "form": ComplaintAnswerForm() if may else None,
        "history": timeline.entries(Event.objects.about(row), here=reference(row)),
        **given,
    }
    return render(request, "enforcement/visit_complaint.html", context, status=status)


def _fetch(request: StaffRequest, pk: uuid.UUID, perm: str) -> VisitComplaint:
    rows = VisitComplaint.objects.allowed(request.user, perm)
    related = ("task__subject", "task__department", "department")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _entry(code: str) -> EntryCode:
    """Return the entry of a code; of a joint visit that of the department that leads."""
    rows = EntryCode.objects.filter(code=canonical_code(code)).order_by("pk")
    related = ("task__subject", "task__region", "task__department__parent")
    entry = rows.select_related(*related, "task__matter_version__department").first()
    if entry is None:
        raise Http404
    return entry


def _breaches(row: VisitRating) -> str:
    """Return in words what the inspected say was broken."""
    names = {field.name: field.verbose_name for field in VisitRating._meta.fields}
    said = [str(names[each]) for each in OUGHT_TO_BE_NO if getattr(row, each)]
    return _now(", ").join(said)


def _sums(sums: dict[str, Any]) -> dict[str, Any]:
    """Return how many rated, the average, and each question with how many said yes."""
    count = sums["count"]
    asked = [
        (question, sums[name], round(100 * sums[name] / count) if count else None)
        for name, question in ASKED_OF_VISITS.items()
    ]
    average = round(sums["average"], 1) if count else None
    return {"count": count, "average": average, "asked": asked}
