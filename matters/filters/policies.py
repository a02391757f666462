"""Filters of policies and standards, for the page, the public list and the API alike."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common import workdays
from matters.choices import PolicyKind
from matters.filters.matters import VersionFilter, state_filter
from matters.models import PolicyVersion
from registry.models import Line


class PolicyFilter(VersionFilter):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name, number or what it says")
    )
    kind = filters.ChoiceFilter(
        field_name="policy__kind", choices=PolicyKind.choices, label=_("Kind")
    )
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    state = state_filter()
    ending = filters.BooleanFilter(method="soon", label=_("Runs out soon"))

    class Meta:
        model = PolicyVersion
        fields: list[str] = []

    def search(
        self, rows: QuerySet[PolicyVersion], name: str, text: str
    ) -> QuerySet[PolicyVersion]:
        text = text.strip()
        return rows.filter(
            Q(policy__name__ilike=text)
            | Q(policy__name_en__ilike=text)
            | Q(policy__code__istartswith=text)
            | Q(document_no__ilike=text)
            | Q(summary__ilike=text)
            | Q(summary_en__ilike=text)
        )

    @extend_schema_field(OpenApiTypes.STR)
    def in_line(
        self, rows: QuerySet[PolicyVersion], name: str, line: Line
    ) -> QuerySet[PolicyVersion]:
        return rows.filter(Q(lines=[]) | Q(lines__contains=[line.code]))

    def soon(
        self, rows: QuerySet[PolicyVersion], name: str, wanted: bool
    ) -> QuerySet[PolicyVersion]:
        due = rows.model._default_manager.expiring(workdays.today()).values("pk")
        return rows.filter(pk__in=due) if wanted else rows.exclude(pk__in=due)
