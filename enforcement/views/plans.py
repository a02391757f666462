"""Pages of plans: the list, a plan with what it asks and how far it is, its writing and steps."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import live, timeline, workdays
from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from enforcement.choices import BEFORE_PUBLICATION, IN_EFFECT, PlanState
from enforcement.filters.plans import PlanFilter
from enforcement.forms.plans import NewPlanForm, PlanForm, differences, initial_of
from enforcement.models import Plan
from enforcement.plan_steps import STEPS, offers
from enforcement.rules.plans import SPECIAL_A_YEAR
from enforcement.services import merging, plans, workload
from matters.models import Checklist, Claim, MatterVersion
from registry.choices import Level
from registry.models import Department, Region
from registry.views.sets import in_words

SHOWN = 8
WRITING = "enforcement.change_plan"
RELATIONS = ("department", "region", "subject_set__region")

PLANS = ListDesk(
    key="enforcement.plans",
    title=_("Inspection plans"),
    lead=_(
        "What is inspected this year, at whose place and how often; all other visits need a clue."
    ),
    filterset=PlanFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row, sort="name"),
        Column("code", _("Code"), "code", sort="code"),
        Column("kind", _("Kind"), "badge"),
        Column("year", _("Year"), "code", sort="year"),
        Column("state", _("State"), "badge"),
        Column("department", _("Lead department"), "named"),
        Column("region", _("Region"), "named", shown=False),
        Column("first_day", _("First day"), "when", sort="window"),
        Column("last_day", _("Last day"), "when"),
        Column("deadline", _("To be published by"), "when", shown=False),
        Column("filing_no", _("Filing number"), "code", shown=False),
    ],
    default_ordering="-id",
    empty=Empty(
        _("No plans"),
        _("A department plans its year by the end of March; a special plan answers one problem."),
        icon="calendar",
    ),
    export_name="plans",
    template="plans/list.html",
)


@permission_required("enforcement.view_plan", raise_exception=True)
def plan_list(request: HttpRequest) -> HttpResponseBase:
    """List the plans."""
    rows = Plan.objects.visible_to(request.user)
    return list_page(request, PLANS, rows.select_related(*RELATIONS))


@require_safe
@permission_required("enforcement.view_plan", raise_exception=True)
def plan_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a plan: what it says, what it asks of its offices, how far it is, what it may join."""
    return _show(request, _visible(request, pk))


@form_page
@permission_required("enforcement.add_plan", raise_exception=True)
def plan_new(request: HttpRequest) -> HttpResponse:
    """Draft a plan."""
    form = NewPlanForm(request.POST or None, **_choices(request, "enforcement.add_plan"))
    if form.is_valid():
        try:
            plan = plans.draft_plan(form.cleaned_data["code"], form.content(), by=acting(request))
        except RuleError as refused:
            _refuse(form, refused)
        else:
            return redirect(plan)
    return _write(request, form, None)


@form_page
@permission_required(WRITING, raise_exception=True)
def plan_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Amend a draft; who comes second sees both texts and loses nothing (409)."""
    plan = _allowed(request, pk, WRITING)
    if request.method != "POST" and plan.state != PlanState.DRAFT:
        raise Http404
    form = PlanForm(request.POST or None, plan=plan, **_choices(request, WRITING, plan))
    if not form.is_valid():
        return _write(request, form, plan)
    seen = form.cleaned_data["seen"]
    try:
        plans.amend_plan(
            plan, form.content(), by=acting(request), seen=-1 if seen is None else seen
        )
    except plans.PlanConflict as conflict:
        found = differences(form, initial_of(conflict.current))
        sent: Any = form
        sent.data = sent.data.copy()
        sent.data["seen"] = str(conflict.current.revision)
        return _write(request, form, plan, status=409, found=found, conflict=str(conflict))
    except RuleError as refused:
        _refuse(form, refused)
        return _write(request, form, plan)
    return redirect(plan)


@require_POST
def plan_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Take one step of a plan's life."""
    taken = STEPS[step]
    if not request.user.has_perm(taken.perm):
        raise PermissionDenied
    plan = _allowed(request, pk, taken.perm)
    form = taken.form(request.POST, prefix=step)
    if form.is_valid():
        try:
            taken.act(plan, by=acting(request), **form.cleaned_data)
        except RuleError as refused:
            _refuse(form, refused)
        else:
            return redirect(plan)
    return _show(request, _allowed(request, pk, taken.perm), bound={step: form}, status=422)


@require_POST
@permission_required(WRITING, raise_exception=True)
def plan_join(request: HttpRequest, pk: uuid.UUID, host: uuid.UUID) -> HttpResponse:
    """Let a plan join another at the objects of both."""
    plan = _allowed(request, pk, WRITING)
    other = get_object_or_404(Plan.objects.visible_to(request.user), pk=host)
    merger = merging.join(plan, other, by=acting(request))
    text = _now("The plans are merged: %(count)d visits are saved.")
    messages.success(request, text % {"count": merger.visits_saved})
    return redirect(plan)


