"""What a change of law asks to be looked at again: opened by publishing, settled by owners."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit, emit_all
from common.flow import move
from common.models import Event, User
from matters import rules
from matters.choices import MatchKind, ReviewState
from matters.models import Article, ArticleMatch, Citation, ImpactReview, LawVersion
from matters.services.origins import Origin, origins_of

NAME = 300
WEIGHT = {kind: at for at, kind in enumerate(
    (MatchKind.REPEALED, MatchKind.SPLIT, MatchKind.MERGED, MatchKind.EDITED, MatchKind.RENUMBERED)
)}  # fmt: skip


def impact_of(article: Article) -> list[tuple[Citation, Origin]]:
    """Return everything that rests on an article and is still alive, matters first."""
    rows = Citation.objects.at(article.version.law_id, article.locator).select_related("law")
    return with_origins(rows)


def with_origins(rows: Iterable[Citation]) -> list[tuple[Citation, Origin]]:
    """Return citations with the live records that make them, in the order of their names."""
    citations = list(rows)
    origins = origins_of(row.origin for row in citations)
    found = [
        (row, origins[row.origin])
        for row in citations
        if row.origin in origins and origins[row.origin].is_live
    ]
    return sorted(found, key=lambda each: (str(each[1].kind), each[1].code, each[1].name))


def siblings_of(review: ImpactReview) -> list[ImpactReview]:
    """Return the other reviews of the same record after the same change."""
    rows = ImpactReview.objects.filter(version=review.version_id, origin=review.origin)
    return list(rows.exclude(pk=review.pk).select_related("citation"))


def open_reviews(version: LawVersion, day: dt.date, *, cause: Event) -> list[ImpactReview]:
    """Open a review for every citation of an article that the version changes.

    Emits ``matters.review_opened`` for each.
    """
    changed: dict[str, list[ArticleMatch]] = defaultdict(list)
    for match in version.matches.select_related("old", "new").exclude(kind=MatchKind.SAME):
        if match.old:
            changed[match.old.locator].append(match)
    reviews = []
    for citation, origin in with_origins(_citations(version)):
        article = citation.locator.split(".")[0]
        is_whole = not article[:1].isdigit()
        fates = sorted(changed.get(article, ()), key=lambda each: WEIGHT.get(each.kind, 9))
        if not fates and not (is_whole and changed):
            continue
        fate = None if is_whole else fates[0]
        reviews.append(
            ImpactReview(
                version=version,
                citation=citation,
                origin=citation.origin,
                name=origin.name[:NAME],
                name_en=origin.name_en[:NAME],
                kind=fate.kind if fate else MatchKind.EDITED,
                old=fate.old if fate else None,
                new=fate.new if fate else None,
                department_id=origin.department_id,
                effective_on=day,
            )
        )
    return _open(reviews, cause)


def open_reviews_of_repeal(
    version: LawVersion, day: dt.date, *, cause: Event
) -> list[ImpactReview]:
    """Open a review for every citation of a law that ends. Emits ``matters.review_opened``."""
    articles = {row.locator: row for row in version.articles.whole()}
    known = set(version.reviews.values_list("citation", flat=True))
    ImpactReview.objects.filter(version=version).update(
        kind=MatchKind.REPEALED, effective_on=day, announced_at=None
    )
    return _open(
        [
            ImpactReview(
                version=version,
                citation=citation,
                origin=citation.origin,
                name=origin.name[:NAME],
                name_en=origin.name_en[:NAME],
                kind=MatchKind.REPEALED,
                old=articles.get(citation.locator.split(".")[0]),
                department_id=origin.department_id,
                effective_on=day,
            )
            for citation, origin in with_origins(_citations(version))
            if citation.pk not in known
        ],
        cause,
    )


def _citations(version: LawVersion) -> Iterable[Citation]:
    return Citation.objects.standing().filter(law=version.law_id).select_related("law")


def _open(reviews: list[ImpactReview], cause: Event) -> list[ImpactReview]:
    due = workdays.add(workdays.today(), rules.REVIEW_WORKDAYS)
    for review in reviews:
        review.due_on = due
    made = ImpactReview.objects.bulk_create(reviews, batch_size=1000)
    emit_all("matters.review_opened", made, cause=cause)
    return made


@transaction.atomic
def settle_review(review: ImpactReview, state: str, *, by: User, basis: str) -> ImpactReview:
    """Say what the change of law means for a record. Emits ``matters.review_settled``."""
    if state == ReviewState.KEPT and review.ends_basis and not basis:
        raise RuleError(
            "reason_missing",
            _("The basis has ended: say what the record rests on now."),
            field="basis",
        )
    move(review, state, reason=basis, settled_by=by.pk)
    emit("matters.review_settled", review, facts={"state": state}, by=by, basis=basis)
    return review


@transaction.atomic
def reopen_review(review: ImpactReview, *, by: User, basis: str) -> ImpactReview:
    """Take a decision back. Emits ``matters.review_reopened``."""
    move(review, ReviewState.OPEN, reason="", settled_by=None)
    emit("matters.review_reopened", review, by=by, basis=basis)
    return review


@transaction.atomic
def announce(*, cause: Event | None = None) -> int:
    """Tell of every basis that has ended by today, once; return how many.

    Emits ``matters.basis_repealed``, on which open work under it goes to legal review.
    """
    due = ImpactReview.objects.select_for_update(skip_locked=True).filter(
        kind=MatchKind.REPEALED, announced_at=None, effective_on__lte=workdays.today()
    )
    told = 0
    for review in due:
        facts = {"origin": review.origin}
        emit("matters.basis_repealed", review, facts=facts, cause=cause)
        told += 1
    ImpactReview.objects.filter(pk__in=[each.pk for each in due]).update(
        announced_at=timezone.now()
    )
    return told
