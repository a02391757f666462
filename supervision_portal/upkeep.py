"""The list is kept alive by people: who is told of reviews, evaluations and requests."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from common.channels import tell
from common.models import Event, User, reference
from matters.models import Adjustment, Evaluation, ImpactReview, LawVersion
from registry.models import Department, Grant
from supervision_portal.recipients import holders

REVIEW = "matters.change_impactreview"


def tell_owners(version: LawVersion, event: Event) -> None:
    """Tell the owners of what rests on a changed law that they have it to review.

    Once for each department, however much of theirs rests on it; what belongs to no department is
    for those who publish laws.
    """
    owned: dict[Department | None, list[ImpactReview]] = defaultdict(list)
    rows = ImpactReview.objects.open().filter(version=version).order_by("due_on", "pk")
    for review in rows.select_related("department__region"):
        owned[review.department].append(review)
    for department, reviews in owned.items():
        people = _lawyers() if department is None else holders(REVIEW, department)
        params: dict[str, Any] = {
            "law": version.law.name,
            "law_en": version.law.name_en,
            "count": len(reviews),
            "due": reviews[0].due_on.isoformat(),
            "version": str(version.pk),
            "department": str(department.pk) if department else "",
            "review": str(reviews[0].pk),
        }
        key = f"{reference(version)}:{event.pk}:{department.pk if department else ''}"
        tell(people, "matters.reviews_opened", key=key, params=params)


def _lawyers() -> QuerySet[User]:
    grants = Grant.objects.in_force().carrying("matters.publish_law").values("user")
    return User.objects.filter(pk__in=grants, is_active=True)


def tell_evaluators(evaluation: Evaluation) -> None:
    """Tell a department that matters of its are to be evaluated, once for each due day."""
    department = evaluation.department
    same = Evaluation.objects.open().filter(department=department, due_on=evaluation.due_on)
    params: dict[str, Any] = {
        "count": max(same.count(), 1),
        "due": evaluation.due_on.isoformat(),
        "matter": evaluation.version.title,
        "department": str(department.pk),
        "evaluation": str(evaluation.pk),
    }
    key = f"matters.evaluation:{department.pk}:{evaluation.due_on}"
    people = holders("matters.change_evaluation", department)
    tell(people, "matters.evaluations_opened", key=key, params=params)


def tell_addressee(adjustment: Adjustment) -> None:
    """Tell those who decide for the department that answers that a request came."""
    people = holders("matters.decide_adjustment", adjustment.addressee)
    params = _asked(adjustment)
    tell(people, "matters.adjustment_received", key=reference(adjustment), params=params)


def tell_asker(adjustment: Adjustment, event: Event) -> None:
    """Tell whoever wrote a request what became of it."""
    what = event.name.removeprefix("matters.adjustment_")
    people = User.objects.filter(pk__in=[adjustment.asked_by] if adjustment.asked_by else [])
    people = people.exclude(pk=str(event.by)) if event.by else people
    params = _asked(adjustment)
    tell(people, f"matters.adjustment_{what}", key=f"{reference(adjustment)}:{what}", params=params)


def _asked(adjustment: Adjustment) -> dict[str, Any]:
    return {
        "adjustment": str(adjustment.pk),
        "title": adjustment.title,
        "by": adjustment.department.name,
        "by_en": adjustment.department.name_en,
    }
