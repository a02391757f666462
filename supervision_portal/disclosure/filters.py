"""Filters of the public lists, the same for the pages, the download and the open interface."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common import workdays
from matters.choices import AdministrativeType
from matters.models import Claim, MatterVersion, Succession
from registry.choices import Level
from registry.models import Department, Line, Region
from supervision_portal.disclosure import rules, successors
from supervision_portal.disclosure.choices import PublicResult
from supervision_portal.disclosure.models import PublicRecord
from supervision_portal.disclosure.querysets import PublicRecordQuerySet

LONGEST_SEARCH = 100
MATTER_TEXTS = (
    "item",
    "item_en",
    "sub_item",
    "sub_item_en",
    "object",
    "object_en",
    "basis",
    "basis_en",
    "matter__code",
)


class Named(forms.ModelChoiceField):
    """Rows to choose from by code, shown by their name in the reader's language."""

    def label_from_instance(self, row: Any) -> str:
        indent = "\u3000" * max(row.level - Level.PROVINCE, 0) if isinstance(row, Region) else ""
        return indent + str(row)


@extend_schema_field(OpenApiTypes.STR)
class CodeFilter(filters.ModelChoiceFilter):
    """A row named by its code."""

    field_class = Named

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, to_field_name="code", **kwargs)


def counties_and_above(request: Any) -> QuerySet[Region]:
    return Region.objects.filter(level__lte=Level.COUNTY).order_by("path")


def top_departments(request: Any) -> QuerySet[Department]:
    return Department.objects.filter(parent=None).order_by("code")


def search_filter(label: Any, method: str) -> filters.CharFilter:
    return filters.CharFilter(label=label, method=method, max_length=LONGEST_SEARCH)


class RecordFilter(filters.FilterSet):
    """Published results by words, place, department, result, matter and day."""

    q = search_filter(_("Firm, credit code or matter"), "matching")
    region = CodeFilter(
        label=_("Where"), queryset=counties_and_above, method="within", empty_label=_("anywhere")
    )
    department = CodeFilter(
        label=_("Which authority"),
        queryset=top_departments,
        method="of_department",
        empty_label=_("any authority"),
    )
    result = filters.ChoiceFilter(
        label=_("Result"),
        field_name="outcome",
        choices=PublicResult.choices,
        empty_label=_("any result"),
    )
    since = filters.DateFilter(
        label=_("From"),
        field_name="result_on",
        lookup_expr="gte",
        widget=forms.DateInput({"type": "date"}),
    )
    until = filters.DateFilter(
        label=pgettext_lazy("last day", "To"),
        field_name="result_on",
        lookup_expr="lte",
        widget=forms.DateInput({"type": "date"}),
    )
    matter = filters.UUIDFilter(field_name="matter_key", widget=forms.HiddenInput())

    class Meta:
        model = PublicRecord
        fields: list[str] = []

    def matching(self, rows: PublicRecordQuerySet, name: str, text: str) -> PublicRecordQuerySet:
        return rows.matching(text) if text else rows

    def within(self, rows: QuerySet[Any], name: str, region: Region | None) -> QuerySet[Any]:
        return rows.filter(region_path__startswith=region.path) if region else rows

    def of_department(
        self, rows: QuerySet[Any], name: str, department: Department | None
    ) -> QuerySet[Any]:
        return rows.filter(department_path__startswith=department.path) if department else rows


class MatterFilter(filters.FilterSet):
    """Matters in force by words, theme, department, level and kind of act."""

    q = search_filter(_("What, whom, or which law"), "matching")
    theme = CodeFilter(
        label=_("Theme"), queryset=Line.objects.all(), method="of_theme", empty_label=_("any theme")
    )
    department = CodeFilter(
        label=_("Which authority"),
        queryset=top_departments,
        method="of_department",
        empty_label=_("any authority"),
    )
    region = CodeFilter(
        label=_("Where"),
        queryset=counties_and_above,
        method="exercised_in",
        empty_label=_("anywhere"),
    )
    level = filters.ChoiceFilter(
        label=_("At which level"),
        choices=Level.choices[: Level.TOWNSHIP],
        method="at_level",
        empty_label=_("any level"),
    )
    kind = filters.ChoiceFilter(
        label=_("What kind of act"),
        field_name="administrative_type",
        choices=AdministrativeType.choices,
        empty_label=_("any kind"),
    )

    class Meta:
        model = MatterVersion
        fields: list[str] = []

    def matching(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        """Keep what has all the words; an old code finds the matters that took its place."""
        found = Q()
        for word in rules.words(text)[: rules.MOST_WORDS]:
            anywhere = Q()
            for field in MATTER_TEXTS:
                anywhere |= Q(**{f"{field}__icontains": word})
            found &= anywhere
        if successors.is_code(text):
            found |= Q(matter__in=Succession.objects.heirs_of_code(text.strip()))
        return rows.filter(found)

    def of_theme(self, rows: QuerySet[Any], name: str, line: Line | None) -> QuerySet[Any]:
        return rows.filter(line=line.pk) if line else rows

    def of_department(
        self, rows: QuerySet[Any], name: str, department: Department | None
    ) -> QuerySet[Any]:
        return rows.filter(department__path__startswith=department.path) if department else rows

    def at_level(self, rows: QuerySet[Any], name: str, level: str) -> QuerySet[Any]:
        return rows.filter(levels__contains=[int(level)])

    def exercised_in(self, rows: QuerySet[Any], name: str, region: Region | None) -> QuerySet[Any]:
        """Keep what somebody has claimed for the place, for one above it or within it."""
        if region is None:
            return rows
        steps = region.path.rstrip("/").split("/")
        above = ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]
        claims = Claim.objects.in_force(workdays.today()).filter(
            Q(region__path__in=above) | Q(region__path__startswith=region.path),
            matter=OuterRef("matter"),
        )
        return rows.filter(Exists(claims))
