"""What the list itself knows of matters and what hangs on them (see ``matters.facts``)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matters.choices import ReviewState
from matters.facts import Impact, register_facts, register_impact
from matters.models import (
    Checklist,
    Citation,
    Claim,
    Duplicate,
    ImpactReview,
    Matter,
    MatterVersion,
    PolicyVersion,
)
from registry.models import Department

SHOWN = 8


def _facts(matters: Sequence[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """Count claims beside those who should claim, open duplicates, and changes of the basis."""
    found: dict[uuid.UUID, dict[str, Any]] = {
        pk: {"claims": 0, "claims_due": 0, "duplicates": 0, "basis": 0} for pk in matters
    }
    claims = Claim.objects.standing().filter(matter__in=matters).order_by()
    for pk, count in claims.values_list("matter").annotate(Count("pk")):
        found[pk]["claims"] = count
    departments = list(Department.objects.values_list("level", "lines"))
    versions = MatterVersion.objects.in_force(day).filter(matter__in=matters)
    origins = {}
    for version in versions.only("pk", "matter_id", "levels", "line"):
        found[version.matter_id]["claims_due"] = sum(
            level in version.levels and (not version.line or version.line in lines)
            for level, lines in departments
        )
        origins[f"matters.matterversion:{version.pk}"] = version.matter_id
    pairs = Duplicate.objects.open().filter(Q(left__in=matters) | Q(right__in=matters))
    for left, right in pairs.values_list("left", "right"):
        for pk in (left, right):
            if pk in found:
                found[pk]["duplicates"] += 1
    reviews = ImpactReview.objects.filter(origin__in=origins, state=ReviewState.OPEN)
    for origin in reviews.values_list("origin", flat=True):
        found[origins[origin]]["basis"] += 1
    return found


def _number(value: Any) -> str:
    return str(value)


def _basis(count: int) -> str:
    if not count:
        return _now("No article that it rests on has changed.")
    return ngettext(
        "%(n)d cited article has changed and waits for its review.",
        "%(n)d cited articles have changed and wait for their reviews.",
        count,
    ) % {"n": count}


register_facts(
    _facts,
    {
        "claims": (_("Departments that have claimed it"), _number),
        "claims_due": (_("Departments at its levels and in its line"), _number),
        "duplicates": (_("Open pairs of possible duplicates"), _number),
        "basis": (_("Basis"), _basis),
    },
)


def _claims(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    rows = Claim.objects.visible_to(user).standing().filter(matter__in=matters)
    named = rows.select_related("department", "region").order_by("department__path")[:SHOWN]
    yield Impact(
        _("Claims"),
        rows.count(),
        _("go along to every successor that is exercised at their level; others end"),
        rows=[(each.department.named, each.department.get_absolute_url()) for each in named],
    )


def _checklists(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    rows = Checklist.objects.filter(matters__in=matters).distinct().order_by("code")
    if user.has_perm("matters.view_checklist"):
        yield Impact(
            _("Checklists"),
            rows.count(),
            _("serve every successor too"),
            rows=[
                (each.named, f"{reverse('matters:checklist-list')}?q={each.code}")
                for each in rows[:SHOWN]
            ],
        )


def _citations(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    versions = MatterVersion.objects.filter(matter__in=matters, state="published")
    origins = [f"matters.matterversion:{pk}" for pk in versions.values_list("pk", flat=True)]
    yield Impact(
        _("Articles cited"),
        Citation.objects.filter(origin__in=origins).count(),
        _("stay with the old versions; the successors cite what their own basis says"),
    )


def _policies(matters: Sequence[Matter], user: Any) -> Iterable[Impact]:
    rows = PolicyVersion.objects.visible_to(user).filter(matters__in=matters, state="published")
    yield Impact(
        _("Policies and standards"),
        rows.distinct().count(),
        _("name the old matters; their owners name the successors in the next version"),
    )


register_impact("10 claims", _claims)
register_impact("20 checklists", _checklists)
register_impact("30 citations", _citations)
register_impact("40 policies", _policies)
