"""Pages of what departments ask of each other, and of how they answer."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common import attachments, timeline, workdays
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.choices.collaborations import CollaborationKind
from enforcement.filters.collaborations import CollaborationFilter
from enforcement.forms import ReasonForm
from enforcement.forms.collaborations import AnswerForm, AskForm
from enforcement.models import Collaboration, Task
from enforcement.services import collaborations
from registry.models import Department, Subject

VIEW = "enforcement.view_collaboration"
ASK = "enforcement.add_collaboration"
ANSWER = "enforcement.change_collaboration"
RELATIONS = ("from_department", "to_department", "subject")
GIVEN = ("kind", "to_department", "subject", "wanted")

COLLABORATIONS = ListDesk(
    key="enforcement.collaborations",
    title=_("Collaboration"),
    lead=_(
        "What departments ask of each other: to come along, for evidence, experts, legal review, "
        "assistance. Received in a workday, answered in time or refused with a reason."
    ),
    filterset=CollaborationFilter,
    columns=[
        Column("title", _("Request"), "name"),
        Column("state", _("State"), "badge"),
        Column("from_department", _("Asking department"), "named"),
        Column("to_department", _("Asked department"), "named"),
        Column("subject", pgettext_lazy("task", "Object"), "named"),
        Column("due_at", _("Answer due"), "when", sort="due_at"),
        Column("is_late", _("Late"), value=lambda row: _("late") if row.is_late else ""),
        Column("received_at", pgettext_lazy("time", "Received"), "when", shown=False),
        Column("answered_at", pgettext_lazy("time", "Answered"), "when", shown=False),
    ],
    empty=Empty(
        _("Nothing is asked"),
        _("Ask another department from the page of a task, or here."),
        icon="heart-handshake",
    ),
    export_name="collaborations",
    template="enforcement/collaborations.html",
)


@permission_required(VIEW, raise_exception=True)
def collaboration_list(request: StaffRequest) -> HttpResponseBase:
    """List what the person's departments ask and are asked."""
    rows = Collaboration.objects.visible_to(request.user)
    return list_page(request, COLLABORATIONS, rows.select_related(*RELATIONS))


@require_safe
@permission_required(VIEW, raise_exception=True)
def collaboration_response(request: StaffRequest) -> HttpResponse:
    """Show how the asked departments answered in a year, department by department."""
    today = workdays.today()
    year = _year(request.GET.get("year", ""), today.year)
    rows = Collaboration.objects.visible_to(request.user).filter(created_at__year=year)
    kind = request.GET.get("kind", "")
    if kind in CollaborationKind.values:
        rows = rows.filter(kind=kind)
    context = {
        "rows": [_rated(each) for each in rows.by_department(timezone.now())],
        "year": year,
        "years": range(today.year, today.year - 3, -1),
        "kind": kind,
        "kinds": CollaborationKind.choices,
    }
    return render(request, "enforcement/collaboration_response.html", context)


@form_page
@permission_required(ASK, raise_exception=True)
def collaboration_new(request: StaffRequest) -> HttpResponse:
    """Ask another department; ``?task=…`` says for which task."""
    own = Department.objects.allowed(request.user, ASK).order_by("path")
    task = _task(request)
    initial: dict[str, Any] = {name: request.GET.get(name, "") for name in GIVEN}
    if task is not None:
        initial |= {"subject": task.subject.code, "from_department": task.department_id}
    form = AskForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        own=own,
        others=Department.objects.in_force(workdays.today()).order_by("path"),
        subjects=Subject.objects.visible_to(request.user),
    )
    if form.is_valid() and (made := _ask(request, form, task)):
        messages.success(request, _now("Asked. The other department is told."))
        return redirect(made)
    context = {"form": form, "task": task}
    status = 422 if form.is_bound else 200
    return render(request, "enforcement/collaboration_new.html", context, status=status)


@require_safe
@permission_required(VIEW, raise_exception=True)
def collaboration_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is asked, how it stands, and what may be done about it."""
    return _show(request, _visible(request, pk))


@require_POST
@permission_required(ANSWER, raise_exception=True)
def collaboration_receive(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that the request has arrived."""
    row = _asked(request, pk)
    collaborations.receive(row, by=request.user)
    messages.success(request, _now("Received. Whoever asked is told."))
    return redirect(row)


