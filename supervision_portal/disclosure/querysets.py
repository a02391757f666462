"""Reads of the public copy."""

import datetime as dt
from typing import Any, Self

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from registry.models import Subject
from registry.querysets import ScopedQuerySet
from supervision_portal.disclosure import rules

SEARCHED = (
    "subject",
    "subject_en",
    "subject_code",
    "matter",
    "matter_en",
    "department",
    "department_en",
)


class PublicRecordQuerySet(ScopedQuerySet):
    department_path = "department_path"
    region_path = "region_path"

    def shown(self) -> Self:
        """Return what the public sees: published, not withdrawn, not superseded."""
        return self.filter(withdrawn_at=None)

    def of_one_visit(self, record: Any) -> Self:
        """Return the other results of the joint visit that a record belongs to."""
        if not record.visit:
            return self.none()
        return self.shown().filter(visit=record.visit).exclude(pk=record.pk)

    def matching(self, text: str) -> Self:
        """Return the records that hold every word of a search; none for a single character.

        Pairs of characters find them by index, the words themselves then decide.
        """
        words = rules.words(text)[: rules.MOST_WORDS]
        grams = rules.grams(*words)
        if not grams:
            return self.none()
        found = self.filter(grams__contains=grams)
        for word in words:
            anywhere = Q()
            for field in SEARCHED:
                anywhere |= Q(**{f"{field}__icontains": word})
            found = found.filter(anywhere)
        return found


class PublicDrawQuerySet(QuerySet[Any]):
    def shown(self) -> Self:
        """Return what the public sees: every draw, from its commitment on."""
        return self.all()


class PublicPlanQuerySet(QuerySet[Any]):
    def shown(self) -> Self:
        """Return what the public sees: every plan, from its publication on."""
        return self.all()


class PublicationTermQuerySet(ScopedQuerySet):
    """Terms of results; who may see inspections sees how long they still have."""

    department_path = "department_path"
    region_path = "region_path"

    def visible_to(self, user: Any) -> Self:
        return self.allowed(user, "enforcement.view_inspection")

    def open(self) -> Self:
        """Return the results that are not public yet."""
        return self.filter(published_on=None)

    def late(self, day: dt.date) -> Self:
        return self.open().filter(due_on__lt=day)

    def meter(self, day: dt.date, soon: dt.date, since: dt.date) -> dict[str, int]:
        """Count, in one query, what waits and how the results published since a day kept time.

        ``soon`` is the last day that still counts as near.
        """
        done = Q(published_on__gte=since)
        counts: dict[str, int] = self.filter(Q(published_on=None) | done).aggregate(
            waiting=Count("pk", filter=Q(published_on=None)),
            near=Count("pk", filter=Q(published_on=None, due_on__range=(day, soon))),
            late=Count("pk", filter=Q(published_on=None, due_on__lt=day)),
            published=Count("pk", filter=done),
            in_time=Count("pk", filter=done & Q(published_on__lte=F("due_on"))),
        )
        return counts

    def with_hindrances(self) -> Self:
        """Annotate ``name``, ``name_en`` and ``code`` of the subject, and what is ``found``."""
        subject = Subject.objects.filter(pk=OuterRef("subject_key"))
        holds = self.model._meta.apps.get_model("disclosure.Hold").objects
        held = holds.filter(origin=OuterRef("origin"), released_at=None)
        return self.annotate(
            name=Subquery(subject.values("name")),
            name_en=Subquery(subject.values("name_en")),
            code=Subquery(subject.values("code")),
            found=Subquery(held.values("found")),
        )


class HoldQuerySet(ScopedQuerySet):
    department_path = "department_path"
    region_path = "region_path"

    def waiting(self) -> Self:
        """Return the results that still wait for their source to be mended."""
        return self.filter(released_at=None)

    def with_subjects(self) -> Self:
        """Annotate the names of the subjects as the registry has them: ``name``, ``name_en``."""
        subject = Subject.objects.filter(pk=OuterRef("subject_key"))
        return self.annotate(
            name=Subquery(subject.values("name")), name_en=Subquery(subject.values("name_en"))
        )
