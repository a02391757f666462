"""What a reorganisation of departments does to claims."""

from typing import Any

from django.db.models import Q

from matters.models import Claim
from matters.services.claims import claim_due, end_claim
from registry.carriers import Passing


def _passing_claims(passing: Passing) -> Any:
    rows = Claim.objects.filter(department=passing.old).exclude(state="ended")
    if passing.lines:
        rows = rows.filter(Q(matter__versions__line__in=list(passing.lines))).distinct()
    return rows


def count_claims(passing: Passing) -> int:
    """Return how many claims would pass over."""
    return int(_passing_claims(passing).count())


def carry_claims(passing: Passing) -> int:
    """Claim for the successor, in its region, what the old department had claimed; end the old.

    What the successor has claimed already, or has no level for, only ends.
    """
    if passing.by is None:
        return 0
    rows = list(_passing_claims(passing).select_related("matter", "department"))
    ids = {each.matter_id for each in rows}
    claim_due(passing.new, ids, by=passing.by, basis=passing.basis)
    for each in rows:
        end_claim(each, by=passing.by, basis=passing.basis)
    return len(rows)
