"""Claims to be renewed: who is told, and whom a late one reaches."""

from django.db.models import F, Q, QuerySet, Value

from common.channels import tell
from common.models import Event, User, reference
from matters.models import Claim
from registry.models import Grant


def tell_keepers(claimed: Claim, event: Event) -> None:
    """Tell those who keep the department's claims that one is to be renewed."""
    _tell(claimed, "matters.change_claim", "matters.reclaim_required", event)


def tell_head(claimed: Claim, event: Event) -> None:
    """Tell the head of the department that a claim was not renewed in time."""
    _tell(claimed, "matters.review_matterversion", "matters.reclaim_late", event)


def _tell(claimed: Claim, perm: str, code: str, event: Event) -> None:
    tell(
        _holders(claimed, perm),
        code,
        key=f"{reference(claimed)}:{event.pk}",
        params={
            "claim": str(claimed.pk),
            "code": str(claimed.matter),
            "by": claimed.reclaim_by.isoformat() if claimed.reclaim_by else "",
        },
    )


def _holders(claimed: Claim, perm: str) -> QuerySet[User]:
    """Return those whose grant carries a permission over the claiming department itself.

    Where nobody has one that near, those who have it from above.
    """
    grants = Grant.objects.in_force().carrying(perm).over_region(claimed.region.path)
    own = grants.filter(department=claimed.department)
    if not own.exists():
        above = grants.alias(own=Value(claimed.department.path))
        own = above.filter(Q(department=None) | Q(own__startswith=F("department__path")))
    return User.objects.filter(pk__in=own.values("user"), is_active=True)
