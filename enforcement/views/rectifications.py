"""Orders to correct: the list, one order with its proofs and chain, the acts of the desk."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from common import blobs, timeline
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.requests import StaffRequest
from enforcement.choices.rectifications import RectificationState
from enforcement.filters.rectifications import RectificationFilter
from enforcement.forms import ReasonForm
from enforcement.forms.rectifications import ExtensionForm
from enforcement.models import Proof, Rectification
from enforcement.services import rectifications as services
from enforcement.services.photos import SIZES

VERIFY, EXTEND = "enforcement.verify_rectification", "enforcement.extend_rectification"
RELATIONS = (
    "inspection__task__subject",
    "inspection__task__department",
    "inspection__task__region",
    "recheck",
)

ORDERS = ListDesk(
    key="enforcement.rectifications",
    title=_("Orders to correct"),
    lead=_("What objects were told to put right, until when, and whether anybody has seen it."),
    filterset=RectificationFilter,
    columns=[
        Column("subject", pgettext_lazy("task", "Object"), "name"),
        Column("state", _("State"), "badge"),
        Column("due_on", _("To be corrected by"), "when", sort="due_on"),
        Column("late", _("Late?"), value=lambda row: _now("late") if row.is_late else ""),
        Column("department", _("Department"), "named", value="task.department"),
        Column("region", _("Region"), "named", value="task.region"),
        Column("recheck", _("Recheck"), "badge", value="recheck.state"),
        Column("reported_at", _("Reported"), "when", shown=False),
    ],
    default_ordering="due_on",
    empty=Empty(
        _("No orders"),
        _(
            "When officers order an object to put something right by a day, the order is followed "
            "here: proof, reminder, recheck."
        ),
        icon="tool",
    ),
    export_name="orders",
)


@permission_required("enforcement.view_rectification", raise_exception=True)
def rectification_list(request: StaffRequest) -> HttpResponseBase:
    """List the orders to correct in the person's scope."""
    rows = Rectification.objects.visible_to(request.user)
    return list_page(request, ORDERS, rows.select_related(*RELATIONS))


@require_safe
def rectification_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an order: what is to be put right, before and after, its recheck and its chain."""
    rows = Rectification.objects.visible_to(request.user).select_related(*RELATIONS)
    return _show(request, get_object_or_404(rows, pk=pk))


@require_POST
@permission_required(EXTEND, raise_exception=True)
def extend(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give more time, once."""
    row = _fetch(request, pk, EXTEND)
    form = ExtensionForm(request.POST, prefix="more")
    if form.is_valid():
        try:
            services.extend(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field or None, str(error))
    if not form.is_valid():
        return _show(request, row, extension_form=form, status=422)
    messages.success(request, _now("More time is given. The object sees it on its page."))
    return redirect(row)


@require_POST
@permission_required(VERIFY, raise_exception=True)
def accept(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Find it corrected by what was sent in."""
    return _judge(request, pk, "accept", services.accept_proof, _now("Found corrected."))


@require_POST
@permission_required(VERIFY, raise_exception=True)
def ask_again(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell the object that its proof is not enough."""
    return _judge(request, pk, "again", services.ask_again, _now("Sent back to the object."))


@require_GET
@cache_control(private=True, max_age=3600, immutable=True)
def proof(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a photo that the object sent in, re-encoded and without its metadata."""
    rows = Rectification.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(Proof.objects.select_related("blob"), pk=pk, rectification__in=rows)
    size = request.GET.get("size", "shown")
    if size not in SIZES:
        raise Http404
    return HttpResponse(blobs.read(found.blob.derivative(size)), content_type="image/jpeg")


def _judge(request: StaffRequest, pk: uuid.UUID, name: str, act: Any, done: str) -> HttpResponse:
    row = _fetch(request, pk, VERIFY)
    form = ReasonForm(request.POST, prefix=name)
    if not form.is_valid():
        return _show(request, row, status=422, **{f"{name}_form": form})
    act(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, done)
    return redirect(row)


def _fetch(request: StaffRequest, pk: uuid.UUID, perm: str) -> Rectification:
    rows = Rectification.objects.allowed(request.user, perm).select_related(*RELATIONS)
    found: Rectification = get_object_or_404(rows, pk=pk)
    return found


def _show(
    request: StaffRequest, row: Rectification, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    lines = row.lines.select_related("answer__item").prefetch_related("proofs__blob")
    photos: dict[tuple[Any, int], list[Any]] = {}
    for each in row.task.evidence.photos().select_related("blob").order_by("pk"):
        photos.setdefault((each.item_id, each.round), []).append(each)
    context: dict[str, Any] = {
        "order": row,
        "task": row.task,
        "lines": [
            (line, photos.get((line.answer.item_id, line.answer.round), [])) for line in lines
        ],
        "whole": row.proofs.filter(line=None).select_related("blob"),
        "chain": list(_chain(row)),
        "link": request.build_absolute_uri(services.page_of(row)),
        "history": timeline.entries(reversed(list(Event.objects.about(row))), here=reference(row)),
        **_next_steps(request, row),
        **given,
    }
    return render(request, "enforcement/rectification.html", context, status=status)


def _chain(row: Rectification) -> Iterator[Rectification]:
    """Yield the orders about the same thing, the first one first."""
    before = [row]
    while (one_before := before[-1].previous) is not None:
        before.append(one_before)
    yield from reversed(before)
    following: Rectification | None = getattr(row, "next", None)
    while following is not None:
        yield following
        following = getattr(following, "next", None)


def _next_steps(request: StaffRequest, row: Rectification) -> dict[str, Any]:
    """Return the forms of the acts that the state and the person's grants allow now."""
    may = {
        perm: Rectification.objects.allowed(request.user, perm).filter(pk=row.pk).exists()
        for perm in (VERIFY, EXTEND)
    }
    found: dict[str, Any] = {}
    if may[VERIFY] and row.state == RectificationState.REPORTED:
        found |= {
            "accept_form": ReasonForm(prefix="accept"),
            "again_form": ReasonForm(prefix="again"),
        }
    if may[EXTEND] and row.state == RectificationState.OPEN and row.extended_from is None:
        found["extension_form"] = ExtensionForm(prefix="more")
    return found
