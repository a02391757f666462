"""Reads of adjustment requests."""

from typing import Any, Self

from matters.choices import AdjustmentState
from registry.grants import scope_filter
from registry.querysets import ScopedQuerySet

PLACES = ("department", "addressee")


class AdjustmentQuerySet(ScopedQuerySet):
    """Acts of who asks lie under ``department``, acts of who answers under ``addressee``."""

    department_path = "department__path"
    region_path = "department__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return the requests that the user's departments have made or are to answer."""
        perm = "matters.view_adjustment"
        return self.filter(_inside(user, perm, "department") | _inside(user, perm, "addressee"))

    def to_decide(self, user: Any) -> Self:
        """Return the requests that the user may decide on."""
        return self.allowed(user, "matters.decide_adjustment")

    def allowed(self, user: Any, perm: str) -> Self:
        side = "addressee" if perm == "matters.decide_adjustment" else "department"
        return self.filter(_inside(user, perm, side))

    def waiting(self) -> Self:
        """Return the requests that nobody has decided on yet."""
        return self.filter(state__in=[AdjustmentState.RECEIVED, AdjustmentState.UNDER_STUDY])


def _inside(user: Any, perm: str, side: str) -> Any:
    return scope_filter(user, perm, department=f"{side}__path", region=f"{side}__region__path")
