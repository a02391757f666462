"""Pages of consultations: the list, opening one, comments and their answers."""

import uuid
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.refusing import refusals_on
from matters import services
from matters.filters.upkeep import ConsultationFilter
from matters.forms import BasisForm
from matters.forms.upkeep import AnswerForm, CommentForm, ConsultForm
from matters.models import Comment, Consultation
from matters.views.fetching import allowed
from registry.models import Department

OPEN, SAY, ANSWER = (
    "matters.add_consultation",
    "matters.add_comment",
    "matters.change_comment",
)

CONSULTATIONS = ListDesk(
    key="matters.consultations",
    title=_("Consultations"),
    lead=_("Versions in review that departments, or everybody, may comment before publishing."),
    filterset=ConsultationFilter,
    columns=[
        Column("matter", _("Matter"), "name", value="version"),
        Column("department", _("Responsible"), "named", value="version.department"),
        Column("closes", _("Last day"), "when", value="closes_on", sort="closes_on"),
        Column("count", _("Comments"), "number", value="comment_count"),
        Column("waiting", _("Without an answer"), "number", value="open_count"),
        Column("state", _("Version"), "badge", value="version.state"),
    ],
    default_ordering="-closes",
    empty=Empty(
        _("No consultations"),
        _("Open a version in review to comments on its page."),
        icon="messages",
    ),
    export_name="consultations",
)


@permission_required("matters.view_consultation", raise_exception=True)
def consultation_list(request: HttpRequest) -> HttpResponseBase:
    """List the consultations."""
    rows = Consultation.objects.visible_to(request.user).with_counts()
    return list_page(request, CONSULTATIONS, rows.select_related("version__department"))


@form_page
@permission_required(OPEN, raise_exception=True)
def consultation_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a version in review to comments."""
    version = allowed(request, pk, OPEN)
    form = ConsultForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            return redirect(services.consult(version, by=acting(request), **form.cleaned_data))
    context = {"form": form, "version": version}
    status = 422 if form.is_bound else 200
    return render(request, "matters/consultation_open.html", context, status=status)


@require_safe
@permission_required("matters.view_consultation", raise_exception=True)
def consultation_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is asked, what was said and what was answered."""
    return _show(request, _visible(request, pk))


@require_POST
@permission_required(SAY, raise_exception=True)
def consultation_comment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Comment in the name of a department of the person's."""
    row = _visible(request, pk)
    form = CommentForm(request.POST, departments=_departments(request))
    if not form.is_valid():
        return _show(request, row, comment_form=form, status=422)
    services.comment(row, by=acting(request), **form.cleaned_data)
    return redirect(row)


@require_POST
@permission_required(ANSWER, raise_exception=True)
def comment_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a comment, or say why it is not answered."""
    rows = Comment.objects.allowed(request.user, ANSWER)
    row = get_object_or_404(rows.select_related("consultation__version"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, row.consultation, answered=(row.pk, form), status=422)
    services.answer(row, form.cleaned_data["answered"], form.cleaned_data["answer"],
                    by=acting(request))  # fmt: skip
    return redirect(row.consultation)


@require_POST
@permission_required(OPEN, raise_exception=True)
def consultation_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a consultation early, with a reason."""
    rows = Consultation.objects.allowed(request.user, OPEN)
    row = get_object_or_404(rows.select_related("version__department"), pk=pk)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return _show(request, row, end_form=form, status=422)
    services.end_consultation(row, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect(row)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Consultation:
    rows = Consultation.objects.visible_to(request.user)
    found: Consultation = get_object_or_404(rows.select_related("version__department"), pk=pk)
    return found


def _departments(request: HttpRequest) -> Any:
    return Department.objects.allowed(request.user, SAY).order_by("path")


def _show(
    request: HttpRequest,
    row: Consultation,
    *,
    comment_form: CommentForm | None = None,
    answered: tuple[uuid.UUID, AnswerForm] | None = None,
    end_form: BasisForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = acting(request)
    is_open = row.is_open() and row.version.state in ("department_review", "legal_review")
    may_answer = Comment.objects.allowed(user, ANSWER).filter(consultation=row).exists()
    may_end = is_open and Consultation.objects.allowed(user, OPEN).filter(pk=row.pk).exists()
    comments = Comment.objects.visible_to(user).filter(consultation=row)
    lines = []
    for each in comments.select_related("department").order_by("pk"):
        form = None
        if may_answer and not each.answered:
            form = AnswerForm(auto_id=f"id_{each.pk}_%s")
            if answered and answered[0] == each.pk:
                form = answered[1]
        lines.append((each, form))
    if is_open and comment_form is None and user.has_perm(SAY):
        comment_form = CommentForm(departments=_departments(request))
    context = {
        "row": row,
        "is_open": is_open,
        "lines": lines,
        "waiting": sum(not each.answered for each, _form in lines),
        "comment_form": comment_form if is_open else None,
        "end_form": (end_form or BasisForm()) if may_end else None,
    }
    return render(request, "matters/consultation.html", context, status=status)
