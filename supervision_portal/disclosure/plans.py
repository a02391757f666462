"""Plans of inspection as anybody may read them: the public copies, which name no object."""

import uuid

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from common.lists.keyset import Order
from enforcement.choices import PlanKind, RiskList
from registry.filters import RegionFilter
from supervision_portal.disclosure.models import PublicPlan
from supervision_portal.disclosure.pages import page_of, public_page

NEWEST = Order("-year", "year")
PAGE_SIZE = 20


class PublicPlanFilter(filters.FilterSet):
    """What the public narrows plans by."""

    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    year = filters.NumberFilter(label=_("Year"))
    kind = filters.ChoiceFilter(choices=PlanKind.choices, label=_("Kind"))
    region = RegionFilter("region_path")

    class Meta:
        model = PublicPlan
        fields: list[str] = []

    def search(self, rows: QuerySet[PublicPlan], name: str, text: str) -> QuerySet[PublicPlan]:
        text = text.strip()
        named = Q(name__ilike=text) | Q(name_en__ilike=text)
        return rows.filter(named | Q(code__istartswith=text))


@public_page
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the published plans, the newest year first."""
    asked = PublicPlanFilter(request.GET, PublicPlan.objects.shown(), request=request)
    page = page_of(request, asked.qs, NEWEST, PAGE_SIZE)
    narrowed = any(asked.data.get(field.name) for field in asked.form.visible_fields()[1:])
    context = {"form": asked.form, "page": page, "is_narrowed": narrowed}
    return render(request, "public/plan_list.html", context)


@public_page
def plan_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a published plan: matters, ratios, who comes, by which approval; no object is named."""
    plan = get_object_or_404(PublicPlan.objects.shown(), plan_key=pk)
    ratios = [(each, RiskList(each["risk_list"]).label) for each in plan.ratios]
    return render(request, "public/plan_detail.html", {"plan": plan, "ratios": ratios})
