"""Claims to be renewed: who is told, and whom a late one reaches."""

from common.channels import tell
from common.models import Event, reference
from matters.models import Claim
from supervision_portal.recipients import holders


def tell_keepers(claimed: Claim, event: Event) -> None:
    """Tell those who keep the department's claims that one is to be renewed."""
    _tell(claimed, "matters.change_claim", "matters.reclaim_required", event)


def tell_head(claimed: Claim, event: Event) -> None:
    """Tell the head of the department that a claim was not renewed in time."""
    _tell(claimed, "matters.review_matterversion", "matters.reclaim_late", event)


def _tell(claimed: Claim, perm: str, code: str, event: Event) -> None:
    tell(
        holders(perm, claimed.department, claimed.region),
        code,
        key=f"{reference(claimed)}:{event.pk}",
        params={
            "claim": str(claimed.pk),
            "code": str(claimed.matter),
            "by": claimed.reclaim_by.isoformat() if claimed.reclaim_by else "",
        },
    )
