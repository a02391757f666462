"""Reads of the law library: laws, their versions and articles, what cites them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from common.search import SearchQuerySet
from matters.choices import ArticleKind, LawState, ReviewState
from registry.querysets import ScopedQuerySet


class LawQuerySet(models.QuerySet[Any]):
    """Laws belong to no department: whoever may see one may see all."""

    def allowed(self, user: Any, perm: str) -> Self:
        return self if user.has_perm(perm) else self.none()

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "matters.view_law")

    def with_version(self, day: dt.date) -> Self:
        """Annotate the first and last day, and the id, of the version in force on a legal day."""
        versions = self.model._meta.apps.get_model("matters.LawVersion").objects
        rows = versions.in_force(day).filter(law=models.OuterRef("pk")).order_by("-number")
        coming = versions.filter(
            law=models.OuterRef("pk"), state=LawState.PUBLISHED, valid__startswith__gt=day
        )
        return self.annotate(
            in_force_id=models.Subquery(rows.values("pk")[:1]),
            in_force_from=models.Subquery(rows.values("valid__startswith")[:1]),
            is_coming=models.Exists(coming),
        )

    def with_citation_count(self) -> Self:
        """Annotate ``citation_count``: how many references point to the law now."""
        citations = self.model._meta.apps.get_model("matters.Citation").objects
        rows = citations.standing().filter(law=models.OuterRef("pk")).order_by()
        count = rows.values("law").annotate(n=models.Count("pk")).values("n")
        return self.annotate(citation_count=Coalesce(models.Subquery(count), 0))


class LawVersionQuerySet(models.QuerySet[Any]):
    def allowed(self, user: Any, perm: str) -> Self:
        return self if user.has_perm(perm) else self.none()

    def visible_to(self, user: Any) -> Self:
        """Return what was published; drafts are for those who write or publish laws."""
        if not user.has_perm("matters.view_law"):
            return self.none()
        if user.has_perm("matters.add_law") or user.has_perm("matters.publish_law"):
            return self
        return self.exclude(state=LawState.DRAFT)

    def in_force(self, day: dt.date) -> Self:
        """Return the versions in force on a legal day, those replaced or repealed since too."""
        return self.exclude(state=LawState.DRAFT).filter(valid__contains=day)


class ArticleQuerySet(SearchQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "matters.view_law")

    def allowed(self, user: Any, perm: str) -> Self:
        """Return the articles of published versions, of drafts too for those who work on them."""
        versions = self.model._meta.apps.get_model("matters.LawVersion").objects
        if not user.has_perm(perm):
            return self.none()
        return self.filter(version__in=versions.visible_to(user).values("pk"))

    def visible_text(self) -> Self:
        """Return what was published: everybody may read it."""
        return self.exclude(version__state=LawState.DRAFT)

    def in_force(self, day: dt.date) -> Self:
        return self.exclude(version__state=LawState.DRAFT).filter(version__valid__contains=day)

    def whole(self) -> Self:
        """Return articles, not the headings above nor the pieces below them."""
        return self.filter(kind=ArticleKind.ARTICLE)


class CitationQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Return what is cited now; what an origin no longer says stays in the table."""
        return self.filter(dropped_at=None)

    def of(self, origins: Iterable[str]) -> Self:
        return self.standing().filter(origin__in=list(origins)).order_by("origin", "order")

    def at(self, law: Any, locator: str) -> Self:
        """Return what cites a place of a law, anything above it, or a piece of it."""
        article = locator.split(".")[0]
        places = Q(locator="") | Q(locator=article) | Q(locator__startswith=f"{article}.")
        return self.standing().filter(places, law=law)

    def allowed(self, user: Any, perm: str) -> Self:
        return self if user.has_perm(perm) else self.none()

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "matters.view_law")


class ImpactReviewQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def allowed(self, user: Any, perm: str) -> Self:
        """Return the reviews in the person's scope; those without an owner to who looks across."""
        inside = super().allowed(user, perm)
        if user.has_perm(perm) and user.has_perm("matters.publish_law"):
            return self.filter(Q(pk__in=inside.values("pk")) | Q(department=None))
        return inside

    def open(self) -> Self:
        return self.filter(state=ReviewState.OPEN)

    def overdue(self, day: dt.date) -> Self:
        return self.open().filter(due_on__lt=day)
