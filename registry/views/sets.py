"""Pages of sets of subjects."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import timeline
from common.acting import acting
from common.errors import RuleError
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from registry import services
from registry.choices import Level, SubjectKind, SubjectLabel, SubjectState
from registry.filters import SetFilter
from registry.forms.subjects import SetForm
from registry.models import Department, Line, Region, SubjectSet
from registry.services import sets
from registry.views.subjects import refuse

SHOWN = 20
CONDITIONS = {
    "kinds": _("Kinds, any of"),
    "states": _("States, any of"),
    "labels": _("Labels, all of"),
    "any_labels": _("Labels, any of"),
    "no_labels": _("Labels, none of"),
    "lines": _("Lines of business, any of"),
    "credit_classes": _("Credit classes, any of"),
    "risk_classes": _("Risk classes, any of"),
}

SETS = ListDesk(
    key="registry.sets",
    title=_("Sets of subjects"),
    lead=_("A set is a rule, not a list: its members are whoever fits it on the day one asks."),
    filterset=SetFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("code", _("Code"), "code", sort="code"),
        Column("purpose", _("What it is for")),
        Column("region", _("Region"), "named"),
        Column("department", _("Department"), "named"),
    ],
    default_ordering="code",
    empty=Empty(
        _("No sets yet"),
        _("Describe one by what its subjects have in common; plans and rules then point to it."),
        icon="filter",
    ),
    export_name="subject-sets",
    template="registry/set_list.html",
)


@permission_required("registry.view_subject", raise_exception=True)
def set_list(request: HttpRequest) -> HttpResponseBase:
    """List the sets."""
    rows = SubjectSet.objects.visible_to(request.user).select_related("region", "department")
    return list_page(request, SETS, rows)


@require_safe
@permission_required("registry.view_subject", raise_exception=True)
def set_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a set: its rule in words, how many fit it now, the first of them."""
    rows = SubjectSet.objects.visible_to(request.user).select_related("region", "department")
    row = get_object_or_404(rows, pk=pk)
    members = sets.members(row, request.user)
    may_change = (
        SubjectSet.objects.allowed(request.user, "registry.change_subjectset")
        .filter(pk=row.pk)
        .exists()
    )
    context = {
        "set": row,
        "rule": in_words(row.rule),
        "count": members.order_by()[: sets.COUNTED_TO + 1].count(),
        "members": members.select_related("region").order_by("-id")[:SHOWN],
        "may_change": may_change,
        "panels": panels_of(row, request.user),
        "history": timeline.entries(
            Event.objects.about(row).reverse()[: timeline.SHOWN], here=reference(row)
        ),
    }
    return render(request, "registry/set.html", context)


@form_page
@permission_required("registry.add_subjectset", raise_exception=True)
def set_new(request: HttpRequest) -> HttpResponse:
    """Describe a new set."""
    return _write(request, None, "registry.add_subjectset")


@form_page
@permission_required("registry.change_subjectset", raise_exception=True)
def set_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Describe a set anew."""
    rows = SubjectSet.objects.allowed(request.user, "registry.change_subjectset")
    return _write(request, get_object_or_404(rows, pk=pk), "registry.change_subjectset")


def in_words(rule: dict[str, list[str]]) -> list[dict[str, str]]:
    """Return the conditions of a rule as a reader says them."""
    names: dict[str, Any] = (
        dict(SubjectKind.choices) | dict(SubjectState.choices) | dict(SubjectLabel.choices)
    )
    if rule.get("lines"):
        names |= {line.code: line.named for line in Line.objects.filter(code__in=rule["lines"])}
    return [
        {
            "label": str(label),
            "text": _now(", ").join(str(names.get(each, each)) for each in rule[key]),
        }
        for key, label in CONDITIONS.items()
        if rule.get(key)
    ]


def _write(request: HttpRequest, row: SubjectSet | None, perm: str) -> HttpResponse:
    form = SetForm(
        request.POST or None,
        instance=row,
        departments=_departments(request, perm),
        regions=_regions(request),
    )
    count = None
    if form.is_valid():
        if "count" in request.POST:
            count = sets.count(form.rule(), form.cleaned_data["region"], request.user)
        else:
            given: Any = {name: form.cleaned_data[name] for name in form.Meta.fields}
            try:
                kept = services.describe_set(row, rule=form.rule(), by=acting(request), **given)
            except RuleError as error:
                refuse(form, error)
            else:
                messages.success(request, _now("The set is kept."))
                return redirect(kept)
    context = {"form": form, "set": row, "count": count}
    status = 422 if form.is_bound and count is None else 200
    return render(request, "registry/set_edit.html", context, status=status)


def _departments(request: HttpRequest, perm: str) -> QuerySet[Department]:
    return Department.objects.allowed(request.user, perm).order_by("code")


def _regions(request: HttpRequest) -> QuerySet[Region]:
    rows = Region.objects.visible_to(request.user).filter(level__lte=Level.COUNTY)
    return rows.order_by("path").only("name", "name_en", "path", "level")
