"""Claims: all of them, the board of rates, what a department should claim (应领尽领)."""

import uuid
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Func, Prefetch, QuerySet, Sum, TextField, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from common import workdays
from common.acting import acting
from common.lists import BulkAction, Column, Empty, ListDesk, list_page
from matters import services
from matters.bars import rate
from matters.choices import ClaimState, RefusalReason
from matters.filters import DUE_SHOWS, ClaimFilter, DueFilter, TallyFilter
from matters.models import Claim, ClaimTally, Matter, MatterVersion, Refusal
from registry.models import Department, Region

MOST_BARS = 14


def title_of(matter: Matter) -> str:
    """Return what a matter is called in the version that was read with it."""
    current = getattr(matter, "current", None)
    return current[0].title if current else str(matter)


def with_titles(rows: QuerySet[Any], path: str = "matter") -> QuerySet[Any]:
    """Read the versions in force beside the rows, for ``title_of``."""
    versions = MatterVersion.objects.in_force(workdays.today()).only(
        "matter", "item", "item_en", "sub_item", "sub_item_en"
    )
    return rows.prefetch_related(Prefetch(f"{path}__versions", versions, to_attr="current"))


CLAIMS = ListDesk(
    key="matters.claims",
    title=_("Claims"),
    lead=_("Which department exercises which matter where. Acts point to one of these."),
    filterset=ClaimFilter,
    columns=[
        Column("matter", _("Matter"), "name", value=lambda row: title_of(row.matter)),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("department", _("Department"), "named"),
        Column("region", _("Region"), "named"),
        Column("level", _("Level"), value="get_level_display"),
        Column("state", _("State"), "badge"),
        Column("since", _("Claimed from"), "when", value="valid.lower"),
        Column("reclaim_by", _("To be renewed by"), "when", sort="reclaim_by"),
        Column("list_code", _("Implementation list"), "code", shown=False),
    ],
    empty=Empty(
        _("No claims"),
        _("A department claims what it should from the board; your filters may also leave none."),
        icon="hand-stop",
    ),
    export_name="claims",
)

BOARD = ListDesk(
    key="matters.claim_board",
    title=_("Claim board"),
    lead=_("What each department should claim by its level, region and line, and how far it is."),
    filterset=TallyFilter,
    columns=[
        Column("department", _("Department"), "name", sort="department__path"),
        Column("region", _("Region"), "named", value="department.region"),
        Column("level", _("Level"), value="department.get_level_display", shown=False),
        Column("due", _("Should claim"), "number", sort="due"),
        Column(
            "rate", _("Claimed, refused, open"), "drawn", value=rate,
            export=lambda row: round(row.rate, 1),
        ),
        Column("claimed", _("Claimed"), "number", sort="claimed"),
        Column("refused", _("Refused"), "number", sort="refused"),
        Column("open", pgettext_lazy("claims", "Open"), "number", sort="open"),
        Column("renewing", _("To be renewed"), "number", sort="renewing"),
        Column("late", pgettext_lazy("claims", "Late"), "number", sort="late"),
    ],
    default_ordering="-open",
    empty=Empty(
        _("No departments"), _("Import departments first, or widen your filters."),
        icon="building-bank",
    ),
    export_name="claim-board",
    template="matters/board.html",
)  # fmt: skip


def _answer(row: Any) -> str:
    """Say what a department has answered to what it should claim."""
    if row.claim_state:
        return str(ClaimState(row.claim_state).label)
    return str(RefusalReason(row.refusal_reason).label) if row.refusal_reason else ""


DUE = ListDesk(
    key="matters.claims_due",
    title=_("What is to be claimed"),
    filterset=DueFilter,
    columns=[
        Column("item", _("Matter"), "name", value=lambda row: row.title, sort="item"),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("type", _("Type"), "badge", value="administrative_type"),
        Column("department", _("Responsible"), "named"),
        Column("levels", _("Levels"), value="words_of_levels"),
        Column(
            "said", _("Department's answer"), "template", template="matters/_said.html",
            value=_answer,
        ),
    ],
    default_ordering="code",
    empty=Empty(
        _("Nothing here"),
        _("All that should be claimed is answered, or your filters leave none."),
        icon="check",
    ),
    export_name="claims-due",
    template="matters/due.html",
)  # fmt: skip


