"""Pages of departments' tree and reorganisations: plan, preview, carry out."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.methods import form_page
from common.models import Event, reference
from registry import services
from registry.carriers import label_of
from registry.choices import ReorganisationState
from registry.forms import BasisForm, PartFormSet, ReorganisationForm
from registry.models import Department, Reorganisation
from registry.services import Part

PERM = "registry.reorganise_department"


@require_safe
@permission_required("registry.view_department", raise_exception=True)
def tree(request: HttpRequest) -> HttpResponse:
    """Show the departments of a day as a tree, with region and lines of business."""
    rows = Department.objects.visible_to(request.user).in_force(workdays.today())
    top = request.GET.get("line", "").strip()
    if top:
        rows = rows.filter(lines__contains=[top])
    departments = list(rows.select_related("region").order_by("path")[:2000])
    paths = {each.path for each in departments}
    nodes = []
    for each in departments:
        codes = each.path.rstrip("/").split("/")[:-1]
        above = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
        nodes.append((sum(path in paths for path in above), each))
    planned = Reorganisation.objects.visible_to(request.user).filter(
        state=ReorganisationState.PLANNED
    )
    context = {"nodes": nodes, "planned": planned.order_by("day"), "line": top}
    return render(request, "registry/department_tree.html", context)


@form_page
@permission_required(PERM, raise_exception=True)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a reorganisation; it is previewed on its page before anything changes."""
    departments = (
        Department.objects.allowed(request.user, PERM).in_force(workdays.today()).order_by("path")
    )
    form = ReorganisationForm(request.POST or None, initial={"day": workdays.today()})
    parts = PartFormSet(
        request.POST or None, prefix="parts", form_kwargs={"departments": departments}
    )
    if form.is_valid() and parts.is_valid():
        wanted = [
            Part(
                old=each["old"],
                new=each["new"],
                name=each["name"],
                name_en=each["name_en"],
                lines=tuple(line.code for line in each["lines"]),
            )
            for each in parts.cleaned_data
            if each.get("old")
        ]
        made = services.plan_reorganisation(parts=wanted, by=acting(request), **form.cleaned_data)
        return redirect(made)
    context = {"form": form, "parts": parts}
    status = 422 if form.is_bound else 200
    return render(request, "registry/reorganise.html", context, status=status)


@require_safe
@permission_required("registry.view_department", raise_exception=True)
def reorganisation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a reorganisation: what passes over, or what passed over."""
    return show(request, pk)


@require_POST
@permission_required(PERM, raise_exception=True)
def carry_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Carry a reorganisation out."""
    services.carry_out(_allowed(request, pk), by=acting(request))
    messages.success(request, _now("The reorganisation is carried out."))
    return redirect("registry:reorganisation", pk)


@require_POST
@permission_required(PERM, raise_exception=True)
def call_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call a planned reorganisation off, with a reason."""
    row = _allowed(request, pk)
    form = BasisForm(request.POST)
    if not form.is_valid():
        return show(request, pk, form=form, status=422)
    services.call_off(row, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect("registry:reorganisation", pk)


def show(
    request: HttpRequest, pk: uuid.UUID, *, form: BasisForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a reorganisation."""
    user = acting(request)
    row = get_object_or_404(Reorganisation.objects.visible_to(user), pk=pk)
    is_planned = row.state == ReorganisationState.PLANNED
    may = is_planned and user.has_perm(PERM) and _is_allowed(request, row)
    history = None
    if user.has_perm("common.view_event"):
        events = Event.objects.about(row).reverse()[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    context = {
        "plan": row,
        "parts": row.parts.select_related("old", "new"),
        "forecasts": services.preview_reorganisation(row) if may else [],
        "passed": [(label_of(key), n) for key, n in row.counts.items()],
        "may": may,
        "is_due": row.day <= workdays.today(),
        "form": (form or BasisForm()) if may else None,
        "panels": {"main": [], "side": []},
        "history": history,
    }
    return render(request, "registry/reorganisation.html", context, status=status)


def _allowed(request: HttpRequest, pk: uuid.UUID) -> Reorganisation:
    row = get_object_or_404(Reorganisation.objects.visible_to(request.user), pk=pk)
    if not _is_allowed(request, row):
        raise Http404
    return row


def _is_allowed(request: HttpRequest, row: Reorganisation) -> bool:
    """Tell whether all departments of a reorganisation lie in the person's scope."""
    touched = {pk for part in row.parts.all() for pk in (part.old_id, part.new_id) if pk}
    reach = Department.objects.allowed(request.user, PERM).filter(pk__in=touched)
    return reach.count() == len(touched)
