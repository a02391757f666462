"""The officer's phone: my tasks today, one task from accepting to the confirmed answer."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_POST, require_safe

from common.errors import RuleError
from common.methods import form_page
from common.panels import panels_of
from common.requests import StaffRequest
from enforcement import services
from enforcement.choices import EvidenceKind, TaskState
from enforcement.forms import AnswerForm, ReasonForm
from enforcement.models import Inspection, PocketDevice, Task
from enforcement.services import steps
from enforcement.services.explaining import explain
from enforcement.services.photos import photos_by_slot
from matters.models import CheckItem
from matters.rules.lines import MOST_ROUNDS, Slot
from registry.models import Line, Officer

WITH_ALL = (
    "subject",
    "department",
    "region",
    "matter_version",
    "checklist_version__checklist",
    "entry_code",
)


DONE_SHOWN = dt.timedelta(days=30)
MOST_DONE = 20
_STEPS: dict[str, str] = {TaskState.DISPATCHED: "accept", TaskState.ACCEPTED: "arrive"}


def officers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to those whose role lets them do tasks, or fact checks at least."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        may = ("enforcement.perform_task", "enforcement.perform_fact_check")
        if not any(request.user.has_perm(perm) for perm in may):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@officers_only
@conditional_page
def today(request: StaffRequest) -> HttpResponse:
    """Show my open tasks as cards: what waits for my confirmation, what is late, what is next."""
    tasks = Task.objects.to_perform(request.user).assigned_to(request.user).open()
    mine = list(tasks.select_related("subject").with_answer().order_by("due_at", "pk"))
    now = timezone.now()
    waits = [task for task in mine if task.state == TaskState.SUBMITTED]
    at_work = [task for task in mine if task.state != TaskState.SUBMITTED]
    groups = [
        (_("To confirm"), [task for task in waits if task.submitter != request.user.pk]),
        (_("Late"), [task for task in at_work if task.due_at < now]),
        (_("To do"), [task for task in at_work if task.due_at >= now]),
        (
            _("Waiting for the other officer"),
            [task for task in waits if task.submitter == request.user.pk],
        ),
    ]
    done = Task.objects.done_by(request.user, since=now - DONE_SHOWN).select_related("subject")
    groups.append((_("Done in the last 30 days"), list(done.order_by("-changed_at")[:MOST_DONE])))
    context = {"groups": [group for group in groups if group[1]], "tab": "today"}
    return render(request, "enforcement/pocket/today.html", context)


@require_safe
@officers_only
def task(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one of my tasks as far as it has got, with the next step at the thumb."""
    row = _fetch(request, pk)
    officer = steps.officer_on(row, request.user)
    return _page(request, row, officer)


