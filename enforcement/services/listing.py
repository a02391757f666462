"""The guard of the list: on what a department acts, or what keeps it from acting."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.errors import RuleError
from enforcement.choices import FAULTS_OF_THE_MATTER, ListFault
from enforcement.models import Task
from enforcement.rules import ListedClaim, ListedMatter, list_fault
from matters.choices import VersionState
from matters.models import Checklist, ChecklistVersion, Claim, Matter, MatterVersion
from registry.models import Department, Region

SENTENCES: dict[str, str | Promise] = {
    ListFault.NOT_PUBLISHED: _(
        "“%(matter)s” is not published. A matter that is not published may not be inspected."
    ),
    ListFault.NOT_IN_FORCE: _("“%(matter)s” is published but not in force today."),
    ListFault.NOT_CLAIMED: _("Nobody has claimed “%(matter)s”."),
    ListFault.OTHER_DEPARTMENT: _(
        "“%(matter)s” is claimed by another department, not by %(department)s."
    ),
    ListFault.LEVEL: _("“%(matter)s” is not exercised at the level of %(department)s."),
    ListFault.REGION: _(
        "%(region)s lies outside the region in which %(department)s has claimed “%(matter)s”."
    ),
    ListFault.CHECKLIST: _("The checklist “%(checklist)s” has no published version in force."),
}


@dataclass(frozen=True)
class Listing:
    """What an act stands on: filled in when ``fault`` is empty."""

    matter: Matter
    checklist: Checklist
    department: Department
    region: Region
    fault: str
    version: MatterVersion | None = None
    claim: Claim | None = None
    checklist_version: ChecklistVersion | None = None

    def require(self) -> None:
        """Raise RuleError with one sentence that says what is outside the list."""
        if self.fault:
            raise RuleError(
                self.fault,
                SENTENCES[self.fault]
                % {
                    "matter": latest_version(self.matter) or self.matter,
                    "department": self.department.named,
                    "region": self.region.named,
                    "checklist": self.checklist.named,
                },
            )


def look_up(
    matter: Matter, checklist: Checklist, *, department: Department, region: Region
) -> Listing:
    """Look the matter, its claim and its form up for an act of ``department`` in ``region`` today.

    The database looks again, with locks, when the task is written.
    """
    today = workdays.today()
    published = list(matter.versions.filter(state=VersionState.PUBLISHED))
    claims = list(Claim.objects.in_force(today).filter(matter=matter).select_related("region"))
    form = current_form(checklist)
    fault = list_fault(
        [ListedMatter(today in version.valid, version.levels) for version in published],
        [ListedClaim(claim.department_id, claim.level, claim.region.path) for claim in claims],
        department=department.pk,
        region_path=region.path,
    ) or ("" if form else ListFault.CHECKLIST.value)
    if fault:
        return Listing(matter, checklist, department, region, fault)
    return Listing(
        matter,
        checklist,
        department,
        region,
        "",
        version=next(version for version in published if today in version.valid),
        claim=next(
            claim
            for claim in claims
            if claim.department_id == department.pk and region.path.startswith(claim.region.path)
        ),
        checklist_version=form,
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
    return matter.versions.order_by("-number").first()
