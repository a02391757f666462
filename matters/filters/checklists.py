"""Filters of check forms."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from matters.filters.matters import VersionFilter, state_filter
from matters.models import ChecklistVersion


class ChecklistFilter(VersionFilter):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    state = state_filter()

    class Meta:
        model = ChecklistVersion
        fields: list[str] = []

    def search(
        self, rows: QuerySet[ChecklistVersion], name: str, text: str
    ) -> QuerySet[ChecklistVersion]:
        text = text.strip()
        return rows.filter(
            Q(checklist__name__ilike=text)
            | Q(checklist__name_en__ilike=text)
            | Q(checklist__code__istartswith=text)
        )
