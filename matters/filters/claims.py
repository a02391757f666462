"""Filters of claims, of what is due, of implementation lists and transfers."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common import workdays
from matters.choices import (
    AdministrativeType,
    ClaimState,
    ImplementationState,
    RefusalReason,
)
from matters.models import (
    Claim,
    ClaimTally,
    ImplementationList,
    MatterVersion,
    PowerTransfer,
)
from registry.choices import Level
from registry.filters import RegionFilter
from registry.models import Department, Line


def top_departments(request: Any) -> QuerySet[Department]:
    """Return the heads of the trees of departments."""
    return Department.objects.filter(parent=None).order_by("code")


@extend_schema_field(OpenApiTypes.UUID)
class SystemFilter(filters.ModelChoiceFilter):
    """Keeps what belongs to a department or any below it."""

    def __init__(self, path: str = "department__path", **kwargs: Any):
        super().__init__(queryset=top_departments, label=_("Department and those below"), **kwargs)
        self.path = path

    def filter(self, rows: QuerySet[Any], department: Department | None) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__startswith": department.path}) if department else rows


def of_matter(text: str, path: str = "matter") -> Q:
    """Return the condition for rows whose matter has a code or a name like a text."""
    named = MatterVersion.objects.filter(
        Q(item__ilike=text) | Q(sub_item__ilike=text) | Q(item_en__ilike=text)
    )
    found = Q(**{f"{path}__code__istartswith": text})
    return found | Q(**{f"{path}__in": named.values("matter")})


class ClaimFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Matter or its code"))
    matter = filters.UUIDFilter(field_name="matter_id", label=_("Matter"))
    department = filters.CharFilter(field_name="department__code", label=_("Department code"))
    system = SystemFilter()
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    state = filters.ChoiceFilter(choices=ClaimState.choices, label=_("State"))
    region = RegionFilter()
    late = filters.BooleanFilter(method="is_late", label=_("Not renewed in time"))
    transferred = filters.BooleanFilter(
        field_name="transfer", lookup_expr="isnull", exclude=True, label=_("Handed down")
    )
    listed = filters.BooleanFilter(method="is_listed", label=_("With implementation list"))

    class Meta:
        model = Claim
        fields: list[str] = []

    def search(self, rows: QuerySet[Claim], name: str, text: str) -> QuerySet[Claim]:
        return rows.filter(of_matter(text.strip()))

    def is_late(self, rows: QuerySet[Claim], name: str, is_so: bool) -> QuerySet[Claim]:
        late = {"state": ClaimState.RECLAIM_REQUIRED, "reclaim_by__lt": workdays.today()}
        return rows.filter(**late) if is_so else rows.exclude(**late)

    def is_listed(self, rows: QuerySet[Claim], name: str, is_so: bool) -> QuerySet[Claim]:
        lists = ImplementationList.objects.filter(
            claim=OuterRef("pk"), state=ImplementationState.PUBLISHED
        )
        return rows.filter(Exists(lists)) if is_so else rows.filter(~Exists(lists))


class TallyFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Department"))
    region = RegionFilter("department__region__path")
    system = SystemFilter()
    level = filters.ChoiceFilter(
        field_name="department__level", choices=Level.choices, label=_("Level")
    )
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    has_open = filters.BooleanFilter(method="is_open", label=_("With open matters"))

    class Meta:
        model = ClaimTally
        fields: list[str] = []

    def search(self, rows: QuerySet[ClaimTally], name: str, text: str) -> QuerySet[ClaimTally]:
        text = text.strip()
        return rows.filter(
            Q(department__name__ilike=text)
            | Q(department__name_en__ilike=text)
            | Q(department__code__istartswith=text)
        )

    def in_line(self, rows: QuerySet[ClaimTally], name: str, line: Line) -> QuerySet[ClaimTally]:
        return rows.filter(department__lines__contains=[line.code])

    def is_open(self, rows: QuerySet[ClaimTally], name: str, is_so: bool) -> QuerySet[ClaimTally]:
        return rows.filter(open__gt=0) if is_so else rows.filter(open=0)


DUE_SHOWS = (
    ("open", _("open")),
    ("claimed", _("claimed")),
    ("renewing", _("to be renewed")),
    ("refused", _("refused")),
)


class DueFilter(filters.FilterSet):
    """What a department should claim; what is open unless something else is asked for."""

    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    show = filters.ChoiceFilter(choices=DUE_SHOWS, method="at", label=_("Show"))
    type = filters.ChoiceFilter(
        field_name="administrative_type", choices=AdministrativeType.choices, label=_("Type")
    )
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    reason = filters.ChoiceFilter(
        field_name="refusal_reason", choices=RefusalReason.choices, label=_("Reason of refusal")
    )

    class Meta:
        model = MatterVersion
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return rows if asked.get("show") or asked.get("reason") else self.at(rows, "show", "open")

    def search(
        self, rows: QuerySet[MatterVersion], name: str, text: str
    ) -> QuerySet[MatterVersion]:
        text = text.strip()
        found = Q(matter__code__istartswith=text)
        for column in ("item", "sub_item", "item_en", "sub_item_en"):
            found |= Q(**{f"{column}__ilike": text})
        return rows.filter(found)

    def at(self, rows: QuerySet[Any], name: str, show: str) -> QuerySet[Any]:
        if show == "claimed":
            return rows.filter(claim_pk__isnull=False)
        if show == "renewing":
            return rows.filter(claim_state=ClaimState.RECLAIM_REQUIRED)
        if show == "refused":
            return rows.filter(claim_pk__isnull=True, refusal_pk__isnull=False)
        return rows.filter(claim_pk__isnull=True, refusal_pk__isnull=True)

    def in_line(
        self, rows: QuerySet[MatterVersion], name: str, line: Line
    ) -> QuerySet[MatterVersion]:
        return rows.filter(line=line.code)


class ImplementationFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Matter, its code or the list's")
    )
    state = filters.ChoiceFilter(choices=ImplementationState.choices, label=_("State"))
    system = SystemFilter("claim__department__path")
    region = RegionFilter("claim__region__path")
    claim = filters.UUIDFilter(field_name="claim_id", label=_("Claim"))
    entrusted = filters.BooleanFilter(
        field_name="entrusted", lookup_expr="isnull", exclude=True, label=_("With entrustment")
    )

    class Meta:
        model = ImplementationList
        fields: list[str] = []

    def search(
        self, rows: QuerySet[ImplementationList], name: str, text: str
    ) -> QuerySet[ImplementationList]:
        text = text.strip()
        return rows.filter(Q(code__startswith=text) | of_matter(text, "claim__matter"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("state") or self.form.cleaned_data.get("claim"):
            return rows
        return rows.exclude(state=ImplementationState.SUPERSEDED)


class TransferFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Matter or its code"))
    region = RegionFilter()
    system = SystemFilter("from_department__path")
    in_force = filters.BooleanFilter(method="today", label=_("In force today"))

    class Meta:
        model = PowerTransfer
        fields: list[str] = []

    def search(
        self, rows: QuerySet[PowerTransfer], name: str, text: str
    ) -> QuerySet[PowerTransfer]:
        return rows.filter(of_matter(text.strip()))

    def today(
        self, rows: QuerySet[PowerTransfer], name: str, is_so: bool
    ) -> QuerySet[PowerTransfer]:
        held = Q(valid__contains=workdays.today())
        return rows.filter(held if is_so else ~held)
