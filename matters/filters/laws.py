"""Filters of the law library and of the reviews after a change of law."""

from typing import Any

import django_filters as filters
from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from matters.choices import LawKind, LawState, MatchKind, ReviewState
from matters.models import ImpactReview, Law
from registry.models import Department


class LawForce(models.TextChoices):
    """How a law stands on the day the list is read."""

    IN_FORCE = "in_force", pgettext_lazy("law", "in force")
    COMING = "coming", pgettext_lazy("law", "not yet in force")
    ENDED = "ended", pgettext_lazy("law", "no longer in force")
    NO_TEXT = "no_text", pgettext_lazy("law", "without a text")


class LawFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Title or issuer"))
    kind = filters.MultipleChoiceFilter(
        choices=LawKind.choices, label=_("Kind"), widget=forms.CheckboxSelectMultiple
    )
    force = filters.ChoiceFilter(
        choices=LawForce.choices, method="stands", label=pgettext_lazy("law", "Validity")
    )
    cited = filters.BooleanFilter(method="is_cited", label=_("Cited by something"))

    class Meta:
        model = Law
        fields: list[str] = []

    def search(self, rows: QuerySet[Law], name: str, text: str) -> QuerySet[Law]:
        text = text.strip().strip("《》")
        found = Q()
        for column in ("name", "name_en", "issuer", "issuer_en"):
            found |= Q(**{f"{column}__ilike": text})
        return rows.filter(found)

    def stands(self, rows: QuerySet[Law], name: str, value: str) -> QuerySet[Law]:
        day = workdays.today()
        published = ~Q(versions__state=LawState.DRAFT)
        now = rows.filter(published, versions__valid__contains=day).values("pk")
        coming = rows.filter(
            versions__state=LawState.PUBLISHED, versions__valid__startswith__gt=day
        )
        if value == LawForce.IN_FORCE:
            return rows.filter(pk__in=now)
        if value == LawForce.COMING:
            return rows.filter(pk__in=coming.values("pk"))
        had_text = rows.filter(versions__state__in=(LawState.PUBLISHED, LawState.REPEALED))
        if value == LawForce.NO_TEXT:
            return rows.exclude(pk__in=had_text.values("pk"))
        return rows.filter(pk__in=had_text.values("pk")).exclude(
            Q(pk__in=now) | Q(pk__in=coming.values("pk"))
        )

    def is_cited(self, rows: QuerySet[Law], name: str, value: bool) -> QuerySet[Law]:
        cited = Q(citations__isnull=False, citations__dropped_at=None)
        ids = Law.objects.filter(cited).values("pk")
        return rows.filter(pk__in=ids) if value else rows.exclude(pk__in=ids)


def owners(request: Any) -> QuerySet[Department]:
    """Return the departments that have reviews."""
    named = ImpactReview.objects.exclude(department=None).values("department")
    return Department.objects.filter(pk__in=named).order_by("code")


class ReviewFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Law"))
    state = filters.MultipleChoiceFilter(
        choices=ReviewState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    kind = filters.MultipleChoiceFilter(
        choices=[each for each in MatchKind.choices if each[0] not in ("same", "new")],
        label=_("What changed"),
        widget=forms.CheckboxSelectMultiple,
    )
    department = filters.ModelChoiceFilter(queryset=owners, label=_("Owner"))
    overdue = filters.BooleanFilter(method="is_overdue", label=_("Overdue"))
    version = filters.UUIDFilter(field_name="version", label=_("Version of the law (id)"))

    class Meta:
        model = ImpactReview
        fields: list[str] = []

    def search(self, rows: QuerySet[ImpactReview], name: str, text: str) -> QuerySet[ImpactReview]:
        text = text.strip()
        return rows.filter(Q(version__law__name__ilike=text) | Q(version__law__name_en__ilike=text))

    def is_overdue(
        self, rows: QuerySet[ImpactReview], name: str, value: bool
    ) -> QuerySet[ImpactReview]:
        late = Q(state=ReviewState.OPEN, due_on__lt=workdays.today())
        return rows.filter(late) if value else rows.exclude(late)
