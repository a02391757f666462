"""Pages of departments."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.lists import Column, Empty, ListDesk, list_page
from common.panels import panels_of
from registry.filters import DepartmentFilter
from registry.models import Department

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
    template="registry/department_list.html",
)


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
        "names": row.former_names.all(),
        "changes": row.changes.select_related("reorganisation", "new").order_by("pk"),
        "changes_in": row.changes_in.select_related("reorganisation", "old").order_by("pk"),
        "panels": panels_of(row, request.user),
    }
    return render(request, "registry/department.html", context)
