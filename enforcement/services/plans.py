"""The life of a plan: drafted, reviewed, approved, published, filed, run, closed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import workdays
from common.errors import ConflictError, RuleError
from common.events import emit
from common.flow import move
from common.models import User
from enforcement.choices import BEFORE_PUBLICATION, PlanKind, PlanMethod, PlanState, RiskList
from enforcement.models import Plan, PlanMatter, PlanMember, PlanRatio
from enforcement.rules import plans as rules
from matters.choices import VersionState
from matters.models import Checklist, Claim, Matter, MatterVersion
from registry.choices import Level
from registry.models import Department, Region, Subject
from registry.querysets import SubjectQuerySet, below
from registry.services.sets import clean_rule

FIELDS = (
    "name", "name_en", "year", "kind", "department", "region", "subject_set", "rule", "scheme",
    "window", "method", "on_site_reason", "hours", "purpose", "purpose_en",
)  # fmt: skip
"""Columns that are written as content; ``matters``, ``members`` and ``ratios`` are rows."""

LIST_FAULTS: dict[str, str | Promise] = {
    "disturbed": gettext_lazy("Who is on the no-disturb list is not drawn and not visited."),
    "never": gettext_lazy("Say how many are seen and how often, or put them on another list."),
    "key_in_full": gettext_lazy("The key list is seen in full: its ratio is 100 %."),
    "ratio_too_high": gettext_lazy(
        "A random list draws 30 % at most. What needs more is a key list, and says so."
    ),
}


class PlanConflict(ConflictError):
    """Somebody else has written the plan since it was read; ``current`` is as it is now."""

    code = "edit_conflict"

    def __init__(self, current: Plan):
        super().__init__(
            _("Somebody else has changed this plan since you opened it. Nothing is lost: compare.")
        )
        self.current = current


def objects_of(plan: Plan) -> SubjectQuerySet:
    """Return the objects of a plan, nobody left out: what a draw freezes.

    They are the members of its set, or whoever fits its rule, inside its region, today.
    """
    kept = plan.subject_set
    found: SubjectQuerySet = Subject.objects.in_set(
        kept.rule if kept else plan.rule, plan.region.path
    )
    if kept and kept.region:
        found = found.filter(region__path__startswith=kept.region.path)
    return found


def objects_on(plan: Plan, risk_list: str) -> SubjectQuerySet:
    """Return the objects of a plan that its classes put on one of the three lists."""
    grades = [each.grade for each in plan.strata() if each.risk_list == risk_list]
    return objects_of(plan).filter(**{f"{plan.scheme}__in": grades})


@transaction.atomic
def draft_plan(code: str, content: Mapping[str, Any], *, by: User) -> Plan:
    """Enter a plan. Emits ``enforcement.plan_drafted``."""
    if Plan.objects.filter(code=code).exists():
        raise RuleError("known_plan", _("A plan has this code already."), field="code")
    plan = Plan(code=code, drafted_by=by.pk)
    _fill(plan, content)
    emit("enforcement.plan_drafted", plan, by=by)
    return plan


@transaction.atomic
def amend_plan(plan: Plan, content: Mapping[str, Any], *, by: User, seen: int) -> Plan:
    """Change a draft that still is as its author saw it (``seen``, its revision).

    Nothing is overwritten: PlanConflict gives the plan as somebody else wrote it meanwhile.
    Emits ``enforcement.plan_amended``.
    """
    current: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if current.state != PlanState.DRAFT:
        raise RuleError("not_a_draft", _("Only a draft can be changed."))
    if current.revision != seen:
        raise PlanConflict(current)
    current.drafted_by, current.changed_at = by.pk, timezone.now()
    current.revision += 1
    _fill(current, content)
    emit("enforcement.plan_amended", current, facts={"fields": sorted(content)}, by=by)
    return current


@transaction.atomic
def submit_plan(plan: Plan, *, by: User) -> Plan:
    """Send a complete draft to legal review. Emits ``enforcement.plan_submitted``."""
    check_complete(plan)
    move(plan, PlanState.LEGAL_REVIEW, reviewed_by=None)
    emit("enforcement.plan_submitted", plan, by=by)
    return plan


@transaction.atomic
def pass_plan(plan: Plan, *, by: User, basis: str = "") -> Plan:
    """Say that a plan is lawful; it then goes to whoever approves it.

    Emits ``enforcement.plan_reviewed``.
    """
    _apart(by, plan)
    kept = Plan.objects.filter(pk=plan.pk, state=PlanState.LEGAL_REVIEW, reviewed_by=None)
    if not kept.update(reviewed_by=by.pk, changed_at=timezone.now()):
        raise ConflictError(_("This plan is not waiting for legal review."))
    plan.refresh_from_db(fields=["reviewed_by", "changed_at"])
    emit("enforcement.plan_reviewed", plan, by=by, basis=basis)
    return plan


@transaction.atomic
def send_plan_back(plan: Plan, *, by: User, basis: str) -> Plan:
    """Return a plan to its drafter before it is published; ``basis`` says why.

    Emits ``enforcement.plan_returned``.
    """
    move(plan, PlanState.DRAFT, reviewed_by=None, approved_by=None, approved_on=None)
    emit("enforcement.plan_returned", plan, by=by, basis=basis)
    return plan


@transaction.atomic
def approve_plan(
    plan: Plan,
    *,
    by: User,
    approved_on: dt.date,
    body: str,
    level: int,
    number: str = "",
    discussed_on: dt.date | None = None,
) -> Plan:
    """Enter the approval of a reviewed plan. Emits ``enforcement.plan_approved``.

    A special plan is approved by the government of a county or above (国办发〔2024〕54号); a plan
    of several departments is discussed collectively before (浙政办发〔2025〕5号).
    """
    _apart(by, plan)
    if plan.reviewed_by is None:
        raise RuleError("not_reviewed", _("Legal review comes before the approval."))
    if plan.kind == PlanKind.SPECIAL and level > Level.COUNTY:
        raise RuleError(
            "approval_level",
            _("A special plan is approved by the government of a county or above."),
            field="level",
        )
    if plan.members.exists() and discussed_on is None:
        raise RuleError(
            "not_discussed",
            _("A plan of several departments is discussed collectively. Enter the day."),
            field="discussed_on",
        )
    if approved_on > workdays.today():
        raise RuleError("future", _("This day has not come yet."), field="approved_on")
    move(
        plan,
        PlanState.APPROVED,
        approved_by=by.pk,
        approved_on=approved_on,
        approval_body=body,
        approval_level=level,
        approval_no=number,
        discussed_on=discussed_on,
    )
    emit("enforcement.plan_approved", plan, facts={"level": level}, by=by, basis=number)
    return plan


@transaction.atomic
def publish_plan(plan: Plan, *, by: User) -> Plan:
    """Publish an approved plan: everybody reads its copy. Emits ``enforcement.plan_published``."""
    check_complete(plan)
    today = workdays.today()
    move(plan, PlanState.PUBLISHED, published_on=today)
    facts = {"due": plan.deadline.isoformat(), "late": today > plan.deadline}
    emit("enforcement.plan_published", plan, facts=facts, by=by)
    return plan


@transaction.atomic
def file_plan(plan: Plan, *, by: User, number: str, filed_on: dt.date) -> Plan:
    """Enter under which number the justice department of the same level filed a plan.

    Emits ``enforcement.plan_filed``.
    """
    if plan.state in BEFORE_PUBLICATION:
        raise RuleError("not_published", _("A plan is filed when it has been published."))
    if plan.published_on and filed_on < plan.published_on:
        raise RuleError(
            "too_early", _("A plan is filed when it has been published."), field="filed_on"
        )
    if filed_on > workdays.today():
        raise RuleError("future", _("This day has not come yet."), field="filed_on")
    plan.filing_no, plan.filed_on, plan.changed_at = number, filed_on, timezone.now()
    plan.save(update_fields=["filing_no", "filed_on", "changed_at"])
    emit("enforcement.plan_filed", plan, by=by, basis=number)
    return plan


@transaction.atomic
def start_plan(plan: Plan, *, by: User) -> Plan:
    """Begin to work under a published plan in its window. Emits ``enforcement.plan_started``."""
    if workdays.today() not in plan.window:
        raise RuleError(
            "outside_window",
            _("The window of this plan is %(first)s to %(last)s.")
            % {"first": plan.first_day, "last": plan.last_day},
        )
    move(plan, PlanState.RUNNING)
    emit("enforcement.plan_started", plan, by=by)
    return plan


@transaction.atomic
def close_plan(plan: Plan, *, by: User, basis: str) -> Plan:
    """Close a plan whose tasks have all ended. Emits ``enforcement.plan_closed``."""
    count = plan.tasks.open().count()
    if count:
        raise RuleError(
            "open_tasks",
            _("%(count)d tasks of this plan are still open. Finish or cancel them first.")
            % {"count": count},
        )
    move(plan, PlanState.CLOSED)
    emit("enforcement.plan_closed", plan, by=by, basis=basis)
    return plan


def check_complete(plan: Plan) -> None:
    """Raise RuleError while a plan does not say what it inspects, at whose place, how often."""
    rows = list(plan.matters.select_related("matter", "checklist"))
    if not rows:
        raise RuleError("no_matter", _("Choose at least one matter."), field="matters")
    if not plan.subject_set_id and not plan.rule:
        raise RuleError(
            "no_scope", _("Say which objects it is about: a set, or a filter."), field="subject_set"
        )
    strata = plan.strata()
    if not any(each.risk_list != RiskList.NO_DISTURB for each in strata):
        raise RuleError("nobody", _("By these lists nobody is inspected."), field="ratios")
    for each in strata:
        check_stratum(each)
    _check_claimed(plan, [row.matter for row in rows])
    _check_method(plan, [row.matter for row in rows])
    published = Matter.objects.filter(
        pk__in=[row.matter_id for row in rows], versions__state=VersionState.PUBLISHED
    ).values_list("pk", flat=True)
    for row in rows:
        if row.matter_id not in set(published):
            raise RuleError(
                "not_published",
                _("“%(matter)s” is not published. Nothing is inspected outside the list.")
                % {"matter": row.matter},
                field="matters",
            )


def _check_method(plan: Plan, matters: list[Matter]) -> None:
    """Refuse visits without a reason where a matter may be inspected without one."""
    if plan.method != PlanMethod.ON_SITE or plan.on_site_reason:
        return
    found = MatterVersion.objects.filter(
        matter__in=matters, state=VersionState.PUBLISHED, methods__contains=["off_site"]
    ).first()
    if found is not None:
        raise RuleError(
            "on_site_reason",
            _(
                "Choose off-site, or say why the plan sends officers: %(matter)s may be inspected "
                "off-site."
            )
            % {"matter": found},
            field="on_site_reason",
        )


def _check_claimed(plan: Plan, matters: list[Matter]) -> None:
    """Refuse a matter that no department of the plan has claimed (ZJCAE art. 6)."""
    reach = [plan.department, *(each.department for each in plan.members.all())]
    claims = Claim.objects.standing().filter(matter__in=matters)
    claimed = set(
        claims.filter(below("department__path", [each.path for each in reach])).values_list(
            "matter", flat=True
        )
    )
    for matter in matters:
        if matter.pk not in claimed:
            raise RuleError(
                "not_claimed",
                _("Nobody below %(department)s has claimed “%(matter)s”. Claim it first.")
                % {"department": plan.department.named, "matter": matter},
                field="matters",
            )


def check_stratum(stratum: rules.Stratum) -> None:
    """Raise RuleError where a class does not fit the list it is on."""
    fault = rules.list_fault(stratum)
    if fault:
        raise RuleError(fault, LIST_FAULTS[fault], field="ratios", grade=stratum.grade)


def content_of(plan: Plan) -> dict[str, Any]:
    """Return what a plan says, as the services take it."""
    return {name: getattr(plan, name) for name in FIELDS} | {
        "matters": [(each.matter, each.checklist) for each in plan.matters.all()],
        "members": [(each.department, each.part) for each in plan.members.all()],
        "ratios": plan.strata(),
    }


def default_strata() -> list[rules.Stratum]:
    """Return the classes that a new plan proposes."""
    return [rules.Stratum(grade, *rules.DEFAULT_LISTS[grade]) for grade in rules.GRADES]


def window_of(first: dt.date, last: dt.date) -> DateRange:
    """Return the window from a first to a last day."""
    return DateRange(first, last + dt.timedelta(days=1))


def _fill(plan: Plan, content: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in content:
            setattr(plan, name, content[name])
    plan.rule = {} if plan.subject_set_id else clean_rule(plan.rule)
    _check_place(plan.department, plan.region)
    plan.save()
    if "matters" in content:
        _matters(plan, content["matters"])
    if "members" in content:
        _members(plan, content["members"])
    if "ratios" in content:
        _ratios(plan, content["ratios"])


def _check_place(department: Department, region: Region) -> None:
    """Refuse a plan outside the lead's own territory (国办发〔2024〕54号: territorial)."""
    if not region.path.startswith(department.region.path):
        raise RuleError(
            "territory",
            _("%(region)s lies outside the territory of %(department)s.")
            % {"region": region.named, "department": department.named},
            field="region",
        )


