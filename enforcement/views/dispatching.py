"""Pages of the table of rules by which tasks find their officers."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.requests import StaffRequest
from enforcement.filters.dispatching import DispatchRuleFilter
from enforcement.forms.dispatch_rules import DispatchRuleForm
from enforcement.models import DispatchRule, Task
from enforcement.services import dispatching
from registry.choices import Level
from registry.models import Department, Officer, Region

VIEW = "enforcement.view_dispatchrule"
CHANGE = "enforcement.change_dispatchrule"
PREVIEWED = 50
"""Open tasks that the preview of a rule looks at, the most urgent first."""

RULES = ListDesk(
    key="enforcement.dispatch_rules",
    title=_("Dispatch rules"),
    lead=_(
        "To whom tasks go by themselves. Of the rules that cover a task the lowest number goes "
        "first; where none does, it goes to the least busy who fit."
    ),
    filterset=DispatchRuleFilter,
    columns=[
        Column("name", _("Rule"), "name"),
        Column("priority", _("Turn"), "number", sort="priority"),
        Column("department", _("Whose tasks"), "named"),
        Column("matters", _("Matter or group of matters"), "code"),
        Column("region", _("Region"), "named"),
        Column("line", _("Line of business")),
        Column("team", _("Goes to the team"), "named"),
        Column("most_open", _("Most open work"), "number", shown=False),
        Column("ended_at", _("Ended"), "when"),
    ],
    default_ordering="priority",
    empty=Empty(
        _("No rule yet"),
        _("Without rules a task goes to the officers of the acting body with the least to do."),
        icon="route",
    ),
    actions=[
        BulkAction(
            "end",
            _("Stop these rules"),
            CHANGE,
            dispatching.end,
            _("The rules hold no longer. What they sent out stays where it is."),
            icon="ban",
        )
    ],
    export_name="dispatch-rules",
    template="enforcement/rules.html",
)


@permission_required(VIEW, raise_exception=True)
def rule_list(request: StaffRequest) -> HttpResponseBase:
    """List the rules of dispatch."""
    rows = DispatchRule.objects.visible_to(request.user)
    return list_page(request, RULES, rows.select_related("department", "region", "team"))


@require_safe
@permission_required(VIEW, raise_exception=True)
def rule_reach(request: StaffRequest) -> HttpResponse:
    """Show which rules match nobody today, and which part of each leaves nobody."""
    table = list(DispatchRule.objects.visible_to(request.user).in_turn())
    short = [each for each in dispatching.reach(table) if each.gap is not None]
    return render(request, "enforcement/rule_reach.html", {"short": short})


@form_page
@permission_required(CHANGE, raise_exception=True)
def rule_new(request: StaffRequest) -> HttpResponse:
    """Write a rule; the preview shows what it would do before it holds."""
    return _edit(request, DispatchRule(), "")


@form_page
@permission_required(VIEW, raise_exception=True)
def rule_detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a rule that holds, to be changed by whoever may."""
    if request.method == "POST" and not request.user.has_perm(CHANGE):
        raise PermissionDenied
    rows = DispatchRule.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("department", "region", "team"), pk=pk)
    may = DispatchRule.objects.allowed(request.user, CHANGE).filter(pk=pk).exists()
    if request.method == "POST" and not may:
        raise PermissionDenied
    return _edit(request, row, row.name, may_change=may)


def _edit(
    request: StaffRequest, row: DispatchRule, name: str, *, may_change: bool = True
) -> HttpResponse:
    perm = CHANGE if may_change else VIEW
    departments = Department.objects.allowed(request.user, perm)
    form = DispatchRuleForm(
        request.POST or None,
        instance=row,
        departments=departments,
        regions=Region.objects.visible_to(request.user).filter(level__lte=Level.TOWNSHIP),
        officers=Officer.objects.allowed(request.user, perm),
    )
    for field in form.fields.values():
        field.disabled = not may_change
    looks = "preview" in request.POST
    if form.is_valid() and not looks:
        made = dispatching.save(
            form.save(commit=False), form.cleaned_data["officers"], by=request.user
        )
        messages.success(request, _now("The rule holds from now on."))
        return redirect(made)
    context: dict[str, Any] = {
        "form": form,
        "rule_name": name,
        "row": row,
        "may_change": may_change,
    }
    if form.is_valid() or (not form.is_bound and name):
        context["preview"] = _preview(request, form)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "enforcement/rule.html", context, status=status)


def _preview(request: StaffRequest, form: DispatchRuleForm) -> list[dispatching.Proposal]:
    """Return what the rule alone would do with the open tasks that nobody has."""
    rule = form.instance
    if form.is_bound:
        rule.named_officers = {each.pk for each in form.cleaned_data["officers"]}
    mine = Task.objects.allowed(request.user, "enforcement.view_task")
    rows = dispatching.open_without_officers(mine)
    rows = rows.filter(department__path__startswith=rule.department.path)
    rows = rows.order_by("due_at", "pk")[:PREVIEWED]
    return [each for each in dispatching.propose(rows, [rule]) if each.rule is not None]
