"""Who is told what concerns a department: whoever's grant carries the right to act on it there."""

from django.db.models import F, Q, QuerySet, Value

from common.models import User
from registry.models import Department, Grant, Region


def holders(perm: str, department: Department, region: Region | None = None) -> QuerySet[User]:
    """Return those whose grant carries a permission over a department itself.

    Where nobody has one that near, those who have it from above. ``region`` is where the work is,
    the department's own if none.
    """
    place = (region or department.region).path
    grants = Grant.objects.in_force().carrying(perm).over_region(place)
    own = grants.filter(department=department)
    if not own.exists():
        above = grants.alias(own=Value(department.path))
        own = above.filter(Q(department=None) | Q(own__startswith=F("department__path")))
    return User.objects.filter(pk__in=own.values("user"), is_active=True)