def _matters(plan: Plan, rows: list[tuple[Matter, Checklist]]) -> None:
    plan.matters.exclude(matter__in=[matter for matter, _form in rows]).delete()
    for matter, checklist in rows:
        PlanMatter.objects.update_or_create(
            plan=plan, matter=matter, defaults={"checklist": checklist}
        )


def _members(plan: Plan, rows: list[tuple[Department, str]]) -> None:
    kept = [(each, part) for each, part in rows if each.pk != plan.department_id]
    plan.members.exclude(department__in=[each for each, _part in kept]).delete()
    for department, part in kept:
        PlanMember.objects.update_or_create(
            plan=plan, department=department, defaults={"part": part}
        )


def _ratios(plan: Plan, strata: list[rules.Stratum]) -> None:
    for each in strata:
        check_stratum(each)
        PlanRatio.objects.update_or_create(
            plan=plan,
            grade=each.grade,
            defaults={"risk_list": each.risk_list, "ratio": each.ratio, "times": each.times},
        )
    plan.ratios.exclude(grade__in=[each.grade for each in strata]).delete()


def _apart(by: User, plan: Plan) -> None:
    if by.pk == plan.drafted_by:
        raise RuleError("four_eyes", _("Whoever drafted a plan neither reviews nor approves it."))