@require_POST
@permission_required(ANSWER, raise_exception=True)
def collaboration_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a request, with a file where one belongs to it."""
    row, form = _asked(request, pk), AnswerForm(request.POST, request.FILES, prefix="answer")

    def act() -> None:
        if form.cleaned_data["file"]:
            upload = form.cleaned_data["file"]
            collaborations.attach(row, upload=upload, by=request.user, is_answer=True)
        collaborations.answer(row, text=form.cleaned_data["text"], by=request.user)

    return _act(request, row, form, act, "answer_form")


@require_POST
@permission_required(ANSWER, raise_exception=True)
def collaboration_refuse(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse a request, for a reason."""
    row, form = _asked(request, pk), ReasonForm(request.POST, prefix="refuse")

    def act() -> None:
        collaborations.refuse(row, reason=form.cleaned_data["reason"], by=request.user)

    return _act(request, row, form, act, "refuse_form")


@require_POST
@permission_required(ASK, raise_exception=True)
def collaboration_withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    rows = Collaboration.objects.asked_by(request.user, ASK)
    row = get_object_or_404(rows.select_related(*RELATIONS), pk=pk)
    form = ReasonForm(request.POST, prefix="withdraw")

    def act() -> None:
        collaborations.withdraw(row, reason=form.cleaned_data["reason"], by=request.user)

    return _act(request, row, form, act, "withdraw_form")


@require_safe
@permission_required(VIEW, raise_exception=True)
def collaboration_file(request: StaffRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Hand out a file of a request or of its answer."""
    return attachments.hand_out(get_object_or_404(_visible(request, pk).files, pk=file))


def _ask(request: StaffRequest, form: AskForm, task: Task | None) -> Collaboration | None:
    """Ask, with the file; or put the refusal into the form."""
    content = dict(form.cleaned_data)
    upload = content.pop("file")
    try:
        with transaction.atomic():
            made = collaborations.ask(**content, task=task, by=request.user)
            if upload:
                collaborations.attach(made, upload=upload, by=request.user, is_answer=False)
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    return made


def _act(
    request: StaffRequest,
    row: Collaboration,
    form: forms.Form,
    act: Callable[[], None],
    name: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            with transaction.atomic():
                act()
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    if not form.is_valid():
        return _show(request, row, status=422, **{name: form})
    messages.success(request, _now("Done. The other department is told."))
    return redirect(row)


def _show(
    request: StaffRequest, row: Collaboration, *, status: int = 200, **given: Any
) -> HttpResponse:
    may = row.is_by_hand and row.is_awaited
    asked = Collaboration.objects.allowed(request.user, ANSWER)
    asking = Collaboration.objects.asked_by(request.user, ASK)
    is_asked = may and asked.filter(pk=row.pk).exists()
    is_asking = may and asking.filter(pk=row.pk).exists()
    files = list(row.files.order_by("pk"))
    sees_task = row.task_id and Task.objects.visible_to(request.user).filter(pk=row.task_id)
    context = {
        "row": row,
        "task": sees_task.select_related("subject").first() if sees_task else None,
        "asked_files": [each for each in files if not each.is_answer],
        "answer_files": [each for each in files if each.is_answer],
        "made": Task.objects.visible_to(request.user).of_origin(reference(row)),
        "can_receive": is_asked and row.received_at is None,
        "answer_form": AnswerForm(prefix="answer") if is_asked else None,
        "refuse_form": ReasonForm(prefix="refuse") if is_asked else None,
        "withdraw_form": ReasonForm(prefix="withdraw") if is_asking else None,
        "history": timeline.entries(
            Event.objects.about(row).reverse()[: timeline.SHOWN], here=reference(row)
        ),
        **given,
    }
    return render(request, "enforcement/collaboration.html", context, status=status)


def _visible(request: StaffRequest, pk: uuid.UUID) -> Collaboration:
    rows = Collaboration.objects.visible_to(request.user)
    found: Collaboration = get_object_or_404(rows.select_related(*RELATIONS), pk=pk)
    return found


def _asked(request: StaffRequest, pk: uuid.UUID) -> Collaboration:
    rows = Collaboration.objects.allowed(request.user, ANSWER)
    found: Collaboration = get_object_or_404(rows.select_related(*RELATIONS), pk=pk)
    return found


def _task(request: StaffRequest) -> Task | None:
    try:
        key = uuid.UUID(request.GET.get("task", ""))
    except ValueError:
        return None
    rows = Task.objects.visible_to(request.user).select_related("subject", "department")
    found: Task | None = rows.filter(pk=key).first()
    return found


def _rated(row: dict[str, Any]) -> dict[str, Any]:
    """Add the percentage answered in time of all that was due; none while nothing is due."""
    due = row["asked"] - row["pending"]
    row["rate"] = round(100 * row["in_time"] / due) if due else None
    row["hours"] = round(row["receipt"].total_seconds() / 3600, 1) if row["receipt"] else None
    row["department"] = Department(
        name=row["to_department__name"], name_en=row["to_department__name_en"]
    )
    return row


def _year(text: str, default: int) -> int:
    is_year = text.isascii() and text.isdigit() and 2000 <= int(text) <= default
    return int(text) if is_year else default
