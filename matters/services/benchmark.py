"""A list beside the one above it: what it lacks, says otherwise or has besides; taking over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.models import User
from matters.choices import IN_WORK, VersionState
from matters.models import Matter, MatterVersion
from matters.rules.benchmark import COMPARED, Entry, departures, pair
from matters.services.drafts import COPIED, amend, draft, draft_new
from registry.models import Department

READ = (*COMPARED, "number", "state", "matter", "department", "item_en", "sub_item_en")
TAKEN_OVER = tuple(set(COPIED) - {"matter_id", "department_id", "unit", "system", "serial"})
"""What a new matter takes over from the upper list: all but who answers for it there."""


@dataclass
class Benchmark:
    """The outcome for two lists; ``changed`` are own version, upper version, departing fields."""

    missing: list[MatterVersion] = field(default_factory=list)
    changed: list[tuple[MatterVersion, MatterVersion, list[str]]] = field(default_factory=list)
    extra: list[MatterVersion] = field(default_factory=list)
    same: int = 0


def benchmark(rows: Any, *, own: str, upper: str) -> Benchmark:
    """Compare two lists as far as ``rows`` (versions that somebody may see) hold them.

    Each matter counts by its latest version that was not revoked. Two queries.
    """
    return _compare(_latest(rows, own), _latest(rows, upper))


def benchmark_with(rows: Any, *, own: str, theirs: list[MatterVersion]) -> Benchmark:
    """Compare a list with matters that are not in the portal, as somebody sent them."""
    return _compare(_latest(rows, own), theirs)


def _compare(mine: list[MatterVersion], theirs: list[MatterVersion]) -> Benchmark:
    pairs = pair(_entries(mine), _entries(theirs))
    by_key = {version.matter_id: version for version in theirs}
    outcome = Benchmark()
    for version in mine:
        other = by_key.get(pairs.get(version.matter_id))  # type: ignore[call-overload]
        if other is None:
            outcome.extra.append(version)
        elif fields := departures(_said(version), _said(other)):
            outcome.changed.append((version, other, fields))
        else:
            outcome.same += 1
    found = set(pairs.values())
    outcome.missing = [version for version in theirs if version.matter_id not in found]
    return outcome


@transaction.atomic
def adopt(
    upper: MatterVersion, *, into: str, department: Department | None, by: User
) -> MatterVersion:
    """Take a matter of an upper list over as a draft of one's own that a person reviews.

    One that the list lacks is drafted anew for ``department``; one that it has gets what departs.
    Refuses where nothing departs, or its version is under review. Emits what drafting emits.
    """
    basis = _("Taken over from the list %(list)s.") % {"list": upper.matter.list_code}
    own = _own(upper, into)
    if own is None:
        content = {name: getattr(upper, name) for name in TAKEN_OVER}
        return draft_new(
            into,
            upper.matter.code,
            {**content, "department_id": department.pk if department else None},
            by=by,
            basis=basis,
            national_code=upper.matter.national_code,
            upper=upper.matter,
        )
    fields = departures(_said(own), _said(upper))
    if not fields:
        raise RuleError("same", _("The list says the same already."))
    if own.matter.upper_id is None:
        own.matter.upper = upper.matter
        own.matter.save(update_fields=["upper"])
    content = {name: getattr(upper, name) for name in fields}
    if own.state == VersionState.DRAFT:
        return amend(own, content, by=by, basis=basis)
    if own.state in IN_WORK:
        raise RuleError("under_review", _("Its version is under review: wait for its end."))
    return draft(own.matter, content, by=by, basis=basis)


def own_of(upper: MatterVersion, into: str) -> MatterVersion | None:
    """Return the own list's latest version of a matter of an upper list, if it has one."""
    return _own(upper, into)


def _own(upper: MatterVersion, into: str) -> MatterVersion | None:
    mine = _latest(MatterVersion.objects.all(), into, whole=True)
    entry = _entries([upper])
    found = next(iter(pair(_entries(mine), entry)), None)
    return next((version for version in mine if version.matter_id == found), None)


def _latest(rows: Any, list_code: str, *, whole: bool = False) -> list[MatterVersion]:
    rows = rows.filter(matter__list_code=list_code).exclude(state=VersionState.REVOKED)
    rows = rows.select_related("matter").order_by("matter", "-number").distinct("matter")
    if not whole:
        own = [f"matter__{each}" for each in ("list_code", "code", "national_code", "upper")]
        rows = rows.only(*READ, *own)
    return sorted(rows, key=lambda version: (version.matter.code, str(version.matter_id)))


def _entries(versions: Iterable[MatterVersion]) -> list[Entry]:
    return [
        Entry(
            version.matter_id,
            version.matter.national_code or "",
            version.item,
            version.sub_item,
            version.matter.upper_id,
        )
        for version in versions
    ]


def _said(version: MatterVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in COMPARED}


def lists() -> list[str]:
    """Return the codes of all lists."""
    codes = Matter.objects.order_by("list_code").values_list("list_code", flat=True)
    return list(codes.distinct())