@require_POST
@permission_required(WRITING, raise_exception=True)
def plan_part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo a merging before the joining plan is published."""
    plan = _allowed(request, pk, WRITING)
    merger = get_object_or_404(plan.joined.standing().select_related("host"))
    merging.part(merger, by=acting(request))
    return redirect(plan)


def _show(
    request: HttpRequest, plan: Plan, *, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user = acting(request)
    may_write = (
        user.has_perm(WRITING) and Plan.objects.allowed(user, WRITING).filter(pk=plan.pk).exists()
    )
    found = workload.simulate(plan)
    is_open = plan.state in BEFORE_PUBLICATION
    progress = workload.completion(plan)
    context = {
        "plan": plan,
        "matters": _matters(plan),
        "members": plan.members.select_related("department"),
        "rule": in_words(plan.subject_set.rule if plan.subject_set else plan.rule),
        "workload": found,
        "objects": plans.objects_of(plan).visible_to(user).select_related("region")[:SHOWN],
        "progress": progress,
        "live": live.Renewal(plan.get_absolute_url(), _stamp(plan, progress)),
        "suggestions": merging.suggestions(plan) if is_open else [],
        "joined": plan.joined.standing().select_related("host").first(),
        "hosted": plan.hosted.standing().select_related("plan"),
        "may_write": may_write and is_open,
        "is_draft": plan.state == PlanState.DRAFT,
        "is_in_effect": plan.state in IN_EFFECT,
        "is_late": is_open and workdays.today() > plan.deadline,
        "is_unfiled_late": not is_open and not plan.filing_no and workdays.today() > plan.deadline,
        "too_many": plan.is_special and _special_plans(plan) > SPECIAL_A_YEAR,
        "offers": list(offers(plan, user, bound or {})),
        "panels": panels_of(plan, user),
        "history": timeline.entries(
            Event.objects.about(plan).reverse()[: timeline.SHOWN], here=reference(plan)
        ),
    }
    return render(request, "plans/plan.html", context, status=status)


def plan_stamp(request: HttpRequest, pk: uuid.UUID) -> str:
    """Return the stamp of a plan's page: another one when it or one of its tasks moved on."""
    plan = _visible(request, pk)
    return _stamp(plan, workload.completion(plan))


def _stamp(plan: Plan, progress: Any) -> str:
    return live.stamp_of(plan.state, plan.changed_at, plan.revision, progress)


live.page("enforcement:plan-detail", plan_stamp)


def _special_plans(plan: Plan) -> int:
    """Count the special plans of the lead in the year: their number is limited (54号)."""
    siblings = plan.department.plans.filter(year=plan.year, kind=plan.kind)
    return int(siblings.count())


def _matters(plan: Plan) -> list[dict[str, Any]]:
    rows = plan.matters.select_related("matter", "checklist")
    newest = MatterVersion.objects.filter(matter__in=[each.matter_id for each in rows])
    titles = {
        each.matter_id: each for each in newest.order_by("matter", "-number").distinct("matter")
    }
    return [{"version": titles.get(each.matter_id), "row": each} for each in rows]


def _choices(request: HttpRequest, perm: str, plan: Plan | None = None) -> dict[str, Any]:
    """Return what a person may choose from: departments, regions, claimed matters with forms."""
    departments = Department.objects.allowed(request.user, perm).order_by("path")
    regions = Region.objects.visible_to(request.user).filter(level__lte=Level.TOWNSHIP)
    return {
        "departments": departments,
        "regions": regions.order_by("path").only("name", "name_en", "path", "level"),
        "pairs": _pairs(departments, plan),
    }


def _pairs(departments: QuerySet[Department], plan: Plan | None) -> list[tuple[str, str]]:
    """Return the matters that these departments have claimed, each with the forms it may have."""
    claimed = Claim.objects.standing().filter(department__in=departments.values("pk"))
    through = Checklist.matters.through.objects.filter(
        matter__in=claimed.values("matter"), checklist__versions__state="published"
    )
    links = {
        (each.matter_id, each.checklist_id): (each.matter, each.checklist)
        for each in through.select_related("matter", "checklist")
    }
    for each in plan.matters.select_related("matter", "checklist") if plan else ():
        links.setdefault((each.matter_id, each.checklist_id), (each.matter, each.checklist))
    newest = MatterVersion.objects.filter(matter__in=[matter for matter, _form in links])
    titles = {
        each.matter_id: each.title
        for each in newest.order_by("matter", "-number").distinct("matter")
    }
    named = [
        (f"{matter.pk}:{form.pk}", f"{matter.code} {titles.get(matter.pk, '')} — {form.named}")
        for matter, form in links.values()
    ]
    return sorted(named, key=lambda each: each[1])


def _refuse(form: Any, refused: RuleError) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))


def _write(
    request: HttpRequest, form: Any, plan: Plan | None, *, status: int = 0, **given: Any
) -> HttpResponse:
    context = {"form": form, "plan": plan, **given}
    status = status or (422 if form.is_bound else 200)
    return render(request, "plans/edit.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Plan:
    return get_object_or_404(
        Plan.objects.visible_to(request.user).select_related(*RELATIONS), pk=pk
    )


def _allowed(request: HttpRequest, pk: uuid.UUID, perm: str) -> Plan:
    rows = Plan.objects.allowed(request.user, perm).select_related(*RELATIONS)
    return get_object_or_404(rows, pk=pk)