@require_POST
@officers_only
def accept(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the task on."""
    services.accept(_fetch(request, pk), by=request.user)
    return redirect("enforcement:pocket-task", pk)


@require_POST
@officers_only
def arrive(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the visit."""
    services.arrive(_fetch(request, pk), by=request.user)
    return redirect("enforcement:pocket-task", pk)


@require_POST
@officers_only
def return_(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand the task back with a reason."""
    row = _fetch(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        officer = steps.officer_on(row, request.user)
        return _page(request, row, officer, reason_form=form, status=422)
    services.return_(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Handed back to the dispatcher."))
    return redirect("enforcement:pocket")


@require_POST
@officers_only
def submit(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep the photos, then submit the answer; with errors the page comes back as it was filled."""
    row = _fetch(request, pk)
    officer = steps.officer_on(row, request.user)
    refused = _keep_photos(request, row)
    form = AnswerForm(row, request.POST)
    if "refresh" in request.POST and row.is_being_answered:
        return _page(request, row, officer, form=form.unsaid())
    form.is_valid()
    for name, message in refused.items():
        form.add_error(name, message)
    if not form.is_valid() and row.is_being_answered:
        return _page(request, row, officer, form=form, status=422)
    services.submit(row, inspection=form.inspection_id, content=form.content, by=request.user)
    messages.success(request, _("Submitted."))
    return redirect("enforcement:pocket-task", pk)


@require_POST
@officers_only
def judge(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what the answers come to so far, and offer the outcomes that fit."""
    row = _fetch(request, pk)
    steps.officer_on(row, request.user)
    form = AnswerForm(row, request.POST)
    context = {"form": form, "is_narrow": True}
    return render(request, "enforcement/pocket/_conclusion.html", context)


@require_POST
@officers_only
def photo(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep one photo at once, before the answer is submitted."""
    row = _fetch(request, pk)
    steps.officer_on(row, request.user)
    refused = _keep_photos(request, row)
    if refused:
        return HttpResponse(" ".join(refused.values()), status=422, content_type="text/plain")
    name = next(iter(request.FILES), "photo")
    item, turn = _photo_places(row).get(name, (None, 1))
    photos = photos_by_slot(row).get((item.pk if item else None, turn), [])
    context = {"photos": photos, "task": row}
    return render(request, "enforcement/_photos.html", context, status=201)


@form_page
@officers_only
def photo_choice(request: StaffRequest, pk: uuid.UUID, photo: uuid.UUID) -> HttpResponse:
    """Leave a photo out of the answer with a reason, or take it in again."""
    row = _fetch(request, pk)
    steps.officer_on(row, request.user)
    kept = get_object_or_404(
        row.evidence.select_related("by__user"), pk=photo, kind=EvidenceKind.PHOTO
    )
    left_out = kept.left_outs.select_related("by__user").filter(ended_at=None).first()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and left_out:
        services.take_in(kept, by=request.user)
        messages.success(request, _("The photo counts again."))
        return redirect("enforcement:pocket-task", pk)
    if request.method == "POST" and form.is_valid():
        services.leave_out(kept, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The photo is left out. It stays in custody."))
        return redirect("enforcement:pocket-task", pk)
    context = {"task": row, "photo": kept, "left_out": left_out, "form": form, "tab": "today"}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "enforcement/pocket/photo.html", context, status=status)


@require_POST
@officers_only
def confirm(request: StaffRequest, pk: uuid.UUID, inspection: uuid.UUID) -> HttpResponse:
    """Confirm the answer that was read, as the second officer."""
    services.confirm(_fetch(request, pk), inspection=inspection, by=request.user)
    messages.success(request, _("Confirmed. The inspection is closed."))
    return redirect("enforcement:pocket-task", pk)


@require_POST
@officers_only
def send_back(request: StaffRequest, pk: uuid.UUID, inspection: uuid.UUID) -> HttpResponse:
    """Send the answer back to the officer who submitted it, with a reason."""
    row = _fetch(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        officer = steps.officer_on(row, request.user)
        return _page(request, row, officer, reason_form=form, status=422)
    services.send_back(
        row, inspection=inspection, by=request.user, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("Sent back. Talk it over and submit again."))
    return redirect("enforcement:pocket-task", pk)


@require_safe
@officers_only
def me(request: StaffRequest) -> HttpResponse:
    """Show whom the portal takes me for: certificate, lines, duty; language and logging out."""
    officer = Officer.objects.filter(user=request.user).select_related("department").first()
    duty = officer.roster.filter(duty__contains=timezone.now()).first() if officer else None
    lines = Line.objects.filter(code__in=officer.lines) if officer else Line.objects.none()
    devices = PocketDevice.objects.open_of(request.user)
    context = {"officer": officer, "duty": duty, "lines": lines, "devices": devices, "tab": "me"}
    return render(request, "enforcement/pocket/me.html", context)


def _fetch(request: StaffRequest, pk: uuid.UUID) -> Task:
    tasks = Task.objects.to_perform(request.user).select_related(*WITH_ALL)
    return get_object_or_404(tasks, pk=pk)


def _page(
    request: StaffRequest,
    row: Task,
    officer: Officer,
    *,
    form: AnswerForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    inspection = row.inspection
    part = _part(row, inspection, officer)
    if form is None and part == "answer":
        form = AnswerForm(row)
    context = {
        "task": row,
        "part": f"enforcement/pocket/_{part}.html",
        "form": form,
        "reason_form": reason_form or ReasonForm(),
        "inspection": inspection,
        "explanation": explain(inspection) if inspection else None,
        "panels": panels_of(row, request.user)["main"],
        "others": row.assignments.filter(ended_at=None)
        .exclude(officer=officer)
        .select_related("officer__user"),
        "is_uncertified": row.is_act and not steps.is_certified(officer),
        "draft": f"answer:{row.pk}:{officer.pk}",
        **entry(request, row),
    }
    return render(request, "enforcement/pocket/task.html", context, status=status)


def _part(row: Task, inspection: Inspection | None, officer: Officer) -> str:
    """Return which part of the phone page the task is at."""
    if row.is_being_answered:
        return "answer"
    if row.state == TaskState.SUBMITTED and inspection is not None:
        return "wait" if inspection.submitted_by_id == officer.pk else "confirm"
    return _STEPS.get(row.state, "done")


def entry(request: StaffRequest, row: Task) -> dict[str, Any]:
    """Return the entry code of a visit that is under way, with its picture to scan."""
    if not hasattr(row, "entry_code") or not row.entry_code.is_valid:
        return {}
    url = request.build_absolute_uri(
        reverse("enforcement:entry-verify", args=[row.entry_code.code])
    )
    qr = segno.make(url, error="m").svg_data_uri(border=2)
    return {"entry_url": url, "entry_qr": qr}


def _photo_places(row: Task) -> dict[str, tuple[CheckItem | None, int]]:
    """Return the line and round of every field that takes photos."""
    places: dict[str, tuple[CheckItem | None, int]] = {"photo": (None, 1)}
    for item in row.checklist_version.items.all() if row.checklist_version else []:
        for turn in range(1, (MOST_ROUNDS if item.group else 1) + 1):
            places[f"photo_{Slot(item.order, turn).suffix}"] = item, turn
    return places


def _keep_photos(request: StaffRequest, row: Task) -> dict[str, str]:
    """Keep every photo that came along; return what was refused, by the field it is shown at."""
    if not request.FILES:
        return {}
    places = _photo_places(row)
    refused: dict[str, str] = {}
    for name, files in request.FILES.lists():
        if name not in places:
            continue
        item, turn = places[name]
        for upload in files:
            try:
                services.keep_photo(row, upload=upload, item=item, turn=turn, by=request.user)
            except RuleError as error:
                refused[name.replace("photo_", "line_").replace("photo", "note")] = str(error)
    return refused
