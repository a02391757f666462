"""Draws: the list, one draw with its four steps, and what each step takes."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import audit, timeline
from common.choices import AuditAction
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, User, reference
from common.panels import panels_of
from common.requests import StaffRequest
from enforcement.choices.draws import DrawState, Exclusion, RandomSource, WordKind
from enforcement.filters.draws import DrawFilter
from enforcement.forms import ApprovalForm, ReasonForm
from enforcement.forms.draws import CommitForm, FreezeForm, ProofForm, SwapForm, WordForm
from enforcement.models import Draw, DrawPick, Task
from enforcement.services import draw_papers, draws, fairness, pools
from registry.models import Officer

VIEW, RUN = "enforcement.view_draw", "enforcement.run_draw"
WITNESS, CONFIRM = "enforcement.witness_draw", "enforcement.confirm_draw"
AUDIT = "enforcement.audit_draw"
MOST_PICKS = 200
"""Drawn objects that the record page shows."""

STEPS = (
    (DrawState.FROZEN, _("Freeze"), "frozen_by", "created_at"),
    (DrawState.COMMITTED, _("Commit"), "", "committed_at"),
    (DrawState.DRAWN, _("Draw"), "operator", "drawn_at"),
    (DrawState.CONFIRMED, _("Confirm"), "confirmed_by", "confirmed_at"),
)

DRAWS = ListDesk(
    key="enforcement.draws",
    title=_("Draws"),
    lead=_("Who is inspected and who goes: drawn by lot, so that everybody can draw again."),
    filterset=DrawFilter,
    columns=[
        Column("plan", _("Plan"), "name"),
        Column("number", _("Number"), "number"),
        Column("state", _("State"), "badge", sort="state"),
        Column("objects_count", _("Objects in the pool"), "number"),
        Column("draw_count", _("Drawn"), "number"),
        Column("source", _("Randomness"), value="get_source_display"),
        Column("created_at", _("Frozen"), "when", sort="created_at"),
        Column("drawn_at", _("Drawn on"), "when"),
        Column("reason", _("Why once more"), shown=False),
    ],
    default_ordering="-created_at",
    empty=Empty(
        _("No draws"),
        _("When a plan is published, freeze its pools here. Nothing is drawn yet."),
        icon="dice-5",
    ),
    export_name="draws",
    template="draws/list.html",
)


@permission_required(VIEW, raise_exception=True)
def draw_list(request: StaffRequest) -> HttpResponseBase:
    """List the draws in the person's scope."""
    rows = Draw.objects.visible_to(request.user).select_related("plan")
    return list_page(request, DRAWS, rows.defer("commitment", "result", "secret"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(RUN, raise_exception=True)
def draw_new(request: StaffRequest) -> HttpResponse:
    """Freeze the pools of a plan."""
    first = {"plan": request.GET.get("plan", "")}
    form = FreezeForm(request.user, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            draw = pools.freeze(**form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _now("The pools are frozen. Now commit to them."))
            return redirect(draw)
    status = 422 if form.is_bound else 200
    return render(request, "draws/new.html", {"form": form}, status=status)


@require_safe
@permission_required(VIEW, raise_exception=True)
def draw_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one draw: the next step, its pools, what was drawn."""
    return _show(request, _fetch(request, pk, VIEW))


@require_POST
@permission_required(RUN, raise_exception=True)
def draw_commit(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Commit to the frozen pools and name the randomness."""
    row, form = _fetch(request, pk, RUN), CommitForm(request.POST)
    done = _now("Committed to. The hash is public now.")
    return _step(request, row, form, "commit_form", done, draws.commit)


@require_POST
@permission_required(WITNESS, raise_exception=True)
def draw_word(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep a sealed word, its opening, or the drawn numbers, as the state of the draw asks."""
    row, form = _fetch(request, pk, WITNESS), WordForm(request.POST)

    def add(draw: Draw, *, text: str, by: User) -> None:
        draws.add_word(draw, _word_kind(draw), text, by=by)

    return _step(request, row, form, "word_form", _now("Your entry is kept."), add)


@require_POST
@permission_required(RUN, raise_exception=True)
def draw_run(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw."""
    row = _fetch(request, pk, RUN)
    return _step(
        request, row, forms.Form(request.POST), "run_form", _now("Drawn."), draws.carry_out
    )


@require_POST
@permission_required(CONFIRM, raise_exception=True)
def draw_confirm(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm the result: its tasks are made."""
    row, form = _fetch(request, pk, CONFIRM), ApprovalForm(request.POST)
    done = _now("Confirmed. The tasks have gone to the officers drawn.")
    return _step(request, row, form, "confirm_form", done, draws.confirm)


@require_POST
@permission_required(RUN, raise_exception=True)
def draw_again(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw the plan anew, for a reason."""
    row, form = _fetch(request, pk, RUN), ReasonForm(request.POST)
    done = _now("Frozen anew under the next number.")
    return _step(request, row, form, "again_form", done, draws.redraw)


@require_POST
@permission_required(CONFIRM, raise_exception=True)
def draw_swap(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Replace an object or an officer by the next in line."""
    row = _fetch(request, pk, CONFIRM)
    form = SwapForm(_picks(row), request.POST)
    done = _now("Replaced by the next in line.")
    return _step(request, row, form, "swap_form", done, draws.swap)


@require_safe
@permission_required(VIEW, raise_exception=True)
def draw_proof(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a firm that asks the proof of where it stood in the pool."""
    row, form = _fetch(request, pk, VIEW), ProofForm(request.GET)
    found = None
    if row.state != DrawState.FROZEN and form.is_valid():
        found = draw_papers.own_proof(row, form.cleaned_data["code"].strip())
        if found is None:
            form.add_error("code", _now("No firm with this code stood in the pool."))
        elif "proof" not in found:
            why = {"why": Exclusion(found["reason"]).label}
            form.add_error("code", _now("It was left out before the draw: %(why)s.") % why)
            found = None
    if found is None:
        return _show(request, row, status=422, proof_form=form)
    paper = {"document": "proof", "commitment": row.commitment_paper, **found}
    name = f'attachment; filename="draw-{row.plan.code}-{row.number}-proof.json"'
    return JsonResponse(paper, headers={"Content-Disposition": name})


@require_safe
@permission_required(AUDIT, raise_exception=True)
def draw_sealed(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give an auditor the sealed file; the audit trail says who has it."""
    row = _fetch(request, pk, AUDIT)
    if row.state == DrawState.FROZEN:
        raise RuleError("not_committed", _now("There is no sealed file before the commitment."))
    audit.record(AuditAction.EXPORT, by=request.user, row=reference(row), facts={"file": "sealed"})
    name = f'attachment; filename="draw-{row.plan.code}-{row.number}-sealed.txt"'
    lines = (f"{line}\n" for line in draw_papers.sealed_lines(row))
    headers = {"Content-Disposition": name}
    return StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
@permission_required(VIEW, raise_exception=True)
def draw_statistics(request: StaffRequest) -> HttpResponse:
    """Compare over all draws how often each place was drawn with how often the ratio says."""
    found = fairness.over(Draw.objects.visible_to(request.user).done())
    return render(request, "draws/statistics.html", {"found": found})


def _fetch(request: StaffRequest, pk: uuid.UUID, perm: str) -> Draw:
    rows = Draw.objects.allowed(request.user, perm)
    return get_object_or_404(rows.select_related("plan__department", "matter__matter"), pk=pk)


def _step(
    request: StaffRequest,
    row: Draw,
    form: forms.Form,
    name: str,
    done: str,
    act: Callable[..., Any],
) -> HttpResponse:
    """Take a step with what the form holds; show the page with what is wrong otherwise."""
    after: Any = None
    if form.is_valid():
        try:
            after = act(row, **form.cleaned_data, by=request.user)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    if not form.is_valid():
        return _show(request, row, status=422, **{name: form})
    messages.success(request, done)
    return redirect(after if isinstance(after, Draw) else row)


def _word_kind(draw: Draw) -> str:
    if draw.state == DrawState.FROZEN:
        return WordKind.SEAL
    return WordKind.NUMBERS if draw.source == RandomSource.LOTTERY else WordKind.SECRET


def _picks(draw: Draw) -> Any:
    rows = draw.picks.standing().select_related("subject__region")
    return rows.order_by("stratum", "nth")


def _show(
    request: StaffRequest, row: Draw, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    picks = list(_picks(row)[:MOST_PICKS]) if row.is_done else []
    context: dict[str, Any] = {
        "draw": row,
        "steps": _steps(row),
        "strata": row.strata.select_related("region"),
        "decks": row.decks.select_related("department"),
        "exclusions": row.exclusions.order_by("-pool", "-count"),
        "words": row.words.select_related("person"),
        "word_kind": _word_kind(row),
        "swaps": row.swaps.all(),
        "picks": _with_officers(row, picks),
        "picks_more": max(0, row.draw_count - MOST_PICKS) if row.is_done else 0,
        "successor": Draw.objects.visible_to(request.user).filter(replaces=row).first(),
        "history": timeline.entries(Event.objects.about(row).order_by("-id"), here=reference(row)),
        "panels": panels_of(row, request.user),
        **_forms(request, row),
        **given,
    }
    return render(request, "draws/draw.html", context, status=status)


def _steps(row: Draw) -> list[dict[str, Any]]:
    """Return the four steps: what was done when and by whom, and which one is next."""
    order = [state for state, *_rest in STEPS]
    at = order.index(DrawState(row.state))
    people = {
        each.pk: each.named
        for each in User.objects.filter(
            pk__in=[row.frozen_by, row.operator, row.witness, row.confirmed_by]
        )
    }
    return [
        {
            "label": label,
            "is_done": place <= at,
            "is_next": place == at + 1,
            "at": getattr(row, moment),
            "by": people.get(getattr(row, person) or row.pk, "") if person else "",
            "witness": people.get(row.witness or row.pk, "") if state == DrawState.DRAWN else "",
        }
        for place, (state, label, person, moment) in enumerate(STEPS)
    ]


def _with_officers(row: Draw, picks: list[DrawPick]) -> list[dict[str, Any]]:
    keys = {key for pick in picks for key in pick.officers}
    staff = {each.pk: each for each in Officer.objects.filter(pk__in=keys).select_related("user")}
    rows = Task.objects.of_origin(row.origin).select_related("subject").order_by("pk")
    tasks = {task.template.partition("+")[0]: task for task in rows}
    return [
        {
            "pick": pick,
            "officers": [staff[key] for key in pick.officers if key in staff],
            "task": tasks.get(pick.template),
        }
        for pick in picks
    ]


def _forms(request: StaffRequest, row: Draw) -> dict[str, forms.Form]:
    """Return the forms of the acts that the state and the person's grants allow now."""
    may = {
        perm: Draw.objects.allowed(request.user, perm).filter(pk=row.pk).exists()
        for perm in (RUN, WITNESS, CONFIRM)
    }
    if Draw.objects.filter(replaces=row).exists():
        return {}
    found: dict[str, forms.Form] = {}
    if may[WITNESS] and row.state in (DrawState.FROZEN, DrawState.COMMITTED):
        found["word_form"] = WordForm()
    if may[RUN] and row.state == DrawState.FROZEN:
        found["commit_form"] = CommitForm(initial={"source": RandomSource.LOTTERY})
    if may[RUN] and row.state == DrawState.COMMITTED:
        found["run_form"] = forms.Form()
    if may[RUN] and row.state != DrawState.CONFIRMED:
        found["again_form"] = ReasonForm()
    if may[CONFIRM] and row.state == DrawState.DRAWN:
        found["confirm_form"] = ApprovalForm()
    if may[CONFIRM] and row.is_done and row.draw_count <= MOST_PICKS:
        found["swap_form"] = SwapForm(_picks(row))
    if row.state != DrawState.FROZEN:
        found["proof_form"] = ProofForm()
    return found
