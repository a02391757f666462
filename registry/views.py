"""Pages of who and where: subjects, departments, regions."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import timeline
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from registry.filters import DepartmentFilter, RegionListFilter, SubjectFilter
from registry.models import Department, Region, Subject

SUBJECTS = ListDesk(
    key="registry.subjects",
    title=_("Subjects"),
    lead=_("Who and what is supervised: firms, sites, projects, vehicles, gauges."),
    filterset=SubjectFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("kind", _("Kind"), "badge"),
        Column("code", _("Code"), "code", sort="code"),
        Column("uscc", _("Credit code"), "code", shown=False),
        Column("region", _("Region"), "named"),
        Column("address", _("Address"), value="located", shown=False),
        Column("state", _("State"), "badge"),
        Column("credit_class", _("Credit class")),
        Column("risk_class", _("Risk class")),
        Column("created_at", _("Registered"), "when", shown=False),
    ],
    empty=Empty(
        _("No subjects yet"),
        _(
            "Here stands everybody and everything under supervision in your region. They come from "
            "the registers of other systems, or by an import."
        ),
        icon="building",
    ),
    export_name="subjects",
)

DEPARTMENTS = ListDesk(
    key="registry.departments",
    title=_("Departments"),
    lead=_("The bodies with powers of supervision, in the tree of their lines of business."),
    filterset=DepartmentFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("code", _("Code"), "code", sort="code"),
        Column("level", _("Level"), value="get_level_display", sort="level"),
        Column("region", _("Region"), "named"),
        Column("parent", _("Belongs to"), "named"),
        Column("uscc", _("Credit code"), "code", shown=False),
    ],
    default_ordering="code",
    empty=Empty(
        _("No departments yet"),
        _("Departments come with the list of the province: an administrator imports them."),
        icon="building-bank",
    ),
    export_name="departments",
)

REGIONS = ListDesk(
    key="registry.regions",
    title=_("Regions"),
    lead=_("The tree of divisions from the province to the village (GB/T 2260)."),
    filterset=RegionListFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("code", _("Code"), "code", sort="code"),
        Column("level", _("Level"), value="get_level_display", sort="level"),
        Column("parent", _("Belongs to"), "named"),
    ],
    default_ordering="code",
    empty=Empty(
        _("No regions yet"),
        _("The tree of divisions is imported once: an administrator does it."),
        icon="map-2",
    ),
    export_name="regions",
)


@permission_required("registry.view_subject", raise_exception=True)
def subject_list(request: HttpRequest) -> HttpResponseBase:
    """List the subjects in the person's region, merged ones under their canonical record."""
    rows = Subject.objects.visible_to(request.user).filter(canonical=None)
    return list_page(request, SUBJECTS, rows.select_related("region"))


@require_safe
@permission_required("registry.view_subject", raise_exception=True)
def subject(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one subject: facts, what other modules know of it, its history."""
    rows = Subject.objects.visible_to(request.user).select_related("region", "canonical")
    row = get_object_or_404(rows, pk=pk)
    history = []
    if request.user.has_perm("common.view_event"):
        events = Event.objects.of_subject(row.pk)[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    context = {
        "subject": row,
        "panels": panels_of(row, request.user),
        "history": history,
        "linked": Subject.objects.visible_to(request.user).joined_with(row)[:50],
        "merged": row.merged.order_by("id")[:50],
    }
    return render(request, "registry/subject.html", context)


@permission_required("registry.view_department", raise_exception=True)
def department_list(request: HttpRequest) -> HttpResponseBase:
    """List the departments in the person's scope."""
    rows = Department.objects.visible_to(request.user).select_related("region", "parent")
    return list_page(request, DEPARTMENTS, rows)


@require_safe
@permission_required("registry.view_department", raise_exception=True)
def department(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one department: facts, its sub-departments, its officers for those who may see them."""
    rows = Department.objects.visible_to(request.user).select_related("region", "parent")
    row = get_object_or_404(rows, pk=pk)
    officers = None
    if request.user.has_perm("registry.view_officer"):
        officers = row.officers.select_related("user").order_by("certificate_no")[:100]
    context = {
        "department": row,
        "children": row.children.order_by("code")[:100],
        "officers": officers,
        "lines": row.named_lines(),
        "panels": panels_of(row, request.user),
    }
    return render(request, "registry/department.html", context)


@permission_required("registry.view_region", raise_exception=True)
def region_list(request: HttpRequest) -> HttpResponseBase:
    """List the divisions in the person's region."""
    return list_page(
        request, REGIONS, Region.objects.visible_to(request.user).select_related("parent")
    )
