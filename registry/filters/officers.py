"""Filters of officers."""

import datetime as dt

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common import workdays
from registry.filters.places import RegionFilter
from registry.models import Leave, Line, Officer, OfficerLoan

SOON_DAYS = 60


class OfficerFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name, certificate or expertise")
    )
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    certificate = filters.ChoiceFilter(
        choices=[
            ("valid", _("valid")),
            ("soon", _("ends within 60 days")),
            ("ended", _("ended")),
            ("none", _("none")),
        ],
        method="by_certificate",
        label=_("Certificate"),
    )
    away = filters.ChoiceFilter(
        choices=[("leave", _("on leave today")), ("lent", _("lent to another body today"))],
        method="by_absence",
        label=_("Absence"),
    )
    region = RegionFilter("department__region__path")

    class Meta:
        model = Officer
        fields: list[str] = []

    def search(self, rows: QuerySet[Officer], name: str, text: str) -> QuerySet[Officer]:
        text = text.strip()
        return rows.filter(
            Q(user__name__ilike=text)
            | Q(user__name_en__ilike=text)
            | Q(certificate_no__startswith=text)
            | Q(expertise__contains=[text])
        )

    @extend_schema_field(OpenApiTypes.STR)
    def in_line(self, rows: QuerySet[Officer], name: str, line: Line) -> QuerySet[Officer]:
        return rows.filter(lines__contains=[line.code])

    def by_certificate(self, rows: QuerySet[Officer], name: str, text: str) -> QuerySet[Officer]:
        today = workdays.today()
        soon = today + dt.timedelta(days=SOON_DAYS)
        if text == "none":
            return rows.filter(certificate_no=None)
        if text == "ended":
            return rows.filter(valid__endswith__lte=today)
        valid = rows.filter(valid__contains=today)
        return valid.filter(valid__endswith__lte=soon) if text == "soon" else valid

    def by_absence(self, rows: QuerySet[Officer], name: str, text: str) -> QuerySet[Officer]:
        spells = {"leave": Leave, "lent": OfficerLoan}[text].objects.on(workdays.today())
        return rows.filter(pk__in=spells.values("officer"))
