"""The roles that are shipped: one table for the grants, the demo accounts and the test cast."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Permission
from django.db import transaction

from registry.models import Role


@dataclass(frozen=True)
class RoleSpec:
    """One shipped role: what it may do, and what its holder is told to try in the demo."""

    code: str
    name: str
    name_en: str
    try_this: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    delegates: frozenset[str] = frozenset()
    """Codes of the roles that its holders may give to others; none of them its own."""
    is_wide: bool = False
    """Whether its holders look across all departments of their region."""


# What everybody on the staff sees: who and where, the list, and the work inside their grants.
_LIST = (
    "matters.view_matterversion matters.view_claim matters.view_checklist matters.view_policy "
    "matters.view_law matters.view_implementationlist "
    "matters.view_adjustment matters.view_evaluation matters.view_duplicate matters.view_reform "
    "matters.view_consultation"
)
# Who keeps the list alive for a department.
_UPKEEP = (
    "matters.add_adjustment matters.decide_adjustment matters.change_evaluation "
    "matters.add_consultation matters.add_comment matters.change_comment"
)
_WHO_AND_WHERE = (
    "registry.view_region registry.view_department registry.view_subject registry.view_zone"
)
_WORK = (
    "enforcement.view_task enforcement.view_inspection enforcement.view_evidence "
    "enforcement.view_plan enforcement.view_visitcap enforcement.view_nodisturb "
    "enforcement.view_draw enforcement.view_rectification enforcement.view_document "
    "enforcement.view_visit enforcement.view_collaboration enforcement.view_casereferral "
    "enforcement.view_outsidetransfer "
    "enforcement.view_offsiterequest"
)
_WARNINGS = "risk.view_riskwarning risk.view_ruleversion risk.view_episode"
_CHAIN = "common.view_event common.view_chain"
# What a county gives out itself: the work. The three administrators come from above.
_WORKERS = (
    "department_head dispatcher officer auxiliary case_handler hearing_chair credit_clerk "
    "data_steward risk_officer publicity_clerk enforcement_supervisor leader"
)


def _spec(
    code: str,
    name: str,
    name_en: str,
    try_this: str,
    *permissions: str,
    delegates: str = "",
    is_wide: bool = False,
) -> RoleSpec:
    codes = frozenset(" ".join(permissions).split())
    return RoleSpec(code, name, name_en, try_this, codes, frozenset(delegates.split()), is_wide)


ROLES: tuple[RoleSpec, ...] = (
    _spec(
        "matter_manager",
        "事项管理员",
        "Matter manager",
        "/matters/",
        _WHO_AND_WHERE,
        _LIST,
        "matters.add_matterversion matters.change_matterversion matters.add_claim",
        "matters.change_claim matters.change_checklist matters.add_policy matters.change_policy",
        "matters.transfer_claim matters.add_implementationlist matters.change_implementationlist",
        "matters.add_law matters.view_impactreview matters.change_impactreview",
        _UPKEEP,
        "matters.change_duplicate matters.add_reform",
        is_wide=True,
    ),
    _spec(
        "legal_reviewer",
        "法制审核员",
        "Legal reviewer",
        "/matters/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        "matters.legal_review_matterversion matters.publish_law",
        "enforcement.witness_draw enforcement.add_documenttemplate",
        "enforcement.change_collaboration",
        "enforcement.view_legalreview enforcement.change_legalreview enforcement.legal_review_plan",
        "matters.view_impactreview matters.change_impactreview",
        "matters.add_comment",
        is_wide=True,
    ),
    _spec(
        "department_head",
        "部门负责人",
        "Department head",
        "/tasks/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        _WARNINGS,
        _CHAIN,
        _UPKEEP,
        "matters.review_matterversion enforcement.approve_task enforcement.approve_plan",
        "enforcement.confirm_draw enforcement.view_visitcomplaint",
        "enforcement.decide_casereferral",
        "enforcement.change_visitcomplaint",
        "enforcement.view_dispatchrule enforcement.change_dispatchrule",
        "enforcement.view_tasktransfer enforcement.view_incident enforcement.view_shifthandover",
        "enforcement.add_collaboration enforcement.change_collaboration",
        "enforcement.view_visitrating enforcement.change_casereferral",
        "enforcement.extend_rectification enforcement.verify_rectification",
        "enforcement.ask_offsiterequest",
        "enforcement.issue_document",
        "enforcement.publish_plan enforcement.add_nodisturb enforcement.change_nodisturb",
        "enforcement.view_fieldrecord enforcement.decide_fieldrecord enforcement.view_entryscan",
        "matters.publish_implementationlist",
        "registry.view_officer registry.view_roster registry.add_roster registry.change_roster",
        "registry.view_leave registry.add_leave registry.view_conflictdeclaration",
        "registry.view_officerloan registry.add_officerloan",
        "matters.view_impactreview matters.change_impactreview",
        "enforcement.view_standingapproval enforcement.add_standingapproval",
        "risk.review_ruleversion",
    ),
    _spec(
        "dispatcher",
        "调度员",
        "Dispatcher",
        "/tasks/desk/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        _WARNINGS,
        _CHAIN,
        "enforcement.run_draw enforcement.witness_draw enforcement.extend_rectification",
        "enforcement.ask_offsiterequest",
        "enforcement.issue_document",
        "enforcement.dispatch_task enforcement.add_plan enforcement.change_plan",
        "enforcement.view_dispatchrule enforcement.change_dispatchrule",
        "enforcement.view_tasktransfer enforcement.view_incident enforcement.view_shifthandover",
        "enforcement.add_collaboration enforcement.change_collaboration",
        "enforcement.view_visitrating enforcement.change_casereferral",
        "registry.view_officer registry.view_roster",
        "enforcement.view_fieldrecord enforcement.decide_fieldrecord enforcement.view_entryscan",
        "registry.add_roster registry.change_roster registry.view_leave registry.add_leave",
        "registry.view_officerloan registry.view_conflictdeclaration",
        "registry.add_zone registry.change_zone",
        "enforcement.view_standingapproval risk.sign_riskwarning",
    ),
    _spec(
        "officer",
        "执法人员",
        "Enforcement officer",
        "/pocket/",
        _WHO_AND_WHERE,
        _LIST,
        "matters.add_comment enforcement.perform_task enforcement.verify_rectification",
        "enforcement.view_casereferral enforcement.change_casereferral",
        "enforcement.ask_offsiterequest",
    ),
    _spec(
        "auxiliary",
        "网格员（执法辅助）",
        "Auxiliary (grid member)",
        "/pocket/",
        _WHO_AND_WHERE,
        "enforcement.perform_fact_check",
    ),
    _spec(
        "case_handler",
        "案件承办人",
        "Case handler",
        "/tasks/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        "credit.view_record enforcement.decide_casereferral",
    ),
    _spec(
        "hearing_chair",
        "听证主持人",
        "Hearing chair",
        "/matters/",
        _WHO_AND_WHERE,
        _LIST,
        "enforcement.view_inspection enforcement.view_rectification",
    ),
    _spec(
        "credit_clerk",
        "信用管理员",
        "Credit clerk",
        "/credit/records/",
        _WHO_AND_WHERE,
        _LIST,
        "credit.view_record credit.add_record credit.change_record",
        is_wide=True,
    ),
    _spec(
        "data_steward",
        "数据管理员",
        "Data steward",
        "/data/batches/",
        _WHO_AND_WHERE,
        _CHAIN,
        "datacenter.view_source datacenter.view_batch datacenter.view_dataset",
        "datacenter.view_indicator datacenter.view_reading",
        "registry.add_subject registry.change_subject registry.merge_subject",
        "registry.import_subject registry.view_identity registry.view_subjectset",
        "registry.explain_grant",
        "registry.add_subjectset registry.change_subjectset",
        is_wide=True,
    ),
    _spec(
        "risk_officer",
        "风险预警员",
        "Risk officer",
        "/risk/warnings/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        _WARNINGS,
        _CHAIN,
        "risk.sign_riskwarning risk.settle_riskwarning risk.add_ruleversion",
        "registry.add_zone registry.change_zone",
        "risk.review_ruleversion datacenter.view_batch datacenter.view_reading",
        "datacenter.view_indicator",
    ),
    _spec(
        "publicity_clerk",
        "公示管理员",
        "Publicity clerk",
        "/disclosure/records/",
        _WHO_AND_WHERE,
        _LIST,
        "enforcement.view_inspection enforcement.view_rectification",
        "disclosure.view_publicrecord disclosure.withdraw_publicrecord disclosure.view_hold",
        "disclosure.release_hold",
        is_wide=True,
    ),
    _spec(
        "enforcement_supervisor",
        "执法监督员",
        "Enforcement supervisor",
        "/tasks/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        "enforcement.view_visitrating enforcement.view_visitcomplaint",
        "enforcement.change_visitcomplaint",
        _WARNINGS,
        _CHAIN,
        "registry.view_officer credit.view_record disclosure.view_publicrecord",
        "enforcement.add_visitcap enforcement.change_visitcap registry.explain_grant",
        "enforcement.view_fieldrecord enforcement.decide_fieldrecord enforcement.view_entryscan",
        "enforcement.witness_draw enforcement.audit_draw enforcement.view_dispatchrule",
        is_wide=True,
    ),
    _spec(
        "leader",
        "领导",
        "Leader",
        "/",
        _WHO_AND_WHERE,
        _LIST,
        _WORK,
        _WARNINGS,
        _CHAIN,
        "credit.view_record disclosure.view_publicrecord",
        is_wide=True,
    ),
    _spec(
        "system_admin",
        "系统管理员",
        "System administrator",
        "/admin/",
        "common.enter_admin common.view_calendar common.add_calendar common.change_calendar",
        "common.view_delivery common.retry_delivery registry.view_region registry.change_region",
        "registry.redivide_region registry.view_zone registry.view_department",
        "registry.add_department registry.change_department registry.reorganise_department",
        "registry.view_line registry.add_line registry.change_line datacenter.view_dataset",
        "datacenter.view_source datacenter.change_source",
        "risk.view_ruleversion enforcement.view_standingapproval",
        "enforcement.view_standingapprovalday",
        is_wide=True,
    ),
    _spec(
        "security_admin",
        "安全管理员",
        "Security administrator",
        "/admin/",
        "common.enter_admin common.view_user common.add_user common.change_user",
        "registry.view_role registry.view_grant registry.add_grant registry.change_grant",
        "registry.view_officer registry.add_officer registry.change_officer",
        "registry.view_roster registry.add_roster registry.change_roster",
        "registry.view_department registry.view_region registry.explain_grant",
        delegates=f"matter_manager legal_reviewer {_WORKERS} area_admin "
        "system_admin security_admin audit_admin",
        is_wide=True,
    ),
    _spec(
        "area_admin",
        "区县授权管理员",
        "Area administrator",
        "/access/",
        "registry.view_region registry.view_department registry.view_officer",
        "registry.view_role registry.view_grant registry.add_grant registry.change_grant",
        "registry.explain_grant",
        delegates=_WORKERS,
        is_wide=True,
    ),
    _spec(
        "audit_admin",
        "审计管理员",
        "Audit administrator",
        "/admin/",
        "common.enter_admin common.view_auditentry common.view_event",
        is_wide=True,
    ),
)


@transaction.atomic
def sync_roles() -> None:
    """Write the shipped roles with exactly their permissions; other roles stay as they are."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for spec in ROLES:
        missing = spec.permissions - known.keys()
        if missing:
            raise LookupError(f"role {spec.code} names unknown permissions: {sorted(missing)}")
        role, _ = Role.objects.update_or_create(
            code=spec.code, defaults={"name": spec.name, "name_en": spec.name_en}
        )
        role.permissions.set([known[each] for each in spec.permissions])
    for spec in ROLES:
        Role.objects.get(pk=spec.code).delegates.set(Role.objects.filter(code__in=spec.delegates))
