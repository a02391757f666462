"""Plans of inspection as anybody may read them: published ones, which change no more."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.lists.keyset import Order
from enforcement.filters.plans import PlanFilter
from enforcement.models import Plan
from matters.models import MatterVersion
from supervision_portal.disclosure.pages import page_of, public_page

NEWEST = Order("-year", "year")
PAGE_SIZE = 20


class PublicPlanFilter(PlanFilter):
    """What the public narrows by; states and places of the staff are left out."""

    state = None
    matter = None
    department: Any = None


@public_page
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the published plans, the newest year first."""
    rows = Plan.objects.public().select_related("department", "region")
    asked = PublicPlanFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs, NEWEST, PAGE_SIZE)
    narrowed = any(asked.data.get(field.name) for field in asked.form.visible_fields()[1:])
    context = {"form": asked.form, "page": page, "is_narrowed": narrowed}
    return render(request, "public/plan_list.html", context)


@public_page
def plan_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a published plan: matters, ratios, who comes, by which approval; no object is named."""
    rows = Plan.objects.public().select_related("department", "region", "subject_set")
    plan = get_object_or_404(rows, pk=pk)
    versions = MatterVersion.objects.filter(matter__in=plan.matters.values("matter"))
    context = {
        "plan": plan,
        "members": plan.members.select_related("department"),
        "ratios": [
            {"grade": each.grade, "risk_list": each.risk_list, "times": each.times,
             "percent": (each.ratio * 100).normalize(), "row": each}
            for each in plan.ratios.all()
        ],
        "versions": versions.filter(state="published")
        .select_related("department")
        .order_by("matter", "-number")
        .distinct("matter"),
    }  # fmt: skip
    return render(request, "public/plan_detail.html", context)
