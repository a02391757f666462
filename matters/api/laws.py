"""The law library by API: laws with their versions, the text of a version, articles by search."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common import workdays
from common.api import ScopedViewSet
from matters.filters import LawFilter, ReviewFilter
from matters.models import Article, ImpactReview, Law, LawVersion


class LawVersionOut(serializers.ModelSerializer[LawVersion]):
    valid_from = serializers.DateField(source="first_day")
    valid_until = serializers.DateField(source="last_day")

    class Meta:
        model = LawVersion
        fields = (
            "id", "number", "state", "valid_from", "valid_until", "adopted_on", "document_no",
            "source",
        )  # fmt: skip


class LawOut(serializers.ModelSerializer[Law]):
    versions = serializers.SerializerMethodField()

    class Meta:
        model = Law
        fields = (
            "id", "name", "name_en", "kind", "issuer", "issuer_en", "aliases", "versions",
        )  # fmt: skip

    def get_versions(self, law: Law) -> list[dict[str, Any]]:
        shown = [each for each in law.versions.all() if each.state != "draft"]
        return [dict(LawVersionOut(each).data) for each in shown]


class Laws(ScopedViewSet):
    """Laws with the days their texts are in force."""

    queryset = Law.objects.prefetch_related("versions")
    serializer_class = LawOut
    filterset_class = LawFilter


class ArticleOut(serializers.ModelSerializer[Article]):
    law = serializers.UUIDField(source="version.law_id")
    title_of_law = serializers.CharField(source="version.law.name")
    part_of = serializers.UUIDField(source="parent_id")
    valid_from = serializers.DateField(source="version.first_day")
    valid_until = serializers.DateField(source="version.last_day")

    class Meta:
        model = Article
        fields = (
            "id", "law", "title_of_law", "version", "part_of", "kind", "label", "locator", "order",
            "title", "text", "text_en", "valid_from", "valid_until",
        )  # fmt: skip


class ArticleFilter(filters.FilterSet):
    """Articles of a law, in force on a day (today unless said), that hold what is asked."""

    q = filters.CharFilter(method="search")
    law = filters.UUIDFilter(field_name="version__law")
    version = filters.UUIDFilter(field_name="version")
    locator = filters.CharFilter()
    kind = filters.CharFilter()
    day = filters.DateFilter(method="on_day")

    class Meta:
        model = Article
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> QuerySet[Article]:
        found: QuerySet[Article] = rows.whole().matching(text)
        return found

    def on_day(self, rows: Any, name: str, day: dt.date) -> QuerySet[Article]:
        found: QuerySet[Article] = rows.in_force(day)
        return found

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if asked.get("day") or asked.get("version"):
            return rows
        return rows.in_force(workdays.today())


class MayViewLaws(BasePermission):
    """Whoever may see laws; articles have no permission of their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm("matters.view_law"))


class Articles(ScopedViewSet):
    """Articles with the text in force on a day."""

    queryset = Article.objects.select_related("version__law")
    serializer_class = ArticleOut
    permission_classes = (MayViewLaws,)
    filterset_class = ArticleFilter


class ReviewOut(serializers.ModelSerializer[ImpactReview]):
    law = serializers.UUIDField(source="version.law_id")
    cited = serializers.CharField(source="citation.quoted")
    department = serializers.CharField(source="department.code", default=None)

    class Meta:
        model = ImpactReview
        fields = (
            "id", "origin", "name", "name_en", "law", "version", "cited", "kind", "department",
            "effective_on", "due_on", "state", "reason",
        )  # fmt: skip


class Reviews(ScopedViewSet):
    """What is to be reviewed after a change of law, inside the reader's grants."""

    queryset = ImpactReview.objects.select_related("version", "citation", "department")
    serializer_class = ReviewOut
    filterset_class = ReviewFilter
