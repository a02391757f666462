"""The classes of subjects: what their ratings come to; nothing else writes them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.db.models.functions import Coalesce

from common import workdays
from common.events import emit
from common.models import Event, User
from registry.choices import DEFAULT_SCHEME, RatingKind
from registry.models import Rating, Subject

COLUMNS = {RatingKind.CREDIT: "credit_class", RatingKind.RISK: "risk_class"}


@transaction.atomic
def rate(
    subject: Subject,
    kind: str,
    value: str,
    *,
    until: dt.date | None = None,
    scheme: str = DEFAULT_SCHEME,
    source: str = "",
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> Rating:
    """Rate a subject from today on (to ``until``, that day left out); the rating before ends.

    ``value`` is one of CLASSES, ``source`` the origin that the rating came from. The same rating
    again stays as it is. Emits ``registry.classified`` where a class changes.
    """
    Subject.objects.select_for_update().get(pk=subject.pk)
    today = workdays.today()
    rows = Rating.objects.filter(subject=subject, kind=kind, scheme=scheme)
    standing: Rating | None = rows.on(today).first()
    valid = DateRange(today, until)
    if standing and (standing.value, standing.valid.upper) == (value, until):
        return standing
    if standing and standing.valid.lower == today:
        standing.value, standing.valid, standing.source = value, valid, source
        standing.save(update_fields=["value", "valid", "source"])
        made = standing
    else:
        if standing:
            standing.valid = DateRange(standing.valid.lower, today)
            standing.save(update_fields=["valid"])
        made = Rating.objects.create(
            subject=subject, kind=kind, scheme=scheme, value=value, valid=valid, source=source
        )
    classify([subject.pk], by=by, basis=basis, cause=cause)
    return made


@transaction.atomic
def classify(
    subjects: Iterable[UUID],
    *,
    by: User | None = None,
    basis: str = "",
    cause: Event | None = None,
) -> list[Subject]:
    """Write the classes of subjects anew; return the records whose class changed.

    A class is the gravest that the default scheme gave today to any record of the family: what was
    said of a merged record counts for the one under which work goes on, and goes with it when they
    are parted. A pure function of ratings and merges, so a second call changes nothing. Emits
    ``registry.classified`` for each record that changed.
    """
    roots = Subject.objects.filter(pk__in=list(subjects)).values(root=Coalesce("canonical", "pk"))
    family = Q(pk__in=roots) | Q(canonical__in=roots)
    rows = list(Subject.objects.select_for_update().filter(family).order_by("pk"))
    gravest: dict[tuple[Any, str], str] = {}
    ratings = Rating.objects.on(workdays.today()).filter(
        subject__in=[row.pk for row in rows], scheme=DEFAULT_SCHEME
    )
    said = ratings.values_list(Coalesce("subject__canonical", "subject"), "kind", "value")
    for root, kind, value in said:
        gravest[root, kind] = max(value, gravest.get((root, kind), ""))
    changed = []
    for row in rows:
        after = {COLUMNS[kind]: gravest.get((row.root_id, kind), "") for kind in RatingKind}
        before = {column: getattr(row, column) for column in after}
        if before == after:
            continue
        for column, value in after.items():
            setattr(row, column, value)
        row.save(update_fields=list(after))
        facts = {"before": before, "after": after}
        emit(
            "registry.classified",
            row,
            subject=row.pk,
            facts=facts,
            by=by,
            basis=basis,
            cause=cause,
        )
        changed.append(row)
    return changed


def classify_due() -> int:
    """Write the classes of those whose rating begins or ends today; return how many changed."""
    due = Rating.objects.changing_on(workdays.today()).values_list("subject", flat=True)
    return len(classify(set(due)))
