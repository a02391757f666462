"""Filters of grants."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.filters.places import RegionFilter
from registry.models import Grant, Role


class GrantFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Person, user name or department")
    )
    role = filters.ModelChoiceFilter(queryset=Role.objects.all(), label=_("Role"))
    region = RegionFilter()
    stands = filters.ChoiceFilter(
        choices=[("all", _("all, also those taken back")), ("over", _("taken back or expired"))],
        method="standing",
        label=_("Standing"),
        empty_label=_("in force"),
    )

    class Meta:
        model = Grant
        fields: list[str] = []

    def search(self, rows: QuerySet[Grant], name: str, text: str) -> QuerySet[Grant]:
        text = text.strip()
        return rows.filter(
            Q(user__name__ilike=text)
            | Q(user__name_en__ilike=text)
            | Q(user__username__startswith=text)
            | Q(department__name__ilike=text)
        )

    def standing(self, rows: QuerySet[Grant], name: str, which: str) -> QuerySet[Grant]:
        over = Grant.objects.in_force().values("pk")
        return rows.exclude(pk__in=over) if which == "over" else rows
