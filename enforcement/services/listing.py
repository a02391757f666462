"""The guard of the list: on what a department acts, or what keeps it from acting."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.errors import RuleError
from enforcement.choices import FAULTS_OF_THE_MATTER, ListFault
from enforcement.models import Task
from enforcement.rules.tasks import ListedClaim, ListedMatter, list_fault
from matters.choices import ClaimState, ImplementationState, VersionState
from matters.models import (
    Checklist,
    ChecklistVersion,
    Claim,
    ImplementationList,
    Matter,
    MatterVersion,
    PowerTransfer,
)
from registry.models import Department, Region

SENTENCES: dict[str, str | Promise] = {
    ListFault.NOT_PUBLISHED: _(
        "“%(matter)s” is not published. A matter that is not published may not be inspected. "
        "Ask %(responsible)s, which answers for it."
    ),
    ListFault.REVOKED: _(
        "“%(matter)s” was revoked. Nobody acts under it any more. "
        "Ask %(responsible)s, which answered for it, what has taken its place."
    ),
    ListFault.NOT_IN_FORCE: _(
        "“%(matter)s” is published but not in force today. Ask %(responsible)s from which day it "
        "may be inspected."
    ),
    ListFault.NOT_CLAIMED: _(
        "Nobody has claimed “%(matter)s”. Ask the head of %(department)s to claim it first."
    ),
    ListFault.OTHER_DEPARTMENT: _(
        "“%(matter)s” is claimed by another department, not by %(department)s. "
        "Ask %(claimant)s to act, or claim it first."
    ),
    ListFault.ENTRUSTMENT: _(
        "%(department)s was entrusted with “%(matter)s”, but not for today. "
        "Ask %(claimant)s, which entrusts it."
    ),
    ListFault.LAPSED: _(
        "The claim of “%(matter)s” by %(claimant)s was to be renewed and was not, and the basis or "
        "the power it stood on has ended. Ask the head of %(claimant)s to renew it."
    ),
    ListFault.LEVEL: _(
        "“%(matter)s” is not exercised at the level of %(department)s. "
        "Ask %(responsible)s, which sets the levels."
    ),
    ListFault.REGION: _(
        "%(region)s lies outside the region in which %(department)s has claimed “%(matter)s”. "
        "Ask the department of that region, or for recorded assistance."
    ),
    ListFault.HANDED_DOWN: _(
        "In %(region)s the power over “%(matter)s” is handed down to %(receiver)s. "
        "Ask %(receiver)s to act."
    ),
    ListFault.CHECKLIST: _(
        "The checklist “%(checklist)s” has no published version in force. "
        "Ask %(responsible)s, which answers for the matter."
    ),
}


@dataclass(frozen=True)
class Listing:
    """What an act stands on: filled in when ``fault`` is empty.

    With a fault, ``claim`` is the one that comes nearest and ``transfer`` what stands in its way.
    """

    matter: Matter
    checklist: Checklist | None
    department: Department
    region: Region
    fault: str
    version: MatterVersion | None = None
    claim: Claim | None = None
    checklist_version: ChecklistVersion | None = None
    transfer: PowerTransfer | None = None

    def require(self) -> None:
        """Raise RuleError with a sentence that says what is outside the list, and whom to ask."""
        if self.fault:
            raise RuleError(self.fault, self.sentence)

    @property
    def sentence(self) -> str:
        """Say what failed and whom to ask."""
        latest = latest_version(self.matter)
        responsible = latest.department if latest else None
        return SENTENCES[self.fault] % {
            "matter": latest or self.matter,
            "department": self.department.named,
            "region": self.region.named,
            "checklist": self.checklist.named if self.checklist else "",
            "responsible": responsible.named
            if responsible
            else _now("the department that keeps the list"),
            "claimant": _reached(self.claim) if self.claim else "",
            "receiver": self.transfer.to_department.named if self.transfer else "",
        }


def look_up(
    matter: Matter, checklist: Checklist | None, *, department: Department, region: Region
) -> Listing:
    """Look the matter, its claim and its form up for an act of ``department`` in ``region`` today.

    Without a ``checklist`` it is asked whether the department may act at all. The database looks
    again, with locks, when the task is written.
    """
    today = workdays.today()
    versions = list(matter.versions.filter(state__in=(VersionState.PUBLISHED, "revoked")))
    published = [each for each in versions if each.state == VersionState.PUBLISHED]
    in_force = next((each for each in published if today in each.valid), None)
    claims = _claims(matter, today)
    transfers = list(
        PowerTransfer.objects.in_force(today)
        .filter(matter=matter)
        .select_related("region", "to_department")
    )
    listed = _listed(claims, transfers, today)
    asked: dict[str, Any] = {"department": department.pk, "region_path": region.path}
    shown = [ListedMatter(today in each.valid, each.levels) for each in published]
    fault = list_fault(shown, listed, is_revoked=bool(versions), **asked)
    nearest = _nearest(shown, listed, claims, fault, asked)
    form = current_form(checklist) if checklist else None
    if not fault and checklist is not None and form is None:
        fault = ListFault.CHECKLIST.value
    return Listing(
        matter,
        checklist,
        department,
        region,
        fault,
        version=in_force,
        claim=nearest,
        checklist_version=form,
        transfer=next((t for t in transfers if region.path.startswith(t.region.path)), None),
    )


def _claims(matter: Matter, today: dt.date) -> list[Claim]:
    """Return the claims whose days hold today, the late ones among them."""
    rows = Claim.objects.standing().filter(matter=matter, valid__contains=today)
    return list(rows.select_related("region", "department", "transfer__from_department"))


def _listed(
    claims: Sequence[Claim], transfers: Sequence[PowerTransfer], today: dt.date
) -> list[ListedClaim]:
    lists = ImplementationList.objects.filter(
        claim__in=[each.pk for each in claims], state=ImplementationState.PUBLISHED
    ).exclude(entrusted=None)
    entrusted: dict[object, list[ImplementationList]] = {}
    for row in lists:
        entrusted.setdefault(row.claim_id, []).append(row)
    return [_as_listed(each, entrusted.get(each.pk, ()), transfers, today) for each in claims]


def _as_listed(
    claim: Claim,
    lists: Iterable[ImplementationList],
    transfers: Sequence[PowerTransfer],
    today: dt.date,
) -> ListedClaim:
    late = claim.reclaim_by is not None and claim.reclaim_by < today
    transfer = claim.transfer
    rows = list(lists)
    return ListedClaim(
        claim.department_id,
        transfer.from_department.level if transfer else claim.level,
        claim.region.path,
        has_lapsed=claim.state == ClaimState.RECLAIM_REQUIRED and claim.lapses and late,
        entrusted=[row.entrusted_id for row in rows if today in (row.entrusted_valid or ())],
        once_entrusted=[row.entrusted_id for row in rows],
        handed_down=[
            each.region.path for each in transfers if each.from_department_id == claim.department_id
        ],
    )


def _nearest(
    shown: Sequence[ListedMatter],
    listed: Sequence[ListedClaim],
    claims: Sequence[Claim],
    fault: str,
    asked: dict[str, Any],
) -> Claim | None:
    """Return the claim that an act stands on, or the one whose fault is the answer."""
    if not any(each.valid for each in shown):
        return None
    for row, claim in zip(listed, claims, strict=True):
        if list_fault(shown, [row], **asked) == fault:
            return claim
    return None


def _reached(claim: Claim) -> str:
    """Return the claiming department with the contact that its implementation list gives."""
    row = claim.implementations.in_force(workdays.today()).first()
    contact = " ".join(filter(None, (row.contact, row.phone))) if row else ""
    name = claim.department.named
    return (
        _now("%(department)s (%(contact)s)") % {"department": name, "contact": contact}
        if (contact)
        else name
    )


def whom_to_ask(task: Task) -> Department | None:
    """Return the department that can put in order what kept the task outside the list.

    The matter and its form are the responsible department's, the claim the acting one's.
    """
    if not task.desk_fault or task.approval is None:
        return None
    version = latest_version(task.approval.matter)
    if task.desk_fault in FAULTS_OF_THE_MATTER and version is not None:
        return version.department
    return task.department


def current_form(checklist: Checklist) -> ChecklistVersion | None:
    """Return the published version of a form that is in force today."""
    return checklist.versions.filter(
        state=VersionState.PUBLISHED, valid__contains=workdays.today()
    ).first()


def latest_version(matter: Matter) -> MatterVersion | None:
    """Return the newest version of a matter, whatever its state."""
    return matter.versions.select_related("department").order_by("-number").first()
