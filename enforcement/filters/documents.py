"""Filters of inspection documents."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.choices import DocumentKind
from enforcement.models import Document


class DocumentFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Number of the document, name or code")
    )
    kind = filters.MultipleChoiceFilter(
        choices=DocumentKind.choices,
        label=_("Kind"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    year = filters.NumberFilter(label=_("Year"), min_value=2000, max_value=9999)
    void = filters.BooleanFilter(
        field_name="voided_at", lookup_expr="isnull", exclude=True, label=_("Voided")
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        at, text = "task__subject__", text.strip()
        return rows.filter(
            Q(code__icontains=text)
            | Q(**{f"{at}name__icontains": text})
            | Q(**{f"{at}code__startswith": text})
        )