@permission_required("matters.view_claim", raise_exception=True)
def claim_list(request: HttpRequest) -> HttpResponseBase:
    """List the claims that have not ended, or those in the state asked for."""
    rows: Any = Claim.objects.visible_to(request.user).with_list()
    if not request.GET.get("state"):
        rows = rows.standing()
    rows = with_titles(rows.select_related("matter", "department", "region"))
    return list_page(request, CLAIMS, rows)


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: how much of what is due is claimed and refused, in percent."""

    name: str
    url: str
    sums: dict[str, int]

    @property
    def claimed(self) -> float:
        return round(100 * self.sums["claimed"] / max(self.sums["due"], 1), 1)

    @property
    def refused(self) -> float:
        return round(100 * self.sums["refused"] / max(self.sums["due"], 1), 1)

    @property
    def refused_from(self) -> float:
        return self.claimed

    @property
    def open_from(self) -> float:
        return self.claimed + self.refused


@permission_required("matters.view_claim", raise_exception=True)
def claim_board(request: HttpRequest) -> HttpResponseBase:
    """Show the rates of departments, with charts by region and by department."""
    rows = ClaimTally.objects.visible_to(request.user).filter(due__gt=0)
    asked = TallyFilter(request.GET, rows, request=request)
    shown = asked.qs if asked.is_valid() else rows
    region = asked.form.cleaned_data.get("region") if asked.is_valid() else None
    context = {
        "whole": Bar("", "", shown.sums()),
        "by_region": _by_region(shown, region),
        "by_system": _by_system(shown),
    }
    rows = rows.select_related("department__region")
    return list_page(request, BOARD, rows, context=context)


def _part(path: str, number: int) -> Func:
    return Func(F(path), Value("/"), Value(number), function="split_part", output_field=TextField())


def _grouped(rows: QuerySet[Any], path: str, number: int) -> list[dict[str, Any]]:
    names = ("due", "claimed", "refused", "open", "renewing", "late")
    sums = {f"all_{name}": Sum(name) for name in names}
    found = rows.order_by().values(code=_part(path, number)).annotate(**sums)
    return [
        {"code": row["code"], **{name: row[f"all_{name}"] for name in names}}
        for row in found.order_by("-all_open", "code")
    ]


def _by_region(rows: QuerySet[Any], region: Region | None) -> list[Bar]:
    depth = region.path.count("/") + 1 if region else 2
    groups = _grouped(rows, "department__region__path", depth)
    names = {
        each.code: each for each in Region.objects.filter(code__in=[g["code"] for g in groups])
    }
    board = reverse("matters:claim-board")
    bars = []
    for group in groups:
        place = names.get(group["code"])
        name = place.named if place else _now("bodies of the region itself")
        bars.append(Bar(name, f"{board}?region={place.pk}" if place else "", group))
    return bars[:MOST_BARS]


def _by_system(rows: QuerySet[Any]) -> list[Bar]:
    groups = _grouped(rows, "department__path", 1)
    names = {
        each.code: each for each in Department.objects.filter(code__in=[g["code"] for g in groups])
    }
    board = reverse("matters:claim-board")
    return [
        Bar(names[group["code"]].named, f"{board}?system={names[group['code']].pk}", group)
        for group in groups
        if group["code"] in names
    ][:MOST_BARS]


@permission_required("matters.view_claim", raise_exception=True)
def claim_due(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Show what a department should claim; claim or refuse what is ticked."""
    department = _department(request, pk)
    user = acting(request)
    today = workdays.today()
    rows = MatterVersion.objects.due_for(department, today).with_claim_of(department, today)
    is_own = _may_claim_for(request, department)
    tally = ClaimTally.objects.visible_to(user).filter(department=department).first()
    desk = replace(
        DUE,
        title=department.named,
        actions=_acts(department) if is_own else (),
    )
    context = {
        "department": department,
        "tally": tally,
        "whole": Bar("", "", tally.as_dict()) if tally else None,
        "is_own": is_own,
        "shows": DUE_SHOWS,
        "show": request.GET.get("show") or ("" if request.GET.get("reason") else "open"),
    }
    return list_page(request, desk, rows.select_related("matter", "department"), context=context)


@require_POST
@permission_required("matters.add_claim", raise_exception=True)
def claim_all_due(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Claim for a department everything that is due and open, at once."""
    rows = Department.objects.allowed(request.user, "matters.add_claim")
    department = get_object_or_404(rows.select_related("region"), pk=pk)
    today = workdays.today()
    due = MatterVersion.objects.due_for(department, today).with_claim_of(department, today)
    open_ones = due.filter(claim_pk__isnull=True, refusal_pk__isnull=True)
    made = services.claim_due(
        department, open_ones.values_list("matter", flat=True), by=acting(request)
    )
    messages.success(
        request,
        ngettext("%(n)d matter claimed.", "%(n)d matters claimed.", len(made)) % {"n": len(made)},
    )
    return redirect("matters:claim-due", department.pk)


@require_POST
@permission_required("matters.add_claim", raise_exception=True)
def refusal_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a refusal back."""
    rows = Refusal.objects.allowed(request.user, "matters.add_claim")
    refusal = get_object_or_404(rows.select_related("department", "matter"), pk=pk)
    services.take_back_refusal(refusal, by=acting(request))
    return redirect("matters:claim-due", refusal.department_id)


def _acts(department: Department) -> list[BulkAction]:
    perm = "matters.add_claim"
    return [
        BulkAction(
            "claim", _("Claim"), perm, partial(_claim, department), needs_reason=False,
            as_set=True, icon="check",
            confirm=_("The department may act under the ticked matters from today on."),
        ),
        *(
            BulkAction(
                f"refuse-{reason}", label, perm, partial(_refuse, department, reason),
                needs_reason=reason == RefusalReason.OTHER, as_set=True, icon="x",
                confirm=_("The refusal and its reason are shown on the board."),
            )
            for reason, label in (
                (RefusalReason.OBJECT_ABSENT, _("Refuse: no such object here")),
                (RefusalReason.LEVEL, _("Refuse: not at this level")),
                (RefusalReason.OTHER, _("Refuse: another reason")),
            )
        ),
    ]  # fmt: skip


def _claim(department: Department, ticked: list[str], *, by: Any, reason: str) -> int:
    return len(services.claim_due(department, _matters(ticked), by=by, basis=reason))


def _refuse(department: Department, why: str, ticked: list[str], *, by: Any, reason: str) -> int:
    return len(services.refuse(department, _matters(ticked), reason=why, note=reason, by=by))


def _matters(versions: list[str]) -> list[Any]:
    """Return the matters of the versions ticked; which are in force is the service's question."""
    return list(Matter.objects.filter(versions__pk__in=versions).values_list("pk", flat=True))


def _department(request: HttpRequest, pk: uuid.UUID) -> Department:
    rows = Department.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)


def _may_claim_for(request: HttpRequest, department: Department) -> bool:
    rows = Department.objects.allowed(request.user, "matters.add_claim")
    return rows.filter(pk=department.pk).exists()
