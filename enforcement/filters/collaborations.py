"""Filters of what departments ask of each other."""

from typing import Any

import django_filters as filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.choices.collaborations import CollaborationKind, CollaborationState
from enforcement.models import Collaboration

CHANGE = "enforcement.change_collaboration"
ASKED, ASKING = "asked", "asking"


class CollaborationFilter(filters.FilterSet):
    side = filters.ChoiceFilter(
        choices=[(ASKED, _("asked of us")), (ASKING, _("asked by us"))],
        method="by_side",
        label=_("Direction"),
    )
    kind = filters.MultipleChoiceFilter(
        choices=CollaborationKind.choices,
        label=_("Kind"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    state = filters.MultipleChoiceFilter(
        choices=CollaborationState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    late = filters.BooleanFilter(method="by_clock", label=_("Answer overdue"))

    class Meta:
        model = Collaboration
        fields: list[str] = []

    def by_side(self, rows: Any, name: str, value: str) -> Any:
        user: Any = getattr(self.request, "user", None)
        own = Collaboration.objects
        mine = own.allowed(user, CHANGE) if value == ASKED else own.asked_by(user, CHANGE)
        return rows.filter(pk__in=mine.values("pk"))

    def by_clock(self, rows: Any, name: str, value: bool) -> Any:
        late = Collaboration.objects.late(timezone.now()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)
